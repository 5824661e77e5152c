"""Laws of what is written: core.compose, core.edit. What is given comes back."""

import re
from datetime import UTC, datetime

from core.codec import charset
from core.compose import Fields, compose, envelope
from core.defect import DefectKind
from core.edit import remove_field, replace_field, text_field
from core.header.address import AddrSpec, Mailbox
from core.header.msg_id import MsgId
from core.message import Message, parse_message
from core.mime.draft import FileDraft, MultipartDraft, TextDraft
from tests.fuzz.messages import SEEDS
from tests.fuzz.target import Target, divided

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
ORDERLY_NAME = re.compile(r"[^\x00-\x20]+")
LINE_END = re.compile(r"\r\n|\r|\n")
NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)
ANN = AddrSpec("ann", "example.org")
BOB = AddrSpec("bob", "example.org")
# Programs that read no RFC 2231 get the file's name in encoded-words too.
MEANT = {DefectKind.PARAMETER_ENCODED_WORD}


def line(octets: bytes) -> str:
    """Return text of one line, as a person may type it."""
    return CONTROL.sub("", charset.guess(octets))


def composed_message(octets: bytes) -> None:
    """A composed message has each field once, and says what was given."""
    subject, name, file_name, other, text, content = divided(octets, 6)
    body = charset.guess(text)
    fields = Fields(
        date=NOON,
        message_id=MsgId("1", "example.org"),
        from_=(Mailbox(ANN, line(name)),),
        to=(Mailbox(ANN),),
        bcc=(Mailbox(BOB),),
        subject=line(subject),
        others=(("X-Other", line(other)),),
    )
    file = FileDraft(content=content, file_name=line(file_name) or None)
    draft = MultipartDraft("mixed", (TextDraft(text=body), file))
    pieces = compose(fields, draft, b"seed")
    written = b"".join(piece for piece in pieces if isinstance(piece, bytes))
    check_wire(written)
    assert b"bob@" not in written.partition(b"\r\n\r\n")[0]
    message = parse_message(written)
    names = [field.name for field in message.header.fields]
    assert len(names) == len(set(names))
    assert {defect.kind for defect in message.defects} <= MEANT
    assert message.subject == line(subject)
    assert dict(message.texts)["X-Other"] == line(other)
    assert message.from_ in {
        (Mailbox(ANN, line(name)),),
        (Mailbox(ANN, line(name).strip() or None),),
    }
    (shown,) = message.text_body
    (attached,) = message.attachments
    assert attached.file_name == (line(file_name) or None)
    assert attached.content == content
    given = LINE_END.sub("\n", body)
    assert shown.text in {given, given + "\n"}
    assert len(envelope(fields).forward_paths) == 2


def check_wire(octets: bytes) -> None:
    """What is written may be sent: 7-bit lines of at most 998 octets. Promise 18."""
    lines = octets.split(b"\r\n")
    assert octets.isascii()
    assert b"\0" not in octets
    assert all(len(line) <= 998 for line in lines)
    assert not any(b"\r" in line or b"\n" in line for line in lines)


def others(message: Message) -> list[bytes]:
    """Return the fields that are no Subject, without their line ends."""
    fields = [
        field for field in message.header.fields if field.name.lower() != "subject"
    ]
    return [field.octets.rstrip(b"\r\n") for field in fields]


def orderly(message: Message) -> bool:
    """Return whether the section is fields alone.

    A line that is none, or has an odd name, counts as one only while a field
    stands behind it.
    """
    return all(ORDERLY_NAME.fullmatch(field.name) for field in message.header.fields)


def edited_message(octets: bytes) -> None:
    """An edit changes its field and nothing else."""
    value, source = divided(octets, 2)
    message = parse_message(source)
    changed = replace_field(message, text_field("Subject", line(value)))
    assert changed.subject == line(value)
    assert parse_message(changed.octets) == changed
    removed = remove_field(changed, "SUBJECT")
    assert removed.subject is None
    for edited in (changed, removed):
        assert all(field in edited.octets for field in others(message))
        assert others(edited) == others(message) or not orderly(message)


TARGETS = (
    Target(
        composed_message,
        (
            "grüße\0Ann, B\0报告.zip\0x\0hello\r\nFrom y\n.\0zip".encode(),
            b'=?utf-8?q?a?=\0"\\\0../a\0 b \0\xff\0\0',
        ),
    ),
    Target(edited_message, tuple(b"new\0" + seed for seed in SEEDS)),
)
