"""The project as one that receives: the shell's stream and loop, no journal behind."""

from collections.abc import Callable

from attrs import define, field

from core.pop3.command import Quit
from core.pop3.dialogue import Dialogue
from core.pop3.event import Piece
from core.pop3.fetching import Fate, Kept, Wanted, fetch
from core.pop3.opening import Opened, open_session
from core.pop3.survey import Listed, listing
from core.pop3.talk import Talk
from core.sasl.password import Plain
from core.wire.turn import Channel
from shell import clock
from shell.drive.loop import drive
from shell.drive.pop3 import Pop3Side
from shell.stream import connect
from shell.tls import Trust


@define
class Sink:
    """Hands each message to `put_down` once its last piece is there."""

    put_down: Callable[[int, bytes], None]
    pieces: list[bytes] = field(factory=list)
    kept: set[int] = field(factory=set)

    def take(self, piece: Piece) -> None:
        self.pieces.append(piece.octets)
        if piece.last:
            self.put_down(piece.number, b"".join(self.pieces))
            self.pieces = []
            self.kept.add(piece.number)

    def keep(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(number for number in numbers if number in self.kept)


def session(login: Plain, count: int) -> Talk[tuple[Fate, ...]]:
    """Return what became of the first `count` messages, which stay where they are."""
    opened = yield from open_session((login,))
    assert isinstance(opened, Opened), opened
    listed = yield from listing()
    assert isinstance(listed, Listed), listed
    chosen = tuple(listed.numbers())[:count]
    fates = yield from fetch(
        tuple(Wanted(number, listed.sizes.of(number)) for number in chosen)
    )
    yield (Quit(),)
    return fates


def get(
    port: int, login: Plain, count: int, put_down: Callable[[int, bytes], None]
) -> None:
    """Fetch `count` messages; `put_down` is given the number and octets of each."""
    stream = connect("127.0.0.1", port, Trust(None), clock.deadline(30.0))
    side, dialogue = Pop3Side(Sink(put_down)), Dialogue(channel=Channel.TRUSTED)
    held = drive(side, stream, dialogue, session(login, count))
    stream.close()
    assert len(held.result) == count, len(held.result)
    assert all(isinstance(fate, Kept) for fate in held.result), held.result[:1]
