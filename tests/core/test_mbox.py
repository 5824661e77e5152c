"""Mboxes: what was joined splits again, and nothing is lost of what was not."""

import mmap
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.mbox import MboxForm, mbox_entries, message_octets, serialize_mbox_entry
from tests.strategies import mime
from tests.strategies.broken import broken

DATE = datetime(2026, 11, 3, 9, 5, 7, tzinfo=UTC)
PIECES = (
    *(b"From ", b">From ", b">>From x\n", b"\n", b"From a 10:00\n", b"\n\nFrom x 1:00"),
    *(b"abc", b"A: b\n", b"\r\n", b"\n\n", b"Content-Length: 3\n", b"\r", b">"),
)
SOUP = st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join)


def line_ended(octets: bytes) -> bytes:
    return octets if octets.endswith(b"\n") or not octets else octets + b"\n"


# What ends in its own line end comes back as it was.
MESSAGES = st.lists((SOUP | mime.messages()).map(line_ended), min_size=1, max_size=4)


def box(messages: list[bytes], form: MboxForm) -> bytes:
    return b"".join(serialize_mbox_entry(each, "a@b", DATE, form) for each in messages)


def split(octets: bytes, form: MboxForm) -> list[bytes]:
    return [message_octets(octets, each, form) for each in mbox_entries(octets, form)]


@given(MESSAGES)
@example([b"", b"\n", b"x\n\n", b"From x\n", b">From x\n>>From\r\n"])
def test_round_trip(messages: list[bytes]) -> None:
    assert split(box(messages, MboxForm.MBOXRD), MboxForm.MBOXRD) == messages


@given(MESSAGES)
def test_mboxo_loses_but_a_mark(messages: list[bytes]) -> None:
    found = split(box(messages, MboxForm.MBOXO), MboxForm.MBOXO)
    assert found == [b"\n".join(quoted_lines(each)) for each in messages]


def quoted_lines(octets: bytes) -> list[bytes]:
    return [
        line[1:] if line.startswith(b">From ") else line for line in octets.split(b"\n")
    ]


@pytest.mark.parametrize("form", [MboxForm.MBOXCL, MboxForm.MBOXCL2])
@given(messages=st.lists(mime.messages().map(line_ended), min_size=1, max_size=4))
def test_content_length(form: MboxForm, messages: list[bytes]) -> None:
    found = split(box(messages, form), form)
    assert len(found) == len(messages)
    for octets, message in zip(found, messages, strict=True):
        head, _, rest = octets.partition(b"Content-Length: ")
        length, end, body = rest.partition(b"\r\n" if b"\r\n" in rest else b"\n")
        assert head + body == message
        # What is quoted is counted with its marks.
        if form is MboxForm.MBOXCL2:
            assert int(length) == len(body) - len(end)


@pytest.mark.parametrize("form", MboxForm)
@given(octets=SOUP | broken(MESSAGES.map(lambda each: box(each, MboxForm.MBOXRD))))
def test_nothing_is_lost(form: MboxForm, octets: bytes) -> None:
    at = 0
    for entry in mbox_entries(octets, form):
        assert not octets[at : entry.from_line.start].strip(b"\r\n")
        assert entry.from_line.stop == entry.stored.start <= entry.stored.stop
        message_octets(octets, entry, form)
        at = entry.stored.stop
    assert not octets[at:].strip(b" \t\r\n")


def test_entry() -> None:
    octets = b"A: b\n\nFrom here\n>From there\n"
    zoned = DATE.astimezone(timezone(timedelta(hours=8)))
    assert serialize_mbox_entry(octets, "MAILER-DAEMON", zoned) == (
        b"From MAILER-DAEMON Tue Nov  3 09:05:07 2026\n"
        b"A: b\n\n>From here\n>>From there\n\n"
    )


def test_a_sentence_is_no_message() -> None:
    octets = b"From a Mon\nA: b\n\nsome text\nFrom here on\n\nFrom c Mon\nD: e\n\nf\n"
    assert split(octets, MboxForm.MBOXRD) == [
        b"A: b\n\nsome text\nFrom here on\n",
        b"D: e\n\nf\n",
    ]


def test_a_dated_line_needs_no_empty_line_before_it() -> None:
    octets = b"From a Mon\nA: b\n\nsome text\nFrom c Mon Nov  3 09:05:07 2026\nD: e\n"
    assert split(octets, MboxForm.MBOXRD) == [b"A: b\n\nsome text\n", b"D: e\n"]


def test_without_a_first_line_all_is_a_message() -> None:
    assert split(b"A: b\n\nc\n", MboxForm.MBOXRD) == [b"A: b\n\nc\n"]


@pytest.mark.parametrize("length", [b"4", b"99", b"0"])
def test_a_length_that_is_not_true_does_not_count(length: bytes) -> None:
    octets = (
        b"From a 1:00\nContent-Length: " + length + b"\n\nhi\n\nFrom c 1:00\nD: e\n"
    )
    assert len(split(octets, MboxForm.MBOXCL2)) == 2


def test_a_length_does_not_count_where_the_form_has_none() -> None:
    hidden = b"\n\nFrom c 1:00\nD: e\n\nf\n"
    length = b"%d" % len(hidden)
    octets = b"From a 1:00\nContent-Length: " + length + b"\n\n" + hidden
    assert len(split(octets, MboxForm.MBOXRD)) == 2
    assert len(split(octets, MboxForm.MBOXCL2)) == 1


def test_a_mapped_file_splits_alike(tmp_path: Path) -> None:
    octets = box([b"A: b\n\nc\n", b"D: e\n\nFrom f\n"], MboxForm.MBOXRD)
    path = tmp_path / "box"
    path.write_bytes(octets)
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as map_,
    ):
        found = [message_octets(map_, entry) for entry in mbox_entries(map_)]
    assert found == split(octets, MboxForm.MBOXRD)


@pytest.mark.parametrize("sender", ["", "a b", "a\n", "a\x00"])
def test_sender_must_have_no_blanks(sender: str) -> None:
    with pytest.raises(ValueError, match="sender"):
        serialize_mbox_entry(b"", sender, DATE)


def test_date_must_have_a_zone() -> None:
    with pytest.raises(ValueError, match="date"):
        serialize_mbox_entry(b"", "a@b", DATE.replace(tzinfo=None))
