"""Both halves of SMTP side by side, in any order of events."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.header.address import AddrSpec
from core.smtp import dialogue as client_half
from core.smtp import service as server_half
from core.smtp.command.octets import Command, serialize_command
from core.smtp.command.session import (
    Auth,
    Cancel,
    Ehlo,
    Etrn,
    Expn,
    Helo,
    Help,
    Noop,
    Quit,
    Respond,
    Rset,
    StartTls,
    Vrfy,
)
from core.smtp.command.transaction import BdatLast, Content, Data, Mail, Rcpt
from core.smtp.dialogue import Dialogue, Event
from core.smtp.extension import Keyword, Offer
from core.smtp.grammar import GRAMMAR, Phase, hoped
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.reply import Reply
from core.smtp.service import Due, Piece, Service, grant
from core.wire.turn import Channel, Handshake, Missing, Pour, PourChunk, Violated, Write

OFFER = Offer(
    "server.example",
    (
        Keyword("PIPELINING"),
        Keyword("STARTTLS"),
        Keyword("AUTH", ("PLAIN",)),
        Keyword("CHUNKING"),
        Keyword("ETRN"),
    ),
)
COMMANDS: tuple[Command, ...] = (
    Ehlo("client.example"),
    Helo("client.example"),
    StartTls(),
    Handshake(),
    Auth("PLAIN"),
    Auth("PLAIN", b"AGEAYg=="),
    Respond(b"AGEAYg=="),
    Cancel(),
    Mail(ReversePath(None)),
    Rcpt(ForwardPath(AddrSpec("a", "example.org"))),
    Data(),
    Content("source"),
    BdatLast("source", 6),
    Rset(),
    Noop(),
    Vrfy("a"),
    Expn("a"),
    Help(),
    Etrn("example.org"),
    Quit(),
)


class Halves(RuleBasedStateMachine):
    """A client that orders anything that has a place, and a server of any mind."""

    def __init__(self) -> None:
        super().__init__()
        self.begin()

    def begin(self) -> None:
        self.client = Dialogue(channel=Channel.TRUSTED)
        self.server = Service(offer=OFFER)
        self.to_server = self.to_client = b""
        self.ordered: list[Command] = []
        self.answers: list[Event] = []
        self.heard: list[bytes] = []
        self.securing = False

    def hopes(self) -> Phase:
        phase = self.client.due
        for command in self.client.held:
            phase = hoped(phase, command)
        return phase

    @rule(data=st.data())
    def order(self, data: st.DataObject) -> None:
        phase = self.hopes()
        fitting = [c for c in COMMANDS if phase in GRAMMAR[type(c)].places]
        if not fitting:
            return
        commands = (data.draw(st.sampled_from(fitting)),)
        self.ordered += commands
        self.write(commands)

    @rule()
    def go_on(self) -> None:
        self.write(())

    def write(self, commands: tuple[Command, ...]) -> None:
        self.client, outputs = client_half.issue(self.client, commands)
        for output in outputs:
            match output:
                case Write(octets=octets):
                    self.to_server += octets
                case Pour():
                    self.to_server += b"..a\r\n.\r\n"
                case PourChunk():
                    self.to_server += b"QUIT\r\n"
                case Handshake():
                    self.securing = True

    @precondition(lambda self: self.to_server)
    @rule(size=st.integers(1, 60))
    def to_the_server(self, size: int) -> None:
        octets, self.to_server = self.to_server[:size], self.to_server[size:]
        self.server = server_half.feed(self.server, octets)

    @rule()
    def hear(self) -> None:
        self.server, heard = server_half.hear(self.server)
        match heard:
            case None | Handshake():
                pass
            case Due(reply=reply):
                self.log()
                self.say(reply)
            case Piece(octets=octets):
                assert octets in b".a\r\nQUIT\r\n"
            case Violated():
                raise AssertionError("nobody injects anything here")
            case _:
                self.log()

    def log(self) -> None:
        owed = self.server.owed
        if owed is not None and not isinstance(owed, server_half.Unknown):
            self.heard.append(serialize_command(owed))

    @precondition(lambda self: self.server.owed is not None)
    @rule(refused=st.sampled_from([None, None, None, 334, 421, 450, 550]))
    def answer(self, refused: int | None) -> None:
        owed = self.server.owed
        if refused == 334 and not isinstance(owed, Auth | Respond):
            refused = None
        cancelled = isinstance(owed, Cancel | server_half.Unknown)
        if refused is None and not cancelled:
            self.say(grant(self.server))
        else:
            self.say(Reply(refused or 501, (b"no",)))

    def say(self, reply: Reply) -> None:
        self.server, octets = server_half.say(self.server, reply)
        self.to_client += octets

    @precondition(lambda self: self.to_client)
    @rule(size=st.integers(1, 60))
    def to_the_client(self, size: int) -> None:
        octets, self.to_client = self.to_client[:size], self.to_client[size:]
        self.client, events = client_half.receive(self.client, octets)
        self.answers += events

    @precondition(lambda self: self.securing and self.server.phase is Phase.SECURING)
    @rule()
    def shake_hands(self) -> None:
        if self.client.phase is Phase.SECURING and not self.to_client:
            self.securing = False
            self.server = server_half.secured(self.server, OFFER)
            self.client, events = client_half.secured(self.client)
            self.answers += events

    @precondition(lambda self: len(self.ordered) > 6)
    @rule()
    def lose(self) -> None:
        begun = bool(self.client.pending or self.client.said)
        self.client, events = client_half.finish(self.client)
        self.answers += events[begun:]
        assert isinstance(events[0], Violated) is begun
        assert len(self.answers) == len(self.ordered) + 1
        self.begin()

    @invariant()
    def every_answer_has_its_order(self) -> None:
        waiting = len(self.client.in_flight) + len(self.client.held)
        assert len(self.answers) + waiting == len(self.ordered) + 1
        assert not any(isinstance(answer, Violated) for answer in self.answers)

    @invariant()
    def a_quiet_line_finds_both_in_one_phase(self) -> None:
        quiet = not (self.to_server or self.to_client or self.client.in_flight)
        heard_all = self.server.at == len(self.server.pending)
        if quiet and heard_all and self.server.owed is None:
            assert self.client.phase is self.server.phase

    @invariant()
    def the_server_hears_what_was_ordered(self) -> None:
        lines = [serialize_command(command) for command in self.ordered]
        sent = iter(line for line in lines if line)
        heard = [line for line in self.heard if line]
        assert all(line in sent for line in heard)

    @invariant()
    def what_is_held_and_kept_is_bounded(self) -> None:
        assert len(self.client.in_flight) <= client_half.IN_FLIGHT + 1
        assert self.client.phase is not Phase.CLOSED or not self.client.in_flight

    @invariant()
    def answers_of_a_closed_session_are_missing(self) -> None:
        if self.client.phase is Phase.CLOSED and self.client.held:
            _, events = client_half.finish(self.client)
            assert set(events) == {Missing.UNSENT}


TestHalves = Halves.TestCase
TestHalves.settings = settings(stateful_step_count=40)
