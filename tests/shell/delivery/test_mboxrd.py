"""Octets in an mbox: LF line ends, From_ lines quoted, an empty line behind each."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.mbox import mbox_entries, message_octets
from shell.delivery.mboxrd import Quoting, feed, finish

WORDS = st.sampled_from(
    [b"From ", b"From", b"Fr", b">", b">>From ", b"\r\n", b"\r", b"\n", b"a", b"F"]
)
OCTETS = st.lists(WORDS | st.binary(max_size=4)).map(b"".join)


def quoted(*pieces: bytes) -> bytes:
    state, written = Quoting(), []
    for piece in pieces:
        state, text = feed(state, piece)
        written.append(text)
    return b"".join((*written, finish(state)))


@pytest.mark.parametrize(
    ("octets", "stored"),
    [
        (b"", b"\n"),
        (b"a\r\n", b"a\n\n"),
        (b"a", b"a\n\n"),
        (b"From me\r\n", b">From me\n\n"),
        (b">From me\r\n>>From you", b">>From me\n>>>From you\n\n"),
        (b"\nFrom me\r\n", b"\n>From me\n\n"),
        (b"Fromage\r\nfrom me\r\n From x\r\n", b"Fromage\nfrom me\n From x\n\n"),
        (b"a\rb\r\r\n\n", b"a\rb\r\n\n\n"),
        (b"\rFrom \r", b"\rFrom \r\n\n"),
        (b"\0\xff\r\n", b"\0\xff\n\n"),
        (b"From", b"From\n\n"),
    ],
)
def test_forms(octets: bytes, stored: bytes) -> None:
    assert quoted(octets) == stored
    assert quoted(*(bytes([octet]) for octet in octets)) == stored


@given(OCTETS, st.lists(st.integers(0, 9)))
@example(b"\r\n>>From x", [3, 1, 2])
def test_cuts_do_not_show(octets: bytes, sizes: list[int]) -> None:
    pieces, rest = [], octets
    for size in sizes:
        pieces.append(rest[:size])
        rest = rest[size:]
    assert quoted(*pieces, rest) == quoted(octets)


@given(OCTETS)
def test_reading_takes_the_quotes_away(octets: bytes) -> None:
    stored = quoted(octets)
    assert stored.endswith(b"\n")
    assert not re.search(rb"(?:\A|\n)From ", stored)
    plain = re.sub(rb"(\A|\n)>(>*From )", rb"\1\2", stored)[:-1]
    text = octets.replace(b"\r\n", b"\n")
    assert plain == text + (b"\n" if text and not text.endswith(b"\n") else b"")


@given(st.lists(OCTETS, min_size=1, max_size=4))
def test_our_own_reader_finds_each_message(mails: list[bytes]) -> None:
    line = b"From puremail-1a2b3c4d Mon Nov 23 15:13:34 2026\n"
    box = b"".join(line + quoted(octets) for octets in mails)
    read = [message_octets(box, entry) for entry in mbox_entries(box)]
    assert len(read) == len(mails)
    for octets, text in zip(mails, read, strict=True):
        plain = octets.replace(b"\r\n", b"\n").rstrip(b"\n")
        assert text.rstrip(b"\n") == plain


def test_hostile_input_takes_linear_time() -> None:
    begun = time.monotonic()
    for piece in (b">" * 65_536, b"\n>" * 32_768, b"From" * 16_384, b"\r" * 65_536):
        state = Quoting()
        for _ in range(300):
            state, _text = feed(state, piece)
            assert len(state.held) <= 5
    assert time.monotonic() - begun < 10
