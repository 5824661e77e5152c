"""An archive in shards: wherever it is cut, each message is there once, in order."""

import mmap
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.mbox import MboxForm, mbox_entries, message_octets
from examples.archive.mbox import BY_LENGTH, entries_within
from examples.archive.shards import (
    Files,
    Found,
    MboxRange,
    MessageFiles,
    files,
    messages,
    shards,
)
from tests.strategies.broken import broken

PAGE = mmap.ALLOCATIONGRANULARITY
LOCAL = sorted(set(MboxForm) - BY_LENGTH, key=lambda form: form.name)

# Lines that begin a message, lines that do not though they look so, and what stands
# before them: an empty line of either kind, text, the rest of a page.
PIECES = (
    b"From a@b Mon Nov 23 10:00:00 2026\n",
    b"From here on, as we said\n",
    b"From ",
    b"\nFrom x\n",
    b"\r\nFrom y\r\n",
    b">From z\n",
    b">>From 10:00\n",
    b"\n",
    b"\r\n",
    b"A: b\n\n",
    b"text\n",
    b"text",
    b"From a 1:00",
    b"\nContent-Length: 12\n\n",
    b"F",
    *(b"x" * each + b"\n" for each in (PAGE - 40, PAGE - 7, PAGE - 2, PAGE - 1, PAGE)),
)
BOXES = st.lists(st.sampled_from(PIECES), max_size=24).map(b"".join)


def written(octets: bytes, folder: str) -> Path:
    path = Path(folder, "a.mbox")
    path.write_bytes(octets)
    return path


def whole(octets: bytes, path: Path, form: MboxForm) -> list[Found]:
    """The messages as `core` tells them apart, with no cut anywhere."""
    return [
        Found(path, each.from_line.start, message_octets(octets, each, form))
        for each in mbox_entries(octets, form)
    ]


def of_ranges(path: Path, form: MboxForm, cuts: list[int]) -> Iterator[Found]:
    for start, stop in pairwise(cuts):
        yield from messages(MboxRange(path, form, start, stop))


@pytest.mark.parametrize("form", LOCAL)
@given(octets=BOXES | broken(BOXES), data=st.data())
def test_any_cuts_give_the_same(
    form: MboxForm, octets: bytes, data: st.DataObject
) -> None:
    places = st.integers(0, len(octets))
    cuts = sorted({0, len(octets), *data.draw(st.lists(places, max_size=6))})
    with tempfile.TemporaryDirectory() as folder:
        path = written(octets, folder)
        found = list(of_ranges(path, form, cuts))
        assert found == whole(octets, path, form)


@pytest.mark.parametrize("form", LOCAL)
def test_a_cut_at_each_octet(form: MboxForm) -> None:
    octets = b"".join(
        (
            b"junk\n\nFrom a 1:00\nA: b\n\nFrom us to you\n\nFrom b\r\nC: d\n",
            b"From c 10:00\n\n\nFrom d\n\r\nFrom e\n>From f\n",
            b"z" * PAGE,
            b"\n\nFrom g\n\n",
            b"z" * (PAGE - 60),
            b"\n\nFrom h\n\nend\nFrom i 1:00",
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        path = written(octets, folder)
        expected = whole(octets, path, form)
        assert len(expected) == 10
        near = [
            *range(1, 120),
            *range(PAGE - 10, PAGE + 150),
            *range(2 * PAGE - 10, len(octets)),
        ]
        for cut in near:
            if cut < len(octets):
                found = list(of_ranges(path, form, [0, cut, len(octets)]))
                assert found == expected, cut


@pytest.mark.parametrize("form", MboxForm)
@given(octets=BOXES | broken(BOXES), size=st.integers(1, 9_000))
@example(b"", 1)
@example(b"From a\nContent-Length: 9\n\n\nFrom b\n\n\nFrom c\n\n", 1)
def test_any_size_of_shard_gives_the_same(
    form: MboxForm, octets: bytes, size: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(octets, folder)
        # Some sizes would give thousands of shards.
        planned = shards([path], form, max(size, len(octets) // 50))
        found = [each for shard in planned for each in messages(shard)]
        assert found == whole(octets, path, form)


def test_a_long_message_is_scanned_by_one_range(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    size = path.write_bytes(b"From a 1:00\n\n\n" + b"From us to you\nx\n" * 300_000)
    begun = time.monotonic()
    found = [
        len(list(entries_within(path, MboxForm.MBOXRD, start, start + 2_000)))
        for start in range(0, size, 2_000)
    ]
    # Each range that scans to the end of the message would make it minutes.
    assert time.monotonic() - begun < 10
    assert found == [2] + [0] * (len(found) - 1)


def archive(folder: Path) -> list[Path]:
    """Write a folder of every kind; return its mail in order."""
    mail = (
        *("Maildir/.Sent/cur/2:2,S", "Maildir/cur/1:2,", "Maildir/new/3.eml"),
        *("letters/a.EML", "letters/b.eml", "lists/empty.mbox", "lists/python"),
    )
    others = ("Maildir/dovecot.index", "Maildir/tmp/4", "lists/python.msf", "cur/9")
    for name in (*mail, *others, "Maildir/cur/.hidden"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"A: b\n\n")
    for name in ("new", "tmp"):
        (folder / "Maildir/.Sent" / name).mkdir()
    (folder / "lists/python").write_bytes(b"From a\nA: 1\n\nFrom b\nA: 2\n\n")
    (folder / "lists/empty.mbox").write_bytes(b"")
    (folder / "loop").symlink_to(folder)
    return [folder / name for name in mail]


def test_files(tmp_path: Path) -> None:
    mail = archive(tmp_path)
    assert files([tmp_path]).mail == tuple(mail)
    assert {each.name for each in files([tmp_path]).others} == {
        *("dovecot.index", "4", "python.msf", "9", ".hidden")
    }


def test_a_named_file_is_mail(tmp_path: Path) -> None:
    path = tmp_path / "tmp"
    path.write_bytes(b"A: b\n\n")
    assert files([path, path]) == Files((path, path), ())
    [shard] = shards([path])
    assert shard == MessageFiles((path,))


@pytest.mark.parametrize("octets", [1, 7, 14, 100])
def test_shards_keep_the_order_of_files(tmp_path: Path, octets: int) -> None:
    mail = archive(tmp_path)
    planned = list(shards(mail, octets=octets))
    found = [each for shard in planned for each in messages(shard)]
    assert [each.path for each in found] == [*mail[:5], mail[6], mail[6]]
    assert [each.octets for each in found[-2:]] == [b"A: 1\n", b"A: 2\n"]
    groups = [len(each.paths) for each in planned if isinstance(each, MessageFiles)]
    assert groups == {1: [1] * 5, 7: [1] * 5, 14: [2, 2, 1], 100: [5]}[octets]
