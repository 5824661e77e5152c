"""An mbox: messages in one file, which may be torn and is then cut back.

A batch is kept aside until it is whole. Then, under the locks, the length of the
mbox is noted in the state, the batch is appended and synced, and one commit says
that it is stored and that the length no longer matters. So whether a tail counts
is what the state says, at whatever instant the process dies.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC
from pathlib import Path

from shell.clock import now
from shell.delivery.lock import MboxLock
from shell.delivery.mboxrd import Quoting, feed, finish
from shell.delivery.spool import BLOCK, Spool
from shell.delivery.store import Placed, Recovery, Settlement, Staged
from shell.disk import Disk, told
from shell.exits import Doing, Kind, ShellError, file_failure
from shell.records import Unsettled


class IncomingQuoted(Spool):
    """A message that is kept aside in the form in which it will stand in the mbox."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        super().__init__(folder, disk)
        self._quoting = Quoting()

    def write(self, octets: bytes) -> None:
        """Take in the next piece of the message."""
        self.digest.update(octets)
        self._quoting, written = feed(self._quoting, octets)
        self.keep(written)

    def finish(self) -> None:
        """End the last line, and put the empty line behind it."""
        self.keep(finish(self._quoting))


class MboxStore:
    """A Store that is one file."""

    capacity = 64
    lasting = False

    def __init__(self, path: Path, tag: str, spools: Path, disk: Disk) -> None:
        self._path = path
        self._spools = spools
        self._disk = disk
        self._lock = MboxLock(path, disk)
        # The From_ line of a message says who wrote it there: the login's tag.
        self._from = f"From puremail-{tag} ".encode()
        with told(Doing.CREATING, str(path)):
            disk.make_folder(path.parent)
            self._file = disk.open_to_append(path)
            try:
                disk.sync_path(path.parent)
                begin = disk.read(self._file, 5, 0)
            except OSError:
                disk.close(self._file)
                raise
        if begin not in (b"", b"From "):
            disk.close(self._file)
            raise ShellError(kind=Kind.CREATE, what=f"{path} is no mbox")

    def recover(self, note: Unsettled | None, known: frozenset[str]) -> Recovery:
        """Return what may come twice, after a torn tail of ours is cut off."""
        del known
        if note is None or note.length is None:
            return Recovery()
        with told(Doing.WRITING, str(self._path)):
            self._lock.acquire(self._file)
            try:
                reason = self._cut_back(note.length)
            finally:
                self._lock.release(self._file)
        return Recovery((), note.unique_ids if reason else (), reason)

    def room(self) -> int | None:
        """Return how many octets there is space for, here and aside."""
        with told(Doing.READING, str(self._path)):
            aside = self._disk.open_folder(self._spools)
            try:
                return min(self._disk.room(self._file), self._disk.room(aside))
            finally:
                self._disk.close(aside)

    def begin(self) -> Spool:
        """Return a new message, which so far is a From_ line. RFC 4155."""
        incoming = IncomingQuoted(self._spools, self._disk)
        moment = now().astimezone(UTC).ctime()
        incoming.keep(self._from + moment.encode() + b"\n")
        return incoming

    def prepare(self) -> int | None:
        """Return the length of the mbox, which is now ours alone."""
        with told(Doing.WRITING, str(self._path)):
            self._lock.acquire(self._file)
            try:
                return self._disk.seek_end(self._file)
            except OSError:
                self._lock.release(self._file)
                raise

    def settle(self, batch: Sequence[Staged]) -> Settlement:
        """Return the whole batch as durable, or nothing of it."""
        length = None
        try:
            length = self._disk.seek_end(self._file)
            self._disk.write(self._file, self._seam(length))
            for staged in batch:
                for piece in _spool_of(staged).pieces():
                    self._disk.write(self._file, piece)
            self._disk.sync(self._file)
        except OSError as error:
            if length is not None:
                with suppress(OSError):
                    self._disk.truncate(self._file, length)
                    self._disk.sync(self._file)
            return Settlement((), file_failure(error, Doing.WRITING, str(self._path)))
        return Settlement(tuple(Placed(each.key, str(self._path)) for each in batch))

    def release(self) -> None:
        """Let others write again."""
        self._lock.release(self._file)

    def close(self) -> None:
        """Let go of the file."""
        self._disk.close(self._file)

    def _seam(self, length: int) -> bytes:
        """Return what is missing to the empty line before the next message."""
        last = self._disk.read(self._file, 2, max(0, length - 2))
        if not last or last == b"\n\n":
            return b""
        return b"\n" if last.endswith(b"\n") else b"\n\n"

    def _cut_back(self, length: int) -> str | None:
        """Return why the tail behind `length` had to stay; None if nothing is left.

        Only what is certainly ours goes: it begins with our From_ line, or is what
        a power cut left of one, and no other program's message stands in it.
        """
        end = self._disk.seek_end(self._file)
        if end < length:
            return f"{self._path} is shorter than when the last run wrote to it"
        if end == length:
            return None
        if not self._is_ours(length, end):
            return f"another program wrote to {self._path} after a run that was killed"
        self._disk.truncate(self._file, length)
        self._disk.sync(self._file)
        return None

    def _is_ours(self, start: int, end: int) -> bool:
        """Return whether nobody but us has written the octets [start, end)."""
        head = self._disk.read(self._file, len(self._from) + 2, start)
        begun = head.lstrip(b"\n\0")
        if not (begun.startswith(self._from) or self._from.startswith(begun)):
            return False
        foreign = re.compile(rb"[\n\0]From (?!" + re.escape(self._from[5:]) + rb")")
        overlap = len(self._from) + 1
        for offset in range(start, end, BLOCK):
            block = self._disk.read(self._file, BLOCK + overlap, offset)
            match = foreign.search(block)
            # At the very end our own line may be cut short.
            if match and not self._from.startswith(block[match.start() + 1 :]):
                return False
        return True


def _spool_of(staged: Staged) -> IncomingQuoted:
    """Return the spool of a message that `begin` of this store gave out."""
    if not isinstance(staged.incoming, IncomingQuoted):
        raise TypeError("Staged.incoming must come from the same store")
    return staged.incoming
