"""A message: lossless, total, and one step from what a reader asks."""

import mmap
from datetime import datetime, timedelta, timezone
from pathlib import Path

from hypothesis import given

from core.defect import DefectKind
from core.header.address import AddrSpec, Group, Mailbox
from core.header.msg_id import MsgId
from core.limits import Limits
from core.message import Message, parse_message, serialize_message
from core.mime.part import Part
from tests.strategies import mime

EXAMPLE = b"""Received: by mx.example.org; Mon, 23 Nov 2026 09:00:01 +0800
From: =?utf-8?B?5L2g5aW9?= <ann@example.org>
Sender: "A. Secretary" <sec@example.org>
Reply-To: list@example.org
To: bob@example.org, friends: carol@example.org;
To: dan@example.org
Cc: eve@example.org
Bcc: fred@example.org
Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=
Date: Mon, 23 Nov 2026 09:00:00 +0800
Message-ID: <1@example.org>
In-Reply-To: <0@example.org>
References: <a@example.org>
 <0@example.org>
Keywords: one, two
Keywords: three
Subject: not this one
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: multipart/alternative; boundary=c

--c

hello
--c
Content-Type: text/html

<p>hello</p>
--c--
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename="a.pdf"
Content-ID: <cid@example.org>
Content-Description: the paper
Content-Transfer-Encoding: base64

JVBERg==
--b
Content-Type: message/rfc822

Subject: inner

inside
--b--
"""


def ask(message: Message) -> list[str]:
    """Ask a message everything there is, and return every text it gives."""
    texts = [message.subject or "", message.text or "", message.html or ""]
    texts += message.keywords
    texts += [text for pair in message.texts for text in pair]
    texts += [text for each in message.header.fields for text in (each.name, each.text)]
    for address in (
        *message.from_,
        *message.reply_to,
        *message.to,
        *message.cc,
        *message.bcc,
    ):
        match address:
            case Mailbox(addr_spec=addr_spec, display_name=name):
                texts += (addr_spec.text, name or "")
            case Group(display_name=name):
                texts.append(name)
    for msg_id in (message.message_id, *message.in_reply_to, *message.references):
        texts.append("" if msg_id is None else msg_id.text)
    texts += (str(message.date), str(message.sender), repr(message))
    for part in (*message.parts, *message.attachments, *message.text_body):
        texts += ask_part(part)
    return texts


def ask_part(part: Part) -> list[str]:
    texts = [part.text, part.unwrapped, part.file_name or "", part.description or ""]
    texts += (part.encoding, part.content_type.media_type, str(part.content_id))
    texts += [each.value for each in part.content_type.parameters]
    texts += [each.file_name for each in part.embedded_files]
    texts += (str(part.disposition), str(part.is_tnef))
    # No encoding makes a body shorter than what it holds.
    assert len(part.content) <= part.size <= len(part.octets)
    return texts


@given(mime.octets())
def test_lossless(octets: bytes) -> None:
    assert serialize_message(parse_message(octets)) == octets


@given(mime.octets())
def test_total_and_without_surrogates(octets: bytes) -> None:
    message = parse_message(octets)
    for each in (message, *message.messages):
        for text in ask(each):
            text.encode()
        assert serialize_message(each) == each.octets
        assert each.size == len(each.octets)


@given(mime.octets())
def test_defects_are_in_order_and_in_the_source(octets: bytes) -> None:
    message = parse_message(octets)
    starts = [defect.span.start for defect in message.defects]
    assert starts == sorted(starts)
    assert set(message.tree_defects) <= set(message.defects)
    for defect in message.defects:
        assert 0 <= defect.span.start <= defect.span.stop <= len(octets)


@given(mime.octets())
def test_defects_are_bounded(octets: bytes) -> None:
    defects = parse_message(octets, Limits(defects=2)).defects
    assert len(defects) <= 3
    assert len(defects) < 3 or defects[2].kind is DefectKind.LIMIT_DEFECTS


def test_what_a_reader_asks() -> None:
    message = parse_message(EXAMPLE)
    ann = Mailbox(AddrSpec("ann", "example.org"), "你好")
    assert message.subject == "Grüße"
    assert message.from_ == (ann,)
    assert message.sender == Mailbox(AddrSpec("sec", "example.org"), "A. Secretary")
    assert message.reply_to == (Mailbox(AddrSpec("list", "example.org")),)
    assert message.to == (
        Mailbox(AddrSpec("bob", "example.org")),
        Group("friends", (Mailbox(AddrSpec("carol", "example.org")),)),
        Mailbox(AddrSpec("dan", "example.org")),
    )
    assert message.cc == (Mailbox(AddrSpec("eve", "example.org")),)
    assert message.bcc == (Mailbox(AddrSpec("fred", "example.org")),)
    zone = timezone(timedelta(hours=8))
    assert message.date == datetime(2026, 11, 23, 9, tzinfo=zone)
    assert message.message_id == MsgId("1", "example.org")
    assert message.in_reply_to == (MsgId("0", "example.org"),)
    assert message.references == (MsgId("a", "example.org"), MsgId("0", "example.org"))
    assert message.keywords == ("one", "two", "three")
    assert message.text == "hello"
    assert message.html == "<p>hello</p>"
    assert [each.name for each in message.header.fields][:2] == ["Received", "From"]
    assert message.texts[1] == ("From", "你好 <ann@example.org>")
    assert message.header.fields[1].octets.startswith(b"From: =?utf-8?B?")


def test_attachments() -> None:
    message = parse_message(EXAMPLE)
    pdf, inner = message.attachments
    assert (pdf.number, pdf.file_name) == ("2", "a.pdf")
    assert pdf.content_type.media_type == "application/pdf"
    assert pdf.disposition is not None
    assert pdf.disposition.disposition == "attachment"
    assert pdf.content_id == MsgId("cid", "example.org")
    assert pdf.description == "the paper"
    assert pdf.content == b"%PDF"
    assert (pdf.encoding, pdf.size) == ("base64", 8)
    assert inner.content == b"Subject: inner\n\ninside"
    assert message.part("2") == pdf
    assert message.part("9") is None
    assert message.part_named(MsgId("cid", "example.org")) == pdf
    assert message.part_named(MsgId("other", "example.org")) is None


def test_messages_inside_are_messages() -> None:
    message = parse_message(EXAMPLE)
    (inner,) = message.messages
    assert (inner.subject, inner.text) == ("inner", "inside")
    assert inner.source is message.source
    assert serialize_message(inner) == b"Subject: inner\n\ninside"
    assert inner.messages == ()


def test_an_empty_message_has_nothing() -> None:
    message = parse_message(b"")
    assert message.subject is None
    assert message.sender is None
    assert message.date is None
    assert message.message_id is None
    assert message.from_ == message.to == ()
    assert (message.text, message.html) == ("", None)
    # Date and From, which every message has.
    assert [d.kind for d in message.defects] == [DefectKind.FIELD_MISSING] * 2


def test_a_message_within_another_needs_neither_date_nor_from() -> None:
    message = parse_message(
        b"Date: 1 Jan 2030 00:00:00 +0000\nFrom: a@b\n"
        b"Content-Type: message/rfc822\n\nSubject: inner\n\n"
    )
    assert message.defects == ()
    assert message.messages[0].defects == ()


def test_of_fields_that_may_stand_once_the_first_counts() -> None:
    message = parse_message(EXAMPLE)
    assert message.subject == "Grüße"
    kinds = [defect.kind for defect in message.defects]
    assert kinds.count(DefectKind.FIELD_REPEATED) == 2


def test_it_prints_its_size_and_no_octets() -> None:
    shown = repr(parse_message(b"Subject: secret\n\n" + b"x" * 5000))
    assert "5,017 octets" in shown
    assert "secret" not in shown
    assert len(shown) < 200


def test_what_can_change_is_copied_at_the_door() -> None:
    changing = bytearray(EXAMPLE)
    message = parse_message(changing)
    viewed = parse_message(memoryview(EXAMPLE))
    changing[:] = b"x" * len(changing)
    assert message == viewed == parse_message(EXAMPLE)


def test_a_mapped_file_reads_alike(tmp_path: Path) -> None:
    path = tmp_path / "message.eml"
    path.write_bytes(EXAMPLE)
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as map_,
    ):
        message = parse_message(map_)
        assert ask(message) == ask(parse_message(EXAMPLE))
        assert message.defects == parse_message(EXAMPLE).defects
        assert serialize_message(message) == EXAMPLE
