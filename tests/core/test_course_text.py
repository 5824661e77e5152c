"""The message of a course on networks: its fields, its parts and their types."""

from datetime import UTC, datetime

import pytest

from core.compose import Fields, compose
from core.defect import DefectKind
from core.header.address import AddrSpec, Mailbox
from core.header.content import ContentType, parse_content_type
from core.header.msg_id import MsgId
from core.message import Message, parse_message
from core.mime.draft import Disposition, FileDraft, MultipartDraft, TextDraft

GREETINGS = (
    b"From: alice@qq.com\r\n"
    b"To: bob@163.com\r\n"
    b"Message-Id: <0704760941.AA00747@163.com>\r\n"
    b"Subject: New Year Greetings\r\n"
    b"\r\n"
    b"Happy New Year, Bob!!!\r\n"
)
ALICE = Mailbox(AddrSpec("alice", "qq.com"))
BOB = Mailbox(AddrSpec("bob", "163.com"))
MESSAGE_ID = MsgId("0704760941.AA00747", "163.com")


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_the_message_is_parsed(end: bytes) -> None:
    message = parse_message(GREETINGS.replace(b"\r\n", end))
    assert message.from_ == (ALICE,)
    assert message.to == (BOB,)
    assert message.message_id == MESSAGE_ID
    assert message.subject == "New Year Greetings"
    assert message.text == "Happy New Year, Bob!!!\n"
    # It has no Date, which every message has to have.
    assert message.date is None
    assert [defect.kind for defect in message.defects] == [DefectKind.FIELD_MISSING]


def test_the_message_is_composed() -> None:
    fields = Fields(
        date=datetime(2030, 1, 1, tzinfo=UTC),
        message_id=MESSAGE_ID,
        from_=(ALICE,),
        to=(BOB,),
        subject="New Year Greetings",
    )
    draft = TextDraft(text="Happy New Year, Bob!!!")
    pieces = compose(fields, draft, b"")
    octets = b"".join(piece for piece in pieces if isinstance(piece, bytes))
    section, _, body = octets.partition(b"\r\n\r\n")
    lines = [line.lower() for line in section.split(b"\r\n")]
    *given, _, _ = (line.lower() for line in GREETINGS.split(b"\r\n")[:6])
    assert set(given) <= set(lines)
    assert body == b"Happy New Year, Bob!!!\r\n"
    # What no message of ours goes without.
    assert b"date: tue, 01 jan 2030 00:00:00 +0000" in lines
    assert b"mime-version: 1.0" in lines


@pytest.mark.parametrize(
    ("line", "attribute", "value"),
    [
        (b"To: bob@163.com", "to", (BOB,)),
        (b"Cc: bob@163.com", "cc", (BOB,)),
        (b"Bcc: bob@163.com", "bcc", (BOB,)),
        (b"From: alice@qq.com", "from_", (ALICE,)),
        (b"Message-Id: <0704760941.AA00747@163.com>", "message_id", MESSAGE_ID),
        (b"Keywords: networks, mail", "keywords", ("networks", "mail")),
        (b"Subject: greetings", "subject", "greetings"),
    ],
    ids=lambda value: str(value, "ascii") if isinstance(value, bytes) else "",
)
def test_seven_header_fields(line: bytes, attribute: str, value: object) -> None:
    assert getattr(parse_message(line + b"\r\n\r\n"), attribute) == value


def composed_part() -> Message:
    picture = FileDraft(
        content=b"GIF89a",
        content_type=ContentType("image/gif"),
        disposition=Disposition.INLINE,
        content_id=MsgId("1", "qq.com"),
        description="a transcript of records",
    )
    draft = MultipartDraft("mixed", (TextDraft(text="hello"), picture))
    fields = Fields(
        date=datetime(2030, 1, 1, tzinfo=UTC), message_id=MESSAGE_ID, from_=(ALICE,)
    )
    pieces = compose(fields, draft, b"")
    return parse_message(b"".join(p for p in pieces if isinstance(p, bytes)))


def test_five_mime_fields() -> None:
    message = composed_part()
    assert message.header.first("MIME-Version") is not None
    part = message.part("2")
    assert part is not None
    assert part.description == "a transcript of records"
    assert part.content_id == MsgId("1", "qq.com")
    assert part.encoding == "base64"
    assert part.content_type == ContentType("image/gif")
    names = {field.name.lower() for field in part.header.fields}
    assert names >= {
        "content-description",
        "content-id",
        "content-transfer-encoding",
        "content-type",
    }
    # The text beside it has no description, and lacks nothing.
    assert message.defects == ()


@pytest.mark.parametrize(
    ("main", "subtypes"),
    [
        ("text", "plain html xml css"),
        ("image", "gif jpeg tiff"),
        ("audio", "basic mpeg mp4"),
        ("video", "mpeg mp4 quicktime"),
        ("model", "vrml"),
        ("application", "octet-stream javascript pdf zip"),
        ("message", "http rfc822"),
        ("multipart", "mixed alternative parallel digest"),
    ],
)
def test_eight_media_types(main: str, subtypes: str) -> None:
    for subtype in subtypes.split():
        name = f"{main}/{subtype}"
        parsed = parse_content_type(f" {name}; boundary=b".encode())
        assert parsed.value.media_type == name
        assert parsed.value.type == main
        assert parsed.defects == ()
        message = parse_message(
            f"Content-Type: {name}; boundary=b\r\n\r\n"
            "--b\r\n\r\nSubject: within\r\n\r\nx\r\n--b--\r\n".encode()
        )
        assert message.entity.content.content_type.media_type == name
        if main == "multipart":
            assert [part.number for part in message.parts][:1] == ["1"]
        elif name == "message/rfc822":
            assert [inner.subject for inner in message.messages] == [None]
        else:
            (part,) = message.parts
            assert part.content_type.media_type == name
