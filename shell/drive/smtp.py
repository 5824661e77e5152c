"""SMTP as the loop sees it: mail data comes from named sources."""

from collections.abc import Iterator
from typing import Protocol

from core.smtp import dialogue as smtp
from core.smtp.command.octets import Command
from core.smtp.command.transaction import BdatLast, Content
from core.smtp.dialogue import Answer, Dialogue, Event
from core.smtp.grammar import Phase
from core.smtp.reply import Reply
from core.wire import dots
from core.wire.turn import (
    Goodbye,
    Missing,
    Pour,
    PourChunk,
    Secured,
    Violated,
)
from shell.drive.side import Step

# Seconds of silence. RFC 5321 section 4.5.3.2 grants more before the final dot.
SILENCE = 30.0
FINAL_SILENCE = 600.0
FINAL = frozenset({Content, BdatLast})


class Sources(Protocol):
    """Where the mail data of a message comes from, by name."""

    def pieces(self, source: str) -> Iterator[bytes]:
        """Yield the octets of `source`, their line ends CRLF."""

    def committing(self, source: str) -> None:
        """Note that the last octets of `source` go out next.

        What is written before it returns is durable: from then on the message
        may have been taken.
        """


class SmtpSide:
    """The client's half of SMTP, with its sources. `timeout` is in seconds."""

    def __init__(self, sources: Sources, timeout: float | None = None) -> None:
        self._sources = sources
        self._silence = timeout or SILENCE
        self._final = timeout or FINAL_SILENCE

    def issue(
        self, dialogue: Dialogue, commands: tuple[Command, ...]
    ) -> tuple[Dialogue, tuple[object, ...]]:
        """Return the dialogue with `commands` ordered, and what is to go out."""
        return smtp.issue(dialogue, commands)

    def receive(
        self, dialogue: Dialogue, octets: bytes, unended: str | None
    ) -> Step[Dialogue, Answer]:
        """Return the dialogue after `octets`."""
        return _step(*smtp.receive(dialogue, octets, unended))

    def secured(self, dialogue: Dialogue) -> Step[Dialogue, Answer]:
        """Return the dialogue after the handshake."""
        return _step(*smtp.secured(dialogue))

    def finish(self, dialogue: Dialogue, unended: str | None) -> Step[Dialogue, Answer]:
        """Return the dialogue at its end, every command answered."""
        return _step(*smtp.finish(dialogue, unended))

    def pour(self, output: Pour | PourChunk) -> Iterator[bytes]:
        """Yield mail data with transparency and its end. A chunk has neither."""
        at_line = True
        for piece in self._sources.pieces(output.source):
            if isinstance(output, Pour):
                at_line, stuffed = dots.stuff(at_line, piece)
                yield stuffed
            else:
                yield piece
        self._sources.committing(output.source)
        if isinstance(output, Pour):
            yield dots.end(at_line)

    def carry(self, _: Dialogue, output: object, __: object) -> Step[Dialogue, Answer]:
        """SMTP asks for nothing away from the line."""
        raise TypeError(f"SMTP has no output {output!r}")

    def busy(self, dialogue: Dialogue) -> bool:
        """Return whether something is in flight."""
        return bool(dialogue.in_flight)

    def over(self, dialogue: Dialogue) -> bool:
        """Return whether the dialogue is closed."""
        return dialogue.phase is Phase.CLOSED

    def silence(self, dialogue: Dialogue) -> float:
        """Return how many seconds the server may keep silent now."""
        oldest = dialogue.in_flight[:1]
        return self._final if oldest and type(oldest[0]) in FINAL else self._silence


def _step(dialogue: Dialogue, events: tuple[Event, ...]) -> Step[Dialogue, Answer]:
    """Return `events` parted into answers and faults."""
    answers: list[Answer] = []
    faults: list[Violated | Goodbye] = []
    for event in events:
        match event:
            case Reply() | Secured() | Missing():
                answers.append(event)
            case Violated() | Goodbye():
                faults.append(event)
    return Step(dialogue, tuple(answers), tuple(faults))
