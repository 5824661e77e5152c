"""What recv says of messages, listed, shown, saved, deleted; and of a maildrop."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypedDict

from core.header.address import Address, mailboxes
from core.message import Message
from core.mime.entity import Leaf
from core.mime.part import Part
from shell.objects.text import VERSION


class AddressObject(TypedDict):
    """A mailbox. `name` is null where it has none."""

    name: str | None
    address: str


# The functional form: "from" is a word of Python.
HeadObject = TypedDict(
    "HeadObject",
    {
        "n": int | None,
        "uid": str | None,
        "size": int,
        "new": bool,
        "from": list[AddressObject],
        "to": list[AddressObject],
        "subject": str | None,
        "date": str | None,
        "message_id": str | None,
    },
)


class ListObject(TypedDict):
    """A listing: how many messages the maildrop has, their octets, and some of them."""

    v: int
    account: str
    count: int
    size: int
    messages: list[HeadObject]


class PartObject(TypedDict):
    """One part. `path` is its part number; `size` that of the body as it stands."""

    path: str
    type: str
    charset: str | None
    encoding: str
    name: str | None
    size: int
    disposition: str | None
    cid: str | None


class DefectObject(TypedDict):
    """A departure from an RFC, and where it stands in the message."""

    kind: str
    start: int
    stop: int


class ShownObject(HeadObject):
    """A message in full. `headers` are names and decoded texts in order."""

    v: int
    account: str | None
    headers: list[tuple[str, str]]
    text: str | None
    html: str | None
    parts: list[PartObject]
    defects: list[DefectObject]


class PartsObject(TypedDict):
    """The parts of a message."""

    v: int
    account: str | None
    n: int | None
    uid: str | None
    parts: list[PartObject]


class SavedFile(TypedDict):
    """A file that was written. `part` is null for a whole message."""

    uid: str | None
    part: str | None
    path: str
    size: int


class SavedObject(TypedDict):
    """What `save` wrote."""

    v: int
    account: str | None
    saved: list[SavedFile]


class DeletedObject(TypedDict):
    """What `delete` had the server delete; `confirmed` by its answer to QUIT."""

    v: int
    account: str
    deleted: list[str]
    confirmed: bool


class StatusObject(TypedDict):
    """What the server holds, and what the state knows. Sizes in octets."""

    v: int
    account: str
    user: str | None
    count: int
    size: int
    new: int
    shown: int
    stored: int
    stored_size: int
    pending: int
    last_stored_at: str | None
    state: str | None


def rfc3339(date: datetime) -> str:
    """Return a date and time as RFC 3339 section 5.6 has it.

    One that is not aware of its zone is -00:00, an unknown offset. Section 4.3.
    """
    text = date.isoformat(timespec="seconds")
    return f"{text}-00:00" if date.tzinfo is None else text


def address_objects(addresses: Iterable[Address]) -> list[AddressObject]:
    """Return the mailboxes of a list; those of groups stand without the group."""
    return [
        {"name": each.display_name, "address": each.addr_spec.text}
        for each in mailboxes(addresses)
    ]


def head_object(
    message: Message, *, n: int | None, uid: str | None, size: int, new: bool
) -> HeadObject:
    """Return what a listing says of a message; its header section is enough for it."""
    date, message_id = message.date, message.message_id
    return {
        "n": n,
        "uid": uid,
        "size": size,
        "new": new,
        "from": address_objects(message.from_),
        "to": address_objects(message.to),
        "subject": message.subject,
        "date": None if date is None else rfc3339(date),
        "message_id": None if message_id is None else f"<{message_id.text}>",
    }


def list_object(
    account: str, count: int, size: int, messages: Sequence[HeadObject]
) -> ListObject:
    """Return a listing."""
    return {
        "v": VERSION,
        "account": account,
        "count": count,
        "size": size,
        "messages": list(messages),
    }


def part_object(part: Part) -> PartObject:
    """Return what there is to know of a part."""
    disposition, content_id = part.disposition, part.content_id
    charset = part.content_type.value("charset")
    return {
        "path": part.number,
        "type": part.content_type.media_type,
        "charset": charset if isinstance(part.entity, Leaf) else None,
        "encoding": part.encoding,
        "name": part.file_name,
        "size": part.size,
        "disposition": None if disposition is None else disposition.disposition,
        "cid": None if content_id is None else content_id.text,
    }


def shown_object(
    message: Message,
    *,
    account: str | None,
    n: int | None,
    uid: str | None,
    new: bool,
) -> ShownObject:
    """Return a message in full. A local one has no account, number or unique-id."""
    head = head_object(message, n=n, uid=uid, size=message.size, new=new)
    return {
        "v": VERSION,
        "account": account,
        "n": head["n"],
        "uid": head["uid"],
        "size": head["size"],
        "new": head["new"],
        "from": head["from"],
        "to": head["to"],
        "subject": head["subject"],
        "date": head["date"],
        "message_id": head["message_id"],
        "headers": list(message.texts),
        "text": message.text,
        "html": message.html,
        "parts": list(map(part_object, message.parts)),
        "defects": [
            {"kind": each.kind.value, "start": each.span.start, "stop": each.span.stop}
            for each in message.defects
        ],
    }


def parts_object(
    message: Message, *, account: str | None, n: int | None, uid: str | None
) -> PartsObject:
    """Return the parts of a message."""
    return {
        "v": VERSION,
        "account": account,
        "n": n,
        "uid": uid,
        "parts": list(map(part_object, message.parts)),
    }
