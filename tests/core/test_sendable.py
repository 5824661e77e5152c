"""What a finished message becomes, and what forbids it."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.header.msg_id import MsgId
from core.message import parse_message
from core.sendable import Objection, Rule, Sendable, pieces, prepare

DATE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MSG_ID = MsgId("fresh", "example.org")
OWN = b"Date: Mon, 1 Jan 2024 00:00:00 +0000\r\nMessage-ID: <own@x>\r\n"
ALPHABET = [b"\r\n", b"\n", b"\r", b"\0", b"a", b"Bcc: x", b": ", b"\xc3\xa9", b"\xff"]
ALPHABET += [b" ", b"From ", b"Date: x", b"." * 998, b"y" * 500, b"\r\n\r\n"]

sources = st.binary() | st.lists(st.sampled_from(ALPHABET)).map(b"".join)


def sent(source: bytes) -> bytes:
    ready = prepare(source, DATE, MSG_ID)
    assert isinstance(ready, Sendable), ready
    return b"".join(pieces(source, ready))


def test_a_complete_message_is_left_alone() -> None:
    source = OWN + b"Subject: x\r\n\r\nbody\r\n..\r\n"
    assert sent(source) == source


def test_line_ends_become_crlf() -> None:
    assert (
        sent(OWN.replace(b"\r\n", b"\n") + b"\na\n\nb") == OWN + b"\r\na\r\n\r\nb\r\n"
    )


@pytest.mark.parametrize("name", [b"Bcc", b"bcc", b"BCC ", b"Resent-Bcc"])
def test_bcc_goes_with_its_folds(name: bytes) -> None:
    source = OWN + name + b": a@x,\r\n\tb@x\r\nTo: c@x\r\n\r\nBcc: stays\r\n"
    assert sent(source) == OWN + b"To: c@x\r\n\r\nBcc: stays\r\n"


def test_what_is_missing_is_added_behind_the_other_fields() -> None:
    assert sent(b"Subject: x\n\nbody\n") == (
        b"Subject: x\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n"
        b"Message-ID: <fresh@example.org>\r\n\r\nbody\r\n"
    )


def test_a_message_without_a_body() -> None:
    assert sent(b"Subject: x") == (
        b"Subject: x\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n"
        b"Message-ID: <fresh@example.org>\r\n"
    )


@pytest.mark.parametrize(
    ("source", "line", "rule"),
    [
        (b"A: b\n\nc\0d\n", 3, Rule.NUL),
        (b"A: b\r\n\r\nc\rd\r\n", 3, Rule.CR),
        (b"A: b\n\nx\r", 3, Rule.CR),
        (b"A: b\n\n" + b"x" * 999, 3, Rule.LONG),
        (b"A: b\n\n" + b"x" * 999 + b"\r\n", 3, Rule.LONG),
        (b"A: b\nC: \xff\n\nx\n", 2, Rule.CHARSET),
        (b"From me Mon\nA: b\n\nx\n", 1, Rule.MBOX),
        (b"A: " + b"\0" * 5 + b"x" * 2000 + b"\n", 1, Rule.NUL),
    ],
)
def test_an_objection_names_the_line(source: bytes, line: int, rule: Rule) -> None:
    assert prepare(source, DATE, MSG_ID) == Objection(line, rule)


def test_998_octets_are_a_line() -> None:
    assert sent(OWN + b"\r\n" + b"x" * 998).endswith(b"x" * 998 + b"\r\n")


def test_eight_bit_lines_are_named_by_place() -> None:
    source = "Subject: é\n\na\nb é\n".encode()
    ready = prepare(source, DATE, MSG_ID)
    assert isinstance(ready, Sendable)
    assert (ready.utf8_line, ready.eight_bit_line) == (1, 4)


@given(sources)
@example(b"A: b\n\n" + b"x\n" * 700_000)
@example(b"A: b\r\n\r\n" + b"x" * 997 + b"\r\n" + b"xy\r\n" * 400_000)
def test_what_is_sent_fits_and_is_sent_once(source: bytes) -> None:
    ready = prepare(source, DATE, MSG_ID)
    if isinstance(ready, Objection):
        assert 1 <= ready.line <= source.count(b"\n") + 1
        return
    octets = b"".join(pieces(source, ready))
    assert len(octets) == ready.size
    assert octets.endswith(b"\r\n")
    assert b"\0" not in octets
    lines = octets.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line or len(line) > 998 for line in lines)
    names = [name.lower() for name, _ in parse_message(ready.head).texts]
    assert not {"bcc", "resent-bcc"} & set(names)
    again = prepare(octets, DATE, MSG_ID)
    assert isinstance(again, Sendable)
    assert b"".join(pieces(octets, again)) == octets
