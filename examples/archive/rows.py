"""What the table says of one message, by `core` alone."""

import hashlib
import os
from datetime import datetime
from typing import TypedDict

from core.header.address import Address, mailboxes
from core.message import Message, parse_message
from core.mime.part import Part
from examples.archive.shards import Found


class MailboxRow(TypedDict):
    """An address of a field; `name` is None where it has none."""

    name: str | None
    address: str


class AttachmentRow(TypedDict):
    """A part that is no text to show; `size` in octets and `sha256` of it decoded."""

    name: str | None
    media_type: str
    size: int
    sha256: str


class DefectRow(TypedDict):
    """A DefectKind, and the octets [start, stop) of the message that it is about."""

    kind: str
    start: int
    stop: int


Row = TypedDict(
    "Row",
    {
        "source": str,
        "position": int,
        "sha256": str,
        "size": int,
        "message_id": str | None,
        "in_reply_to": list[str],
        "references": list[str],
        "date": datetime | None,
        "from": list[MailboxRow],
        "to": list[MailboxRow],
        "cc": list[MailboxRow],
        "subject": str | None,
        "text": str | None,
        "html": str | None,
        "attachments": list[AttachmentRow],
        "defects": list[DefectRow],
    },
)
"""A message: where it was, what it is, and what its header section and parts say.

`source` and `position` are those of `Found`; `sha256` and `size` are of its octets, an
mbox's quoting undone. `date` is in the zone of the field.
"""


def row(found: Found) -> Row:
    """Return the row of a message. Decodes every body."""
    message = parse_message(found.octets)
    return {
        "source": os.fsencode(found.path).decode("utf-8", "backslashreplace"),
        "position": found.position,
        "sha256": hashlib.sha256(found.octets).hexdigest(),
        "size": len(found.octets),
        "message_id": None if message.message_id is None else message.message_id.text,
        "in_reply_to": [each.text for each in message.in_reply_to],
        "references": [each.text for each in message.references],
        "date": message.date,
        "from": _mailboxes(message.from_),
        "to": _mailboxes(message.to),
        "cc": _mailboxes(message.cc),
        "subject": message.subject,
        "text": message.text,
        "html": message.html,
        "attachments": [_attachment(part) for part in message.attachments],
        "defects": _defects(message),
    }


def _mailboxes(addresses: tuple[Address, ...]) -> list[MailboxRow]:
    """Return the mailboxes, also those in groups."""
    return [
        {"name": each.display_name, "address": each.addr_spec.text}
        for each in mailboxes(addresses)
    ]


def _attachment(part: Part) -> AttachmentRow:
    content = part.content
    return {
        "name": part.file_name,
        "media_type": part.content_type.media_type,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _defects(message: Message) -> list[DefectRow]:
    return [
        {"kind": each.kind.name, "start": each.span.start, "stop": each.span.stop}
        for each in message.defects
    ]
