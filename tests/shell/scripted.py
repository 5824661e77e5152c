"""A Stream that plays a script: what the server says, and when."""

from collections import deque
from collections.abc import Iterable
from typing import Final, TypeAlias

from attrs import define, field, frozen

from shell.clock import Deadline
from shell.exits import Kind, ShellError


@frozen
class Says:
    """The server's next octets, in one piece; b"" is the end of input."""

    octets: bytes


@frozen
class Breaks:
    """The line fails in this way when its time comes."""

    error: ShellError


@frozen
class Hears:
    """The server says nothing more before it has heard `count` octets in all."""

    count: int


Act: TypeAlias = Says | Breaks | Hears

SILENCE: Final = ShellError(kind=Kind.TIMEOUT, what="script over", stage="read")


@define
class ScriptedStream:
    """A Stream over a script. What was written is kept in `heard`.

    `stuck_at` is the count of written octets at which a write finds no room, and
    stops if there is something to read. `breaks_at` is where a write fails. At the
    script's end every read is silence.
    """

    script: deque[Act]
    stuck_at: int | None = None
    breaks_at: int | None = None
    heard: bytearray = field(factory=bytearray, init=False)
    handshakes: list[int] = field(factory=list, init=False)
    closed: bool = field(default=False, init=False)
    server: str = "scripted:0"
    tls_version: str | None = None
    address_literal: str = "[127.0.0.1]"

    def waiting(self) -> bool:
        return isinstance(self._head(), Says)

    def read(self, deadline: Deadline) -> bytes:
        assert deadline.left() > 0
        match self._head():
            case Says(octets):
                if octets:
                    self.script.popleft()
                return octets
            case Breaks(error):
                raise error
            case Hears() | None:
                raise SILENCE

    def write(self, octets: bytes | memoryview, deadline: Deadline) -> int:
        assert deadline.left() > 0
        assert not self.closed
        room = len(octets)
        for mark in (self.stuck_at, self.breaks_at):
            if mark is not None:
                room = max(0, min(room, mark - len(self.heard)))
        self.heard += octets[:room]
        if room == len(octets):
            return room
        if self.waiting():
            self.stuck_at = None
            return room
        kind = Kind.TIMEOUT if self.breaks_at is None else Kind.LOST
        raise ShellError(kind=kind, what="the script takes no more", stage="write")

    def start_tls(self, deadline: Deadline) -> None:
        assert deadline.left() > 0
        if self.waiting():
            raise ShellError(kind=Kind.PROTOCOL, what="octets in clear", stage="tls")
        self.handshakes.append(len(self.heard))
        self.tls_version = "TLSv1.3"

    def close(self) -> None:
        self.closed = True

    def _head(self) -> Act | None:
        while self.script:
            match self.script[0]:
                case Hears(count) if len(self.heard) >= count:
                    self.script.popleft()
                case act:
                    return act
        return None


def scripted(*pieces: bytes) -> ScriptedStream:
    """Return a stream on which the server says `pieces`, whatever it hears."""
    return ScriptedStream(deque[Act](Says(piece) for piece in pieces))


def cut(octets: bytes, sizes: Iterable[int]) -> tuple[Says, ...]:
    """Return `octets` said in pieces of `sizes`, the rest at last."""
    said: list[Says] = []
    for size in sizes:
        said.append(Says(octets[:size]))
        octets = octets[size:]
    return (*said, Says(octets)) if octets else tuple(said)
