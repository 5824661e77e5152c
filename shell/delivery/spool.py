"""Spool: a message kept back until it is whole, small ones in memory."""

from collections.abc import Iterator
from pathlib import Path

from shell.delivery.store import Digest
from shell.disk import Disk

# Octets of one message that stay in memory: 64 of them make a batch.
IN_MEMORY = 131_072

BLOCK = 262_144


class Spool:
    """An Incoming whose octets are given again once the message is whole.

    Past `limit` octets they stand in a file without a name in `folder`, so that
    nothing is left of it however the process ends.
    """

    def __init__(self, folder: Path, disk: Disk, limit: int = IN_MEMORY) -> None:
        self.digest = Digest()
        self._folder = folder
        self._disk = disk
        self._limit = limit
        self._pieces: list[bytes] = []
        self._held = 0
        self._file: int | None = None

    def write(self, octets: bytes) -> None:
        """Take in the next piece of the message."""
        self.digest.update(octets)
        self.keep(octets)

    def keep(self, octets: bytes) -> None:
        """Take in what is given again, which need not be what came."""
        if self._file is not None:
            self._disk.write(self._file, octets)
            return
        self._pieces.append(octets)
        self._held += len(octets)
        if self._held > self._limit:
            self.descriptor()

    def finish(self) -> None:
        """Take note that the message is whole."""

    def descriptor(self) -> int:
        """Return a file with all octets. Its offset is theirs who use it."""
        if self._file is None:
            self._file = self._disk.nameless(self._folder)
            self._disk.write(self._file, b"".join(self._pieces))
            self._pieces.clear()
        return self._file

    def pieces(self) -> Iterator[bytes]:
        """Yield all octets, a block at a time."""
        yield b"".join(self._pieces)
        offset = 0
        while self._file is not None and (
            piece := self._disk.read(self._file, BLOCK, offset)
        ):
            yield piece
            offset += len(piece)

    def abandon(self) -> None:
        """Leave no trace of the message."""
        self._pieces.clear()
        if self._file is not None:
            file, self._file = self._file, None
            self._disk.close(file)
