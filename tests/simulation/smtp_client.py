"""The client of a simulated SMTP session: its errands, and the loop of a shell."""

from collections.abc import Generator
from random import Random

from attrs import define, field, frozen

from core.smtp import dialogue as client_half
from core.smtp import service as server_half
from core.smtp.command.octets import Command, serialize_command
from core.smtp.dialogue import Answer, Dialogue, Event
from core.smtp.envelope import Submission
from core.smtp.fate import Fate
from core.smtp.grammar import Phase
from core.smtp.opening import (
    Opened,
    Opening,
    Unopened,
    close_session,
    open_session,
)
from core.smtp.reply import Reply
from core.smtp.submit import submit
from core.wire import dots
from core.wire.turn import (
    Goodbye,
    Handshake,
    Missing,
    Pour,
    PourChunk,
    Secured,
    Violated,
    Write,
)
from tests.simulation.network import Network, Side
from tests.simulation.smtp_server import Server


@frozen
class Outcome:
    """What the client's errands returned."""

    opened: Opened | Unopened
    fates: tuple[Fate, ...]
    goodbye: Answer


def errands(
    opening: Opening, submissions: tuple[Submission, ...]
) -> Generator[tuple[Command, ...], Answer, Outcome]:
    opened = yield from open_session(opening)
    fates: tuple[Fate, ...] = ()
    if isinstance(opened, Opened):
        fates = yield from submit(opened.offer, submissions, opening.protocol)
    return Outcome(opened, fates, (yield from close_session()))


@define
class Client:
    """The loop of a shell, over the network."""

    random: Random
    dialogue: Dialogue
    talk: Generator[tuple[Command, ...], Answer, Outcome]
    sources: dict[str, bytes]
    orders: tuple[Command, ...] = ()
    sent: list[bytes] = field(factory=list)
    ends: list[Violated | Goodbye] = field(factory=list)
    events: list[Event] = field(factory=list)
    outcome: Outcome | None = None
    securing: bool = False
    unended: str | None = None

    def begin(self) -> None:
        self.orders = next(self.talk)

    def turn(self, network: Network, server: Server) -> bool:
        """Write what may go out, read what has come; return whether anything moved."""
        moved = self.write(network)
        if self.securing:
            return self.handshake(network, server)
        octets = network.read(Side.CLIENT)
        if octets:
            self.dialogue, events = client_half.receive(self.dialogue, octets)
        elif self.dialogue.phase is Phase.CLOSED or network.over(Side.CLIENT):
            self.give_up()
            return True
        else:
            return moved
        self.hear(events)
        return True

    def give_up(self) -> None:
        self.dialogue, events = client_half.finish(self.dialogue, self.unended)
        self.hear(events)

    def write(self, network: Network) -> bool:
        before = len(self.dialogue.in_flight)
        self.dialogue, outputs = client_half.issue(self.dialogue, self.orders)
        self.orders = ()
        for command in self.dialogue.in_flight[before:]:
            line = serialize_command(command)
            self.sent += [line] if line else []
        for output in outputs:
            match output:
                case Write(octets=octets):
                    network.write(Side.CLIENT, octets)
                case Pour(source=source):
                    self.pour(network, source)
                case PourChunk(source=source, size=size):
                    assert len(self.sources[source]) == size
                    network.write(Side.CLIENT, self.sources[source])
                case Handshake():
                    self.securing = True
        return bool(outputs)

    def pour(self, network: Network, source: str) -> None:
        data = self.sources[source]
        if network.lost and self.random.random() < 0.5:
            # The system tells that the write failed.
            self.unended = source
        at_line = True
        for start in range(0, len(data), 50):
            at_line, piece = dots.stuff(at_line, data[start : start + 50])
            network.write(Side.CLIENT, piece)
        network.write(Side.CLIENT, dots.end(at_line))

    def handshake(self, network: Network, server: Server) -> bool:
        self.securing = False
        agreed = server.service.phase is Phase.SECURING
        if (
            not agreed
            or network.waiting[Side.CLIENT]
            or network.over(Side.CLIENT)
            or network.lost
        ):
            network.close()
            self.give_up()
            return True
        network.secure = True
        server.service = server_half.secured(server.service, server.secured_offer)
        self.dialogue, events = client_half.secured(self.dialogue)
        self.hear(events)
        return True

    def hear(self, events: tuple[Event, ...]) -> None:
        self.events += events
        for event in events:
            match event:
                case Reply() | Secured() | Missing():
                    try:
                        self.orders += self.talk.send(event)
                    except StopIteration as stop:
                        self.outcome = stop.value
                case Violated() | Goodbye():
                    self.ends.append(event)
