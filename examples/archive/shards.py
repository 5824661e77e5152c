"""An archive cut into shards: pieces that are read apart and together miss nothing.

A shard says where octets are and holds none, so that it travels light. What it yields
depends on the files alone, and so can be read again wherever that failed.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from attrs import field, frozen

from core.mbox import MboxEntry, MboxForm, message_octets
from examples.archive.mbox import BY_LENGTH, entries_within, mapped, walk

MAILDIR = frozenset({"cur", "new"})
MESSAGE_SUFFIXES = frozenset({".eml"})
MBOX_SUFFIXES = frozenset({".mbox", ".mbx"})

SHARD_OCTETS = 16 * 2**20
"""How much one shard takes: a second of work, and a small part of any memory."""

SHARD_FILES = 4_096


@frozen
class MboxRange:
    """The entries of an mbox that begin in [start, stop), offsets in octets."""

    path: Path
    form: MboxForm
    start: int
    stop: int


@frozen
class MboxEntries:
    """Some entries of an mbox, where only a walk from its front tells them apart."""

    path: Path
    form: MboxForm
    entries: tuple[MboxEntry, ...]


@frozen
class MessageFiles:
    """Files with a message each."""

    paths: tuple[Path, ...]


Shard: TypeAlias = MboxRange | MboxEntries | MessageFiles


@frozen
class Found:
    """The octets of a message, and where they were.

    `position` is the offset of its "From " line in an mbox, 0 in a file of its own.
    """

    path: Path
    position: int
    octets: bytes = field(repr=False)


@frozen
class Files:
    """What stands in an archive, in order; `others` are no mail."""

    mail: tuple[Path, ...]
    others: tuple[Path, ...]


def files(sources: Iterable[Path]) -> Files:
    """Return the files of `sources`: mboxes, messages, Maildirs, folders of these.

    A file that is named is mail. In folders, which are searched to the bottom in the
    order of their names, that is: what stands in cur and new of a Maildir; .eml;
    .mbox, and whatever begins with "From ". Raises OSError.
    """
    mail: list[Path] = []
    others: list[Path] = []
    for source in sources:
        if not source.is_dir():
            mail.append(source)
            continue
        for path in _below(source):
            (mail if _is_mail(path) else others).append(path)
    return Files(tuple(mail), tuple(others))


def shards(
    mail: Iterable[Path], form: MboxForm = MboxForm.MBOXRD, octets: int = SHARD_OCTETS
) -> Iterator[Shard]:
    """Yield shards that together hold each message of `mail` once, in order.

    `octets` is about how much one takes. An mbox whose form goes by Content-Length is
    walked here. Raises OSError for a file that cannot be read.
    """
    group: list[Path] = []
    grouped = 0
    for path in mail:
        size = path.stat().st_size
        is_box = _is_mbox(path)
        if group and (is_box or grouped + size > octets or len(group) == SHARD_FILES):
            yield MessageFiles(tuple(group))
            group, grouped = [], 0
        if is_box:
            yield from _of_mbox(path, form, size, octets)
        else:
            group.append(path)
            grouped += size
    if group:
        yield MessageFiles(tuple(group))


def messages(shard: Shard) -> Iterator[Found]:
    """Yield the messages of a shard, in the order they stand. Raises OSError."""
    match shard:
        case MboxRange(path, form, start, stop):
            for source, base, entry in entries_within(path, form, start, stop):
                octets = message_octets(source, entry, form)
                yield Found(path, base + entry.from_line.start, octets)
        case MboxEntries(path, form, entries):
            with path.open("rb") as file, mapped(file) as source:
                for entry in entries:
                    octets = message_octets(source, entry, form)
                    yield Found(path, entry.from_line.start, octets)
        case MessageFiles(paths):
            for path in paths:
                yield Found(path, 0, path.read_bytes())


def _of_mbox(path: Path, form: MboxForm, size: int, octets: int) -> Iterator[Shard]:
    if form not in BY_LENGTH:
        for start in range(0, size, octets):
            yield MboxRange(path, form, start, min(start + octets, size))
        return
    group: list[MboxEntry] = []
    for entry in walk(path, form):
        if group and entry.stored.stop - group[0].from_line.start > octets:
            yield MboxEntries(path, form, tuple(group))
            group = []
        group.append(entry)
    if group:
        yield MboxEntries(path, form, tuple(group))


def _below(folder: Path) -> Iterator[Path]:
    """Yield the files below `folder`; links to folders are not followed."""
    for path in sorted(folder.iterdir(), key=lambda path: os.fsencode(path.name)):
        if not path.is_dir():
            yield path
        elif not path.is_symlink():
            yield from _below(path)


def _is_mail(path: Path) -> bool:
    """Return whether a file that was met in a folder is mail."""
    if not path.is_file() or path.name.startswith("."):
        return False
    if path.parent.name in MAILDIR | {"tmp"} and _is_maildir(path.parent.parent):
        return path.parent.name in MAILDIR
    return path.suffix.lower() in MESSAGE_SUFFIXES or _is_mbox(path)


def _is_maildir(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in MAILDIR)


def _is_mbox(path: Path) -> bool:
    """Return whether a file holds any number of messages."""
    if path.suffix.lower() in MBOX_SUFFIXES:
        return True
    if path.suffix.lower() in MESSAGE_SUFFIXES or path.parent.name in MAILDIR:
        return False
    with path.open("rb") as file:
        return file.read(5) == b"From "
