"""Where the octets of fetched messages go: into a batch, settled when all are in."""

from collections.abc import Mapping
from typing import Final

from core.amount import size_words
from core.pattern import pattern
from core.pop3.event import Piece
from shell.delivery.batch import Batch
from shell.delivery.entry import Delivered, Entry, ceiling
from shell.exits import Kind, ShellError
from shell.state import State
from shell.terminal.progress import Advance

# How a response begins, and no message: a field would have a colon. The server has
# answered once too often, and which answer is meant for what cannot be known.
RESPONSE: Final = pattern(rb"(?:\+OK|-ERR)[ \r]")
HEAD_OCTETS: Final = 5


class Moved:
    """How far a session is, told on a line of progress. `count` is of messages."""

    def __init__(self, advance: Advance, count: int) -> None:
        self._advance = advance
        self._count = count
        self._begun = 0
        self._octets = 0

    def begin(self) -> None:
        """Take note that a message begins."""
        self._begun += 1

    def move(self, octets: int) -> None:
        """Take note of octets that have come."""
        self._octets += octets
        self._advance(self._octets, f"{self._begun} of {self._count}")


class Delivering:
    """A Sink for one window of messages.

    `delivered` is what is stored of it, `error` why the rest is not. `abandoned` is
    the message that was given up past its limit, which ends the session. With
    `deleting` the state knows of each deletion before the server is told.
    """

    def __init__(
        self,
        batch: Batch,
        state: State,
        entries: Mapping[int, Entry],
        *,
        max_size: int | None,
        deleting: bool,
        moved: Moved,
    ) -> None:
        self.delivered: dict[int, Delivered] = {}
        self.error: ShellError | None = None
        self.abandoned: Entry | None = None
        self.octets = 0
        self._batch = batch
        self._state = state
        self._entries = entries
        self._max_size = max_size
        self._deleting = deleting
        self._moved = moved
        self._begun: int | None = None
        self._head = b""

    def take(self, piece: Piece) -> None:
        """Take in a piece.

        Raises ShellError past the limit, where a message is no message but another
        response, and if it cannot be stored.
        """
        entry = self._entries[piece.number]
        if self._begun != piece.number:
            room = self._batch.room()
            self._batch.begin(entry, ceiling(entry.listed_size, self._max_size, room))
            self._begun, self._head = piece.number, b""
            self._moved.begin()
        if len(self._head) < HEAD_OCTETS:
            self._look(entry, piece.octets)
        if not self._batch.write(piece.octets):
            self.abandoned = entry
            raise ShellError(kind=Kind.PARTLY, what=_past(entry), stage="RETR")
        self.octets += len(piece.octets)
        self._moved.move(len(piece.octets))
        if piece.last:
            self._begun = None
            self._batch.finish()

    def _look(self, entry: Entry, octets: bytes) -> None:
        """Raise ShellError if `entry` begins as a response does."""
        self._head += octets[:HEAD_OCTETS]
        if RESPONSE.match(self._head):
            what = f"the server answered twice, where {entry.name} should begin"
            self.error = ShellError(kind=Kind.PROTOCOL, what=what, stage="RETR")
            raise self.error

    def keep(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """Return those of `numbers` that are stored: durable, and known as such."""
        outcome = self._batch.settle()
        self.error = outcome.error
        self.delivered = {each.entry.number: each for each in outcome.delivered}
        kept = tuple(number for number in numbers if number in self.delivered)
        if self._deleting:
            ids = (self._entries[number].unique_id for number in kept)
            self._state.mark_pending(each for each in ids if each is not None)
        return kept


def _past(entry: Entry) -> str:
    listed = entry.listed_size
    told = "" if listed is None else f" (listed with {size_words(listed)})"
    return f"{entry.name}{told} runs past its limit and is given up"
