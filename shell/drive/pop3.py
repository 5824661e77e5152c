"""POP3 as the loop sees it: messages go to a sink, piece by piece."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from core.pop3 import dialogue as pop3
from core.pop3.command import Command, Keep
from core.pop3.dialogue import Dialogue
from core.pop3.event import Answer, Event, Piece
from core.pop3.grammar import Phase
from core.wire.turn import Goodbye, Pour, PourChunk, Violated
from shell.drive.side import Step

if TYPE_CHECKING:
    from shell.drive.recorder import Recorder

# Seconds of silence.
SILENCE = 30.0


class Sink(Protocol):
    """Where the octets of messages go."""

    def take(self, piece: Piece) -> None:
        """Take in a piece. What it raises ends the session."""

    def keep(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """Return those of the messages `numbers` that are on disk for good."""


class Pop3Side:
    """The client's half of POP3, with its sink. `timeout` is in seconds."""

    def __init__(self, sink: Sink, timeout: float | None = None) -> None:
        self._sink = sink
        self._silence = timeout or SILENCE

    def issue(
        self, dialogue: Dialogue, commands: tuple[Command, ...]
    ) -> tuple[Dialogue, tuple[object, ...]]:
        """Return the dialogue with `commands` ordered, and what is to go out."""
        return pop3.issue(dialogue, commands)

    def receive(
        self, dialogue: Dialogue, octets: bytes, _: str | None
    ) -> Step[Dialogue, Answer]:
        """Return the dialogue after `octets`; pieces are with the sink then."""
        return self._step(*pop3.receive(dialogue, octets))

    def secured(self, dialogue: Dialogue) -> Step[Dialogue, Answer]:
        """Return the dialogue after the handshake."""
        return self._step(*pop3.secured(dialogue))

    def finish(self, dialogue: Dialogue, _: str | None) -> Step[Dialogue, Answer]:
        """Return the dialogue at its end, every command answered."""
        return self._step(*pop3.finish(dialogue))

    def pour(self, output: Pour | PourChunk) -> Iterator[bytes]:
        """POP3 has no mail data to send."""
        raise TypeError(f"POP3 has no output {output!r}")

    def carry(
        self, dialogue: Dialogue, output: object, recorder: "Recorder | None"
    ) -> Step[Dialogue, Answer]:
        """Return the dialogue after messages were kept."""
        match output:
            case Keep(numbers=numbers):
                kept = self._sink.keep(numbers)
                if recorder is not None:
                    recorder.kept(numbers, kept)
                return self._step(*pop3.stored(dialogue, kept))
            case _:
                raise TypeError(f"POP3 has no output {output!r}")

    def busy(self, dialogue: Dialogue) -> bool:
        """Return whether something is in flight."""
        return bool(dialogue.in_flight)

    def over(self, dialogue: Dialogue) -> bool:
        """Return whether the dialogue is closed."""
        return dialogue.phase is Phase.CLOSED

    def silence(self, _: Dialogue) -> float:
        """Return how many seconds the server may keep silent now."""
        return self._silence

    def _step(
        self, dialogue: Dialogue, events: tuple[Event, ...]
    ) -> Step[Dialogue, Answer]:
        """Hand on the pieces among `events`, and part answers from faults."""
        answers: list[Answer] = []
        faults: list[Violated | Goodbye] = []
        for event in events:
            match event:
                case Piece():
                    self._sink.take(event)
                case Violated() | Goodbye():
                    faults.append(event)
                case _:
                    answers.append(event)
        return Step(dialogue, tuple(answers), tuple(faults))
