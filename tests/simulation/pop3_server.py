"""The server of a simulated POP3 session, which lies where it is told to."""

from enum import Enum
from random import Random

from attrs import define, field

from core.pop3 import service as half
from core.pop3.admission import Admission, Login, admit
from core.pop3.capability import Offer
from core.pop3.command import (
    Apop,
    Auth,
    Capa,
    Command,
    Dele,
    List,
    Pass,
    Quit,
    Respond,
    Retr,
    Stat,
    Stls,
    Top,
    Uidl,
    User,
)
from core.pop3.grammar import Phase
from core.pop3.maildrop import Held, Maildrop, answer, top
from core.pop3.response import Response, Status
from core.pop3.service import Due, Service
from core.sasl.server import Keeper
from core.wire.turn import Goodbye, Handshake, Violated
from tests.simulation.network import Network, Side

USER, SECRET = "ann", "sesame"


STAMP = b"<1896.697170952@dbc.mtview.ca.us>"


class Lie(Enum):
    """What a server does that it must not, or need not."""

    EXTRA_REFUSAL = "one -ERR more than was asked for"
    EXTRA_GRANT = "one +OK more, behind an answer of one line"
    DROPPED = "an answer that never comes"
    GARBLED = "a line that begins with no status"
    BARE_LF = "a line that ends with LF alone"
    CHALLENGE = "a challenge outside of AUTH"
    LONG = "a line of 5,000 octets"
    COUNT = "a count that STAT makes up"
    RANGE = "a number outside of the maildrop"
    SIZES = "sizes that are made up"
    SAME_IDS = "one unique-id for all"
    ODD_IDS = "unique-ids with blanks"
    VANISHED = "a message that is listed and gone"
    UNENDED = "a message without its end, and the line is dropped"
    REFUSED = "a refusal where there is no need"
    GOODBYE = "a goodbye that nobody asked for"
    SILENT = "no word more"
    INJECTED = "octets in clear behind the go-ahead for TLS"
    QUIT = "a refusal of QUIT, nothing deleted"


# What is said in front of an answer.
BEFORE = {
    Lie.GARBLED: b"nonsense\r\n",
    Lie.CHALLENGE: b"+ \r\n",
    Lie.LONG: b"+OK " + b"x" * 5000 + b"\r\n",
}


# A server that counts wrong twice can make it come out even, which nobody can see.
ONCE = (Lie.EXTRA_REFUSAL, Lie.EXTRA_GRANT, Lie.DROPPED)


@define
class Ledger:
    """What truly happened: on the server, and on the client's disk."""

    messages: tuple[bytes, ...] = ()
    sent: dict[int, bytes] = field(factory=dict)
    marked_by: list[int] = field(factory=list)
    deleted: frozenset[int] = frozenset()
    came: dict[int, bytes] = field(factory=dict)
    disk: dict[int, bytes] = field(factory=dict)
    faults: list[Violated | Goodbye] = field(factory=list)


@define
class Server:
    """The other half: it hears commands, answers them, and lies now and then."""

    random: Random
    network: Network
    ledger: Ledger
    offer: Offer
    lies: frozenset[Lie]
    muted: bool = False
    silent: bool = False
    service: Service = field(init=False)
    maildrop: Maildrop = field(init=False)
    admission: Admission = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.service = Service(self.offer)
        self.maildrop = Maildrop(
            tuple(
                Held(len(octets), b"id%d" % number)
                for number, octets in enumerate(self.ledger.messages, 1)
            )
        )
        keeper = Keeper(secret={USER: SECRET}.get, nonce="srv", challenge=STAMP)
        self.admission = Admission(keeper, self.offer.mechanisms, STAMP)
        self.say(Response(Status.OK, b"ready " + STAMP))

    def lying(self, *lies: Lie) -> bool:
        """Return whether chance wants one of these lies told now."""
        told = self.lies.intersection(lies)
        if not told or self.random.random() < 0.7:
            return False
        self.lies -= told & set(ONCE)
        return True

    def turn(self) -> None:
        """Hear what has arrived, and answer it."""
        self.service = half.feed(self.service, self.network.read(Side.SERVER))
        while True:
            self.service, heard = half.hear(self.service)
            match heard:
                case None | Handshake():
                    return
                case Violated():
                    self.network.close()
                    return
                case Due(response=response):
                    self.say(response)
                case command:
                    self.obey(command)
            if self.service.phase is Phase.CLOSED:
                self.network.close()
                return

    def secured(self) -> None:
        """Take in that the handshake is done: STLS is offered no more."""
        offer = Offer(tuple(c for c in self.offer.capabilities if c.tag != "STLS"))
        self.service = half.secured(self.service, offer)

    def obey(self, command: Command) -> None:
        """Answer `command`, truly or not."""
        self.muted = self.silent
        if self.lying(Lie.REFUSED) and not isinstance(command, Quit):
            return self.say(Response(Status.ERR, b"[SYS/TEMP] later"))
        match command:
            case Capa() | Stls():
                self.say(half.grant(self.service))
                if isinstance(command, Stls) and self.lying(Lie.INJECTED):
                    self.write(b"+OK in clear\r\n")
            case User() | Pass() | Apop() | Auth() | Respond():
                self.log_in(command)
            case Retr() | Top():
                self.pour(command)
            case Quit():
                self.leave()
            case _:
                self.look_up(command)
        return None

    def log_in(self, command: Login) -> None:
        self.admission, response = admit(self.admission, command)
        self.say(response)

    def look_up(self, command: Command) -> None:
        self.maildrop, response = answer(self.maildrop, command)
        if isinstance(command, Dele):
            self.ledger.marked_by.append(command.number)
        self.say(self.bent(command, response))

    def bent(self, command: Command, response: Response) -> Response:
        """Return the response as a liar gives it."""
        body = b"".join(response.body or ())
        match command:
            case Stat() if self.lying(Lie.COUNT):
                return Response(Status.OK, b"%d 7" % self.random.choice((0, 1, 10**12)))
            case List() | Uidl() if self.lying(Lie.RANGE):
                return Response(Status.OK, body=(body + b"4711 4711\r\n",))
            case List() if self.lying(Lie.SIZES):
                lines = body.split(b"\r\n")[:-1]
                bent = [line.split(b" ")[0] + b" 999999999\r\n" for line in lines]
                return Response(Status.OK, body=(b"".join(bent),))
            case Uidl() if self.lying(Lie.SAME_IDS):
                return Response(Status.OK, body=(body.replace(b" id", b" same\r\n0 "),))
            case Uidl() if self.lying(Lie.ODD_IDS):
                return Response(Status.OK, body=(body.replace(b" id", b" id "),))
            case _:
                return response

    def pour(self, command: Retr | Top) -> None:
        self.maildrop, response = answer(self.maildrop, command)
        if response.status is not Status.OK or self.lying(Lie.VANISHED):
            return self.say(Response(Status.ERR, b"gone"))
        self.say(response)
        octets = self.ledger.messages[command.number - 1]
        if isinstance(command, Top):
            octets = top(octets, command.lines)
        cut = self.random.randrange(len(octets) + 1)
        self.service, head = half.pour(self.service, octets[:cut], last=False)
        self.write(head)
        if self.lying(Lie.UNENDED):
            self.network.close()
            return None
        self.service, tail = half.pour(self.service, octets[cut:], last=True)
        self.write(tail)
        if isinstance(command, Retr):
            self.ledger.sent[command.number] = octets
        return None

    def leave(self) -> None:
        if self.service.phase is Phase.TRANSACTION:
            if self.lying(Lie.QUIT):
                return self.say(Response(Status.ERR, b"some messages not removed"))
            self.ledger.deleted = self.maildrop.marked
        return self.say(Response(Status.OK, b"bye"))

    def say(self, response: Response) -> None:
        """Say a response, or what a liar says in its place."""
        owed = self.service.owed
        self.service, octets = half.say(self.service, response)
        if self.lying(Lie.DROPPED):
            self.muted = True
        if self.lying(Lie.SILENT):
            self.muted = self.silent = True
        if self.lying(Lie.EXTRA_REFUSAL):
            self.write(b"-ERR one too many\r\n")
        before = [lie for lie in BEFORE if self.lying(lie)]
        self.write(b"".join(BEFORE[lie] for lie in before))
        if self.lying(Lie.BARE_LF):
            octets = octets.replace(b"\r\n", b"\n", 1)
        self.write(octets)
        if not isinstance(owed, Retr | Top) and self.lying(Lie.EXTRA_GRANT):
            self.write(b"+OK one too many\r\n")
        if self.lying(Lie.GOODBYE):
            self.write(b"-ERR idle for too long\r\n")
            self.network.close()

    def write(self, octets: bytes) -> None:
        if not self.muted:
            self.network.write(Side.SERVER, octets)
