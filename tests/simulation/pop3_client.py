"""The client of a simulated POP3 session: what the shell is to the dialogue."""

from attrs import define, field

from core.pop3.command import (
    Command,
    Keep,
)
from core.pop3.dialogue import Dialogue, finish, issue, receive, secured, stored
from core.pop3.event import Answer, Event, Piece
from core.pop3.grammar import Phase
from core.pop3.talk import T, Talk
from core.transcript import Ended, Heard, Kept, Secured, TranscriptRecord, Wrote
from core.wire.turn import Goodbye, Handshake, Missing, Violated, Write
from tests.simulation.network import Network, Side
from tests.simulation.pop3_server import Ledger, Server

# Turns in which nothing moves; then the client's patience is at its end.
PATIENCE = 60
TURNS = 20_000


@define
class Client:
    """What the shell is to the dialogue: it moves octets, shakes hands, keeps mail."""

    network: Network
    server: Server
    ledger: Ledger
    dialogue: Dialogue
    # A disk that fails keeps only some.
    failing: bool
    answers: list[Answer] = field(factory=list)
    records: list[TranscriptRecord] = field(factory=list)
    events: list[tuple[Event, ...]] = field(factory=list)

    def drive(self, talk: Talk[T]) -> T:
        """Return what `talk` returns, held to its end."""
        try:
            orders = next(talk)
            for _ in range(TURNS):
                self.order(orders)
                orders = ()
                for answer in self.heard():
                    orders += talk.send(answer)
        except StopIteration as stop:
            result: T = stop.value
            return result
        raise AssertionError("the session does not end")

    def order(self, orders: tuple[Command, ...]) -> None:
        while not self.dialogue.in_flight and self.network.waiting[Side.CLIENT]:
            if self.dialogue.phase is Phase.CLOSED or self.network.over(Side.CLIENT):
                break
            self.hear(self.network.read(Side.CLIENT))
        self.dialogue, outputs = issue(self.dialogue, orders)
        for output in outputs:
            match output:
                case Write(octets=octets, shown=shown):
                    self.network.write(Side.CLIENT, octets)
                    self.record(Wrote(0, shown))
                case Handshake():
                    self.network.secure = True
                    self.server.secured()
                    self.take(*secured(self.dialogue), Secured(0, "TLSv1.3"))
                case Keep(numbers=numbers):
                    kept = self.keep(numbers)
                    told = stored(self.dialogue, kept)
                    self.take(*told, Kept(0, numbers, kept))

    def keep(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """Return the messages that are on disk now: all, unless it fails."""
        some = [n for n in numbers if not self.failing or n % 2]
        self.ledger.disk.update((number, self.ledger.came[number]) for number in some)
        return tuple(some)

    def heard(self) -> list[Answer]:
        """Return the next answers: of the server, or of the end of the line."""
        idle = 0
        while not self.answers:
            self.server.turn()
            octets = self.network.read(Side.CLIENT)
            idle = 0 if octets else idle + 1
            if self.dialogue.phase is Phase.CLOSED or (
                not octets and (self.network.over(Side.CLIENT) or idle > PATIENCE)
            ):
                self.network.close()
                self.take(*finish(self.dialogue), Ended(0, "over"))
            else:
                self.hear(octets)
        answers, self.answers = self.answers, []
        return answers

    def hear(self, octets: bytes) -> None:
        self.take(*receive(self.dialogue, octets), Heard(0, octets))

    def record(self, record: TranscriptRecord, *events: Event) -> None:
        """Note what happened. What never went out leaves no record."""
        self.records.append(record)
        self.events.append(tuple(e for e in events if e is not Missing.UNSENT))

    def take(
        self, dialogue: Dialogue, events: tuple[Event, ...], record: TranscriptRecord
    ) -> None:
        self.dialogue = dialogue
        self.record(record, *events)
        for event in events:
            match event:
                case Piece(number=number, octets=octets):
                    before = self.ledger.came.get(number, b"")
                    self.ledger.came[number] = before + octets
                case Violated() | Goodbye():
                    self.ledger.faults.append(event)
                case _:
                    self.answers.append(event)
