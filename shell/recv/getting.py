"""Whole messages out of a maildrop, for people to read."""

import tempfile
from pathlib import Path

from core.pop3.event import Piece
from core.pop3.fetching import Kept, Unfetched, Wanted, fetch
from core.span import Source
from shell.delivery.entry import ceiling
from shell.delivery.spool import Spool
from shell.disk import Disk, told
from shell.exits import Doing, Kind, ShellError
from shell.recv.maildrop import Maildrop

# Octets of a message that stay in memory; a larger one is mapped from a file.
IN_MEMORY = 4_000_000


def message(maildrop: Maildrop, number: int) -> Source:
    """Return the octets of a message; a large one is a file that is mapped.

    Raises ShellError.
    """
    line = maildrop.line
    sink = _Whole(maildrop, number)
    try:
        wanted = Wanted(number, maildrop.holding.size_of(number))
        (fate,) = line.hold(fetch((wanted,)), sink)
        match fate:
            case Kept():
                return sink.source()
            case Unfetched(cause=cause):
                maildrop.granted(cause, "RETR")
                raise line.lost("RETR")
            case _:
                raise line.lost("RETR")
    finally:
        sink.spool.abandon()


class _Whole:
    """A Sink for one message, which is given up past what was listed."""

    def __init__(self, maildrop: Maildrop, number: int) -> None:
        folder = (
            Path(tempfile.gettempdir())
            if maildrop.state is None
            else maildrop.state.path.parent
        )
        self.spool = Spool(folder, Disk(), IN_MEMORY)
        self._folder = folder
        self._limit = ceiling(maildrop.holding.size_of(number), None, None)

    def take(self, piece: Piece) -> None:
        """Take in a piece."""
        digest = self.spool.digest
        if self._limit is not None and digest.size + len(piece.octets) > self._limit:
            what = f"message {piece.number} is far larger than the server has listed it"
            raise ShellError(kind=Kind.PROTOCOL, what=what, stage="RETR")
        with told(Doing.WRITING, str(self._folder)):
            self.spool.write(piece.octets)

    def keep(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """Return `numbers`: in the spool they are kept long enough."""
        return numbers

    def source(self) -> Source:
        """Return the octets."""
        if self.spool.digest.size <= IN_MEMORY:
            return b"".join(self.spool.pieces())
        import mmap

        return mmap.mmap(self.spool.descriptor(), 0, access=mmap.ACCESS_READ)
