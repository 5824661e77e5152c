"""A line between two halves in one process, as chance has it.

Octets arrive in pieces of any size, whenever they do, until the line is lost. All
chance comes from one seed, so that a run is reproduced from its number alone.
"""

from enum import Enum
from random import Random

from attrs import define, field


class Side(Enum):
    """Who wrote or reads."""

    CLIENT = "client"
    SERVER = "server"

    @property
    def other(self) -> "Side":
        return Side.SERVER if self is Side.CLIENT else Side.CLIENT


@define
class Network:
    """What was written and has not arrived yet.

    `lost_at` is how many octets arrive, of both sides together, before the line is
    lost; None for a line that holds. `largest` bounds the pieces that arrive.
    `written` keeps for each write its side, its octets, and whether it was secure.
    """

    random: Random
    lost_at: int | None = None
    largest: int = 4096
    secure: bool = False
    carried: int = 0
    ended: bool = False
    waiting: dict[Side, bytearray] = field(
        factory=lambda: {side: bytearray() for side in Side}
    )
    written: list[tuple[Side, bytes, bool]] = field(factory=list)

    @property
    def lost(self) -> bool:
        """Whether nothing more will arrive for anybody."""
        return self.ended or (self.lost_at is not None and self.carried >= self.lost_at)

    def close(self) -> None:
        """End the line; what was written by then still arrives."""
        self.ended = True

    def write(self, side: Side, octets: bytes) -> None:
        """Take what `side` writes; a lost line takes it and drops it."""
        if octets:
            self.written.append((side, octets, self.secure))
        if not self.lost:
            self.waiting[side.other] += octets

    def read(self, side: Side) -> bytes:
        """Return some of what has arrived for `side`; nothing if chance says so."""
        waiting = self.waiting[side]
        size = min(self.random.choice((0, 1, 2, 7, 40, self.largest)), len(waiting))
        if self.lost_at is not None:
            size = min(size, max(self.lost_at - self.carried, 0))
        octets = bytes(waiting[:size])
        del waiting[:size]
        self.carried += size
        return octets

    def over(self, side: Side) -> bool:
        """Return whether `side` will read nothing more."""
        if self.lost_at is not None and self.carried >= self.lost_at:
            return True
        return self.ended and not self.waiting[side]

    def clear_text(self, side: Side) -> bytes:
        """Return all that `side` wrote before the handshake."""
        return b"".join(
            octets for by, octets, secure in self.written if by is side and not secure
        )
