"""What is composed says what was given, to every reader. RFC 5322, RFC 2045."""

import re
from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import given

import core.message
from core.compose import (
    Fields,
    envelope,
    is_internationalized,
    reply_ids,
    serialize_fields,
)
from core.header.address import AddrSpec, Group, Mailbox
from core.header.content import ContentType
from core.header.msg_id import MsgId
from core.mime.draft import Disposition, Draft, FileDraft, TextDraft, arrange
from tests.core.composed import ALICE, BOB, DATE, PLAIN, written
from tests.strategies.compose import DRAFTS, FIELDS

CAROL = Mailbox(AddrSpec("carol", "example.org"), "Carol")
A, B, C, ODD = (MsgId(left, "x") for left in ("a", "b", "c", "ü"))


@given(FIELDS, DRAFTS)
def test_what_is_written_fits_every_server(fields: Fields, draft: Draft) -> None:
    octets = written(fields, draft)
    assert octets.isascii()
    assert b"\0" not in octets
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", octets)
    assert all(len(line) <= 998 for line in octets.split(b"\r\n"))
    assert octets == written(fields, draft)


@given(FIELDS)
def test_parsing_gives_the_fields_back(fields: Fields) -> None:
    message = core.message.parse_message(written(fields, TextDraft(text="a")))
    assert message.defects == ()
    assert message.date == fields.date
    assert message.message_id == fields.message_id
    assert message.from_ == fields.from_
    assert message.sender == fields.sender
    assert message.reply_to == fields.reply_to
    assert message.to == fields.to
    assert message.cc == fields.cc
    assert message.bcc == ()
    assert message.subject == fields.subject
    assert message.in_reply_to == fields.in_reply_to
    assert message.references == fields.references
    assert message.keywords == fields.keywords
    for name, text in fields.others:
        assert text in [field.text for field in message.header.every(name)]


@given(FIELDS)
def test_lines_of_the_header_have_78_characters_where_they_can(fields: Fields) -> None:
    section = serialize_fields(fields)
    for line in section.split(b"\r\n"):
        # A quoted name is one word, and no field begins with a fold.
        words = line.partition(b": ")[2] if b": " in line[:80] else line
        assert len(line) <= 78 or b'"' in line or len(words.split()) < 2


def test_the_whole_tree() -> None:
    picture = FileDraft(
        content=b"png",
        content_type=ContentType("image/png"),
        disposition=Disposition.INLINE,
        content_id=MsgId("p", "x"),
    )
    draft = arrange(
        text="t",
        html='<img src="cid:p@x">',
        inline=(picture,),
        attachments=(FileDraft(content=b"zip", file_name="a.zip"),),
    )
    message = core.message.parse_message(written(PLAIN, draft))
    assert [part.content_type.media_type for part in message.parts] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/octet-stream",
    ]
    assert (message.text, message.html) == ("t\n", '<img src="cid:p@x">\n')
    named = message.part_named(MsgId("p", "x"))
    assert named is not None
    assert named.content == b"png"


def test_the_envelope_goes_to_all_and_bcc_is_never_written() -> None:
    group = Group("friends", (BOB, CAROL))
    fields = evolve(PLAIN, to=(group,), cc=(BOB,), bcc=(Mailbox(AddrSpec("s", "x.y")),))
    sent = envelope(fields)
    assert str(sent.reverse_path) == "<alice@qq.com>"
    assert [str(path) for path in sent.forward_paths] == [
        "<bob@163.com>",
        "<carol@example.org>",
        "<s@x.y>",
    ]
    assert b"s@x.y" not in written(fields, TextDraft(text=""))
    assert str(envelope(evolve(fields, sender=CAROL)).reverse_path) == (
        "<carol@example.org>"
    )
    with pytest.raises(ValueError, match="to, cc or bcc"):
        envelope(evolve(PLAIN, to=()))


def test_domains_are_written_in_a_labels() -> None:
    fields = evolve(PLAIN, to=(Mailbox(AddrSpec("a", "München.de")),))
    assert b"To: a@xn--mnchen-3ya.de\r\n" in serialize_fields(fields)
    assert str(envelope(fields).forward_paths[0]) == "<a@xn--mnchen-3ya.de>"
    assert not is_internationalized(fields)
    fields = evolve(PLAIN, cc=(Mailbox(AddrSpec("é", "qq.com")),))
    assert is_internationalized(fields)
    assert "Cc: é@qq.com\r\n".encode() in serialize_fields(fields)
    assert not is_internationalized(evolve(PLAIN, bcc=fields.cc))


def test_a_small_message_to_the_octet() -> None:
    fields = evolve(
        PLAIN, subject="你好", others=(("X-A", "b"),), keywords=("k", "l m")
    )
    assert written(fields, TextDraft(text="Hello")) == (
        b"Date: Mon, 23 Nov 2026 12:00:00 +0000\r\n"
        b"From: Alice <alice@qq.com>\r\n"
        b"To: bob@163.com\r\n"
        b"Subject: =?utf-8?b?5L2g5aW9?=\r\n"
        b"Message-ID: <1@qq.com>\r\n"
        b"Keywords: k, l m\r\n"
        b"X-A: b\r\n"
        b"MIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=us-ascii\r\n"
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"\r\n"
        b"Hello\r\n"
    )


NO_DOMAIN = (Mailbox(AddrSpec("a", "b\u2028c.de")),)


@pytest.mark.parametrize(
    ("refused", "named"),
    [
        pytest.param(lambda: subject("a\r\nBcc: b@c"), "subject", id="line-end"),
        pytest.param(lambda: subject("a\0"), "subject", id="nul"),
        pytest.param(lambda: subject("a\x85"), "subject", id="c1-control"),
        pytest.param(lambda: subject("a\ud800"), "subject", id="lone-surrogate"),
        pytest.param(
            lambda: evolve(PLAIN, date=DATE.replace(tzinfo=None)), "date", id="no-zone"
        ),
        pytest.param(
            lambda: evolve(PLAIN, message_id=MsgId("a", None)), "message_id", id="no-at"
        ),
        pytest.param(
            lambda: evolve(PLAIN, references=(ODD,)), "references", id="8-bit-id"
        ),
        pytest.param(
            lambda: evolve(PLAIN, in_reply_to=(MsgId("a" * 999, "b"),)),
            "in_reply_to",
            id="long-id",
        ),
        pytest.param(lambda: evolve(PLAIN, from_=()), "from_", id="no-author"),
        pytest.param(
            lambda: evolve(PLAIN, from_=(ALICE, BOB)), "sender", id="rfc5322-3.6.2"
        ),
        pytest.param(lambda: evolve(PLAIN, to=NO_DOMAIN), "to", id="no-domain"),
        pytest.param(
            lambda: evolve(PLAIN, sender=NO_DOMAIN[0]), "sender", id="sender-no-domain"
        ),
        pytest.param(lambda: keywords("a\n"), "keywords", id="keyword-line-end"),
        pytest.param(lambda: keywords(" "), "keywords", id="keyword-blank"),
        pytest.param(lambda: other("Bcc", "a@b"), "Bcc", id="bcc-by-another-way"),
        pytest.param(lambda: other("content-type", "a"), "content-type", id="content"),
        pytest.param(lambda: other("a b", "c"), "a b", id="field-name"),
        pytest.param(lambda: other("X" * 99, "c"), "XXX", id="long-field-name"),
        pytest.param(lambda: other("X", "a\nb"), "X", id="other-line-end"),
    ],
)
def test_fields_are_refused_by_name(refused: Callable[[], Fields], named: str) -> None:
    with pytest.raises(ValueError, match=rf"Fields\..*{named}"):
        refused()


def subject(text: str) -> Fields:
    return evolve(PLAIN, subject=text)


def keywords(text: str) -> Fields:
    return evolve(PLAIN, keywords=(text,))


def other(name: str, text: str) -> Fields:
    return evolve(PLAIN, others=((name, text),))


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        pytest.param((A, (), ()), ((A,), (A,)), id="rfc5322-3.6.4-first-reply"),
        pytest.param((C, (B,), (A, B)), ((C,), (A, B, C)), id="3.6.4-references"),
        pytest.param((C, (B,), ()), ((C,), (B, C)), id="3.6.4-in-reply-to-alone"),
        pytest.param((C, (A, B), ()), ((C,), (C,)), id="3.6.4-several-in-reply-to"),
        pytest.param((None, (), (A,)), ((), (A,)), id="3.6.4-no-message-id"),
        pytest.param((ODD, (), (A, ODD)), ((), (A,)), id="not-ascii"),
    ],
)
def test_reply_ids(
    arguments: tuple[MsgId | None, tuple[MsgId, ...], tuple[MsgId, ...]],
    ids: tuple[tuple[MsgId, ...], tuple[MsgId, ...]],
) -> None:
    assert reply_ids(*arguments) == ids
