"""Both halves of POP3 side by side, in any order of events."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.pop3 import dialogue as client_half
from core.pop3 import service as server_half
from core.pop3.capability import Capability, Offer, serialize_offer
from core.pop3.command import Auth, Capa, Command, Keep, Pass, Respond, User
from core.pop3.dialogue import Dialogue
from core.pop3.event import Event, Piece, Stored
from core.pop3.grammar import GRAMMAR, Follows, Phase, after, fits
from core.pop3.response import Response, Status
from core.pop3.service import Due, Service
from core.wire.turn import (
    Channel,
    Goodbye,
    Handshake,
    Missing,
    Secured,
    Violated,
    Write,
)
from tests.strategies.pop3 import EXAMPLES

OFFER = Offer(
    (Capability("PIPELINING"), Capability("STLS"), Capability("SASL", ("PLAIN",)))
)
BODY = b"Subject: a\r\n\r\n.\r\n\n.\n\r\n..\r\n"
ANSWERS = (Response, Missing, Secured, Stored)


class Halves(RuleBasedStateMachine):
    """A client that orders anything that has a place, and a server of any mind."""

    def __init__(self) -> None:
        super().__init__()
        self.begin()

    def begin(self) -> None:
        self.client = Dialogue()
        self.server = Service(OFFER)
        self.to_server = self.to_client = b""
        self.ordered = 1
        self.answers = 0
        self.honest = True
        self.keeping = False
        self.secure = False
        self.came = b""
        self.clear: list[bytes] = []

    def take(self, dialogue: Dialogue, events: tuple[Event, ...]) -> None:
        self.client = dialogue
        for event in events:
            if isinstance(event, ANSWERS):
                self.answers += 1
            match event:
                case Piece(octets=octets, last=last):
                    self.came += octets
                    if last:
                        assert self.came == BODY or not self.honest
                        self.came = b""
                case Violated() | Goodbye():
                    assert not self.honest, event
                    assert dialogue.phase is Phase.CLOSED
                case _:
                    pass

    @rule(command=st.sampled_from(EXAMPLES))
    def order(self, command: Command) -> None:
        try:
            self.client, outputs = client_half.issue(self.client, (command,))
        except ValueError:
            return
        self.ordered += 1
        self.go_out(outputs)

    @rule()
    def go_on(self) -> None:
        self.client, outputs = client_half.issue(self.client, ())
        self.go_out(outputs)

    def go_out(self, outputs: tuple[object, ...]) -> None:
        for output in outputs:
            match output:
                case Write(octets=octets):
                    self.to_server += octets
                    if not self.secure:
                        self.clear.append(octets)
                case Keep():
                    self.keeping = True
                case Handshake():
                    self.shake_hands()
                case _:
                    raise AssertionError(output)

    def shake_hands(self) -> None:
        """The shell does so at once, or the line is lost."""
        if self.server.phase is Phase.SECURING and not self.to_client:
            self.server = server_half.secured(self.server, OFFER)
            self.secure = True
            self.take(*client_half.secured(self.client))
        else:
            self.end()

    @precondition(lambda self: self.keeping)
    @rule(some=st.booleans())
    def keep(self, some: bool) -> None:
        self.keeping = False
        match self.client.in_flight:
            case (Keep(numbers=numbers),):
                kept = numbers if some else ()
                self.take(*client_half.stored(self.client, kept))
            case _:
                assert self.client.phase is Phase.CLOSED

    @rule(size=st.integers(1, 60))
    def reach_the_server(self, size: int) -> None:
        self.server = server_half.feed(self.server, self.to_server[:size])
        self.to_server = self.to_server[size:]

    @rule(status=st.sampled_from(Status))
    def answer(self, status: Status) -> None:
        self.server, heard = server_half.hear(self.server)
        match heard:
            case Violated():
                assert not self.honest
                return
            case Due(response=response):
                # What was right when it was ordered may be out of place by now.
                self.say(response)
                return
            case _:
                pass
        owed = self.server.owed
        if owed is None or isinstance(owed, server_half.Unknown):
            return
        if after(self.server.phase, owed, status) is None:
            status = Status.ERR
        follows = GRAMMAR[type(owed)].body
        if status is not Status.OK or follows is Follows.NOTHING:
            self.say(Response(status, b"text" if status is Status.ERR else b""))
        elif follows is Follows.STREAMED:
            self.say(Response(status, b"", (BODY,)))
        else:
            octets = serialize_offer(OFFER) if isinstance(owed, Capa) else b"1 1\r\n"
            self.say(Response(status, b"", (octets,)))

    def say(self, response: Response) -> None:
        self.server, octets = server_half.say(self.server, response)
        self.to_client += octets

    @rule(size=st.integers(1, 60))
    def reach_the_client(self, size: int) -> None:
        octets, self.to_client = self.to_client[:size], self.to_client[size:]
        self.take(*client_half.receive(self.client, octets))

    @rule(octets=st.sampled_from([b"+OK\r\n", b"-ERR no\r\n", b"+ \r\n", b"x"]))
    def say_too_much(self, octets: bytes) -> None:
        self.honest = False
        self.to_client += octets

    @rule()
    def end(self) -> None:
        # The line may end in the middle of an answer, which is a violation.
        self.honest = False
        self.take(*client_half.finish(self.client))
        assert self.answers == self.ordered
        assert self.client.phase is Phase.CLOSED
        self.begin()

    @invariant()
    def every_command_has_one_answer(self) -> None:
        due = len(self.client.in_flight) + len(self.client.held)
        assert self.answers + due == self.ordered

    @invariant()
    def no_login_in_clear(self) -> None:
        for octets in self.clear:
            assert not octets.startswith((b"USER", b"PASS", b"APOP", b"AUTH"))

    @invariant()
    def both_agree_when_all_is_said(self) -> None:
        quiet = not (self.client.in_flight or self.to_server or self.to_client)
        read = self.server.owed is None and self.server.at == len(self.server.pending)
        if quiet and read and self.honest and self.client.phase is not Phase.CLOSED:
            assert self.client.phase is self.server.phase

    @invariant()
    def what_is_held_has_its_place_or_waits(self) -> None:
        client = self.client
        if client.held and not client.in_flight and client.phase is not Phase.CLOSED:
            assert fits(client.phase, client.held[0])


class Trusting(Halves):
    """The same, where clear text was allowed: logins are on their way."""

    def begin(self) -> None:
        super().begin()
        self.client = Dialogue(channel=Channel.TRUSTED)
        self.secure = True

    @rule(login=st.sampled_from([(User("a"), Pass("b")), (Auth("PLAIN", b"YQ=="),)]))
    def log_in(self, login: tuple[Command, ...]) -> None:
        for command in login:
            self.order(command)

    @rule()
    def respond(self) -> None:
        self.order(Respond(b"YQ=="))

    @precondition(lambda self: self.client.phase is not Phase.TRANSACTION)
    @rule()
    def get_in(self) -> None:
        """Most of what can be said is said of an open maildrop."""
        self.begin()
        self.client = Dialogue(Phase.TRANSACTION, OFFER, (), channel=Channel.TRUSTED)
        self.server = Service(OFFER, Phase.TRANSACTION, None)
        self.ordered = 0


TestHalves = Halves.TestCase
TestHalves.settings = settings(max_examples=60, stateful_step_count=40)
TestTrusting = Trusting.TestCase
TestTrusting.settings = settings(max_examples=100, stateful_step_count=50)
