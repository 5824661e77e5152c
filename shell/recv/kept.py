"""Messages that were fetched, where they are stored now."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from core.mbox import mbox_entries, message_octets
from core.message import Message, parse_message
from core.pattern import pattern
from shell.delivery import maildir
from shell.delivery.store import Digest
from shell.delivery.target import Maildir, Mbox, parse_target
from shell.exits import ShellError
from shell.files import open_source
from shell.records import Stored

LONE_LF = pattern(rb"(?<!\r)\n")


def kept_messages(rows: Iterable[Stored]) -> Iterator[tuple[Stored, Message]]:
    """Yield each of `rows` that is still where it was stored, and its message.

    What went through a pipe or to standard output is not there to be read.
    """
    mboxes: dict[str, list[Stored]] = {}
    for row in rows:
        if not row.path:
            continue
        match parse_target(row.target):
            case Mbox():
                mboxes.setdefault(row.path, []).append(row)
            case Maildir():
                path = maildir.locate(Path(row.path))
                yield from () if path is None else _read(row, path)
            case _:
                yield from _read(row, Path(row.path))
    for name, inside in mboxes.items():
        yield from _read_mbox(name, inside)


def _read(row: Stored, path: Path) -> Iterator[tuple[Stored, Message]]:
    # A file that is gone, or that nobody may read, is not found by a search.
    with suppress(ShellError):
        yield row, parse_message(open_source(str(path)))


def _read_mbox(name: str, rows: Iterable[Stored]) -> Iterator[tuple[Stored, Message]]:
    """Yield the messages of an mbox that are among `rows`, told by their digests.

    Other programs may have added theirs, or taken some of ours away.
    """
    by_digest = {
        digest: row for row in rows for digest in (row.sha256, row.head_sha256)
    }
    try:
        source = open_source(name)
    except ShellError:
        return
    for entry in mbox_entries(source):
        octets = message_octets(source, entry)
        digest = Digest()
        digest.update(LONE_LF.sub(b"\r\n", octets))
        row = by_digest.get(digest.whole) or by_digest.get(digest.head)
        if row is not None:
            yield row, parse_message(octets)
