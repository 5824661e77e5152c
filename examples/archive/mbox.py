"""A range of an mbox to its messages, so that ranges can be read apart.

A range holds the entries that begin in it: from the first "From " line at or after its
start, to the first one at or after its stop. So each message is in exactly one range,
wherever an mbox is cut. That holds for the forms in which a "From " line is known by
the octets about it. Where Content-Length counts, an entry is known only from the one
before, and an mbox has to be walked from its front.
"""

import mmap
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from core.mbox import MboxEntry, MboxForm, mbox_entries
from core.span import Source

BY_LENGTH = frozenset({MboxForm.MBOXCL, MboxForm.MBOXCL2})
"""The forms that have to be walked from the front."""

# What `mbox_entries` looks at before a "From " line: an empty line that ends in CRLF.
BEFORE = 3


def mapped(file: BinaryIO, page: int = 0) -> mmap.mmap:
    """Return `file` from the offset `page` on; nothing is read yet."""
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ, offset=page)


def walk(path: Path, form: MboxForm) -> Iterator[MboxEntry]:
    """Yield all entries of an mbox, which may be empty."""
    with path.open("rb") as file:
        if path.stat().st_size:
            with mapped(file) as source:
                yield from mbox_entries(source, form)


def entries_within(
    path: Path, form: MboxForm, start: int, stop: int
) -> Iterator[tuple[Source, int, MboxEntry]]:
    """Yield the entries that begin in [start, stop), offsets in octets.

    Each comes with a source that holds it, and with the offset at which that source
    begins; the entry's own offsets count from there. Only for forms without
    Content-Length. Takes time in proportion to the range and to what begins in it.
    """
    with path.open("rb") as file:
        with mapped(file) as whole:
            first = _first_entry(whole, form, start, stop)
        if first is None:
            return
        page = max(first - BEFORE, 0)
        page -= page % mmap.ALLOCATIONGRANULARITY
        with mapped(file, page) as source:
            for entry in mbox_entries(source, form):
                at = page + entry.from_line.start
                if at >= stop:
                    return
                # The first page may show the end of an earlier message.
                if at >= first:
                    yield source, page, entry


def _first_entry(
    source: mmap.mmap, form: MboxForm, start: int, stop: int
) -> int | None:
    """Return where the first entry begins in [start, stop), None if none does.

    What lies behind the range is not looked at, but for the rest of a "From " line
    that begins in it: a message that spans many ranges is not scanned for each.
    """
    if start == 0:
        return 0
    line = source.rfind(b"\n", start - 1, stop) + 1
    if line == 0:
        return None
    if source[line : line + 5] == b"From ":
        stop = source.find(b"\n", line) + 1 or len(source)
    base = max(start - BEFORE, 0)
    for entry in mbox_entries(source[base:stop], form):
        if base + entry.from_line.start >= start:
            return base + entry.from_line.start
    return None
