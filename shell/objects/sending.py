"""What send says of a message that was taken."""

from collections.abc import Sequence
from typing import Literal, TypedDict

from shell.objects.failure import RecipientObject, ServerObject
from shell.objects.text import VERSION

# The functional form: "from" is a word of Python.
EnvelopeObject = TypedDict("EnvelopeObject", {"from": str, "to": list[str]})


class ReplyObject(TypedDict):
    """The server's reply to the final dot."""

    code: int
    enhanced: str | None
    text: str


class AttachmentObject(TypedDict):
    """A file that was attached: its name as sent, its media type, its octets."""

    name: str
    type: str
    size: int


class Milliseconds(TypedDict):
    """How long each step took; null for a step that there was none of."""

    connect: int | None
    tls: int | None
    auth: int | None
    transfer: int | None


class SentObject(TypedDict):
    """A message that the server took; `ok` is false where a recipient was refused.

    `kept` is null, since a message that was taken is not kept.
    """

    v: int
    ok: bool
    account: str
    message_id: str | None
    size: int
    envelope: EnvelopeObject
    recipients: list[RecipientObject]
    server: ServerObject
    reply: ReplyObject
    attachments: list[AttachmentObject]
    ms: Milliseconds
    kept: None


def recipient_object(
    address: str,
    status: Literal["accepted", "refused", "unknown"],
    *,
    code: int | None = None,
    enhanced: str | None = None,
    text: str | None = None,
) -> RecipientObject:
    """Return what became of one recipient, with the reply about it where one came."""
    return {
        "address": address,
        "status": status,
        "code": code,
        "enhanced": enhanced,
        "text": text,
    }


def sent_object(
    *,
    account: str,
    message_id: str | None,
    size: int,
    sender: str,
    recipients: Sequence[RecipientObject],
    server: ServerObject,
    reply: ReplyObject,
    attachments: Sequence[AttachmentObject],
    ms: Milliseconds,
) -> SentObject:
    """Return the object of a message that was taken. `sender` is "" for no one."""
    return {
        "v": VERSION,
        "ok": all(each["status"] == "accepted" for each in recipients),
        "account": account,
        "message_id": message_id,
        "size": size,
        "envelope": {"from": sender, "to": [each["address"] for each in recipients]},
        "recipients": list(recipients),
        "server": server,
        "reply": reply,
        "attachments": list(attachments),
        "ms": ms,
        "kept": None,
    }
