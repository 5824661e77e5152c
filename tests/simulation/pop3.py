"""POP3 over a network of chance: a client that fetches, a server that may lie.

A run is a number: from it come the messages, the login, the cuts, the lost line and
the lies. What it leaves is a Ledger of what truly happened on each side.
"""

from enum import Enum
from random import Random

from attrs import define, field

from core.pop3 import service as half
from core.pop3.admission import Admission, Login, admit
from core.pop3.capability import Capability, Offer
from core.pop3.command import (
    Apop,
    Auth,
    Capa,
    Command,
    Dele,
    Keep,
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
from core.pop3.dialogue import Dialogue, finish, issue, receive, secured, stored
from core.pop3.event import Answer, Event, Piece
from core.pop3.fetching import Fate, Wanted, fetch, leave
from core.pop3.grammar import Phase
from core.pop3.maildrop import Held, Maildrop, answer, top
from core.pop3.opening import ApopSecret, Opened, Unopened, UserPass, open_session
from core.pop3.response import Response, Status
from core.pop3.service import Due, Service
from core.pop3.survey import Listed, Listing, listing
from core.pop3.talk import T, Talk
from core.sasl.password import Login as SaslLogin
from core.sasl.password import Plain
from core.sasl.server import Keeper
from core.transcript import Began, Ended, Heard, Kept, Secured, TranscriptRecord, Wrote
from core.wire.turn import Channel, Goodbye, Handshake, Missing, Violated, Write
from tests.simulation.network import Network, Side

USER, SECRET = "ann", "sesame"
STAMP = b"<1896.697170952@dbc.mtview.ca.us>"
PLAIN = Plain(user=USER, password=SECRET)
LOGIN = SaslLogin(USER, SECRET)
USER_PASS = UserPass(User(USER), Pass(SECRET))
APOP = ApopSecret(USER, SECRET)
# Turns in which nothing moves; then the client's patience is at its end.
PATIENCE = 60
TURNS = 20_000


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
    GOODBYE = "a leave nobody asked for"
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


@define
class Run:
    """A run, what the client thinks of it, and what is true."""

    ledger: Ledger
    network: Network
    opening: Opened | Unopened
    listing: Listing | None = None
    fates: tuple[Fate, ...] = ()
    quit: Answer | None = None
    records: list[TranscriptRecord] = field(factory=list)
    events: list[tuple[Event, ...]] = field(factory=list)


def simulate(
    seed: int,
    lies: frozenset[Lie] = frozenset(),
    lost_at: int | None = None,
    *,
    stls: bool | None = None,
) -> Run:
    """Return the run of number `seed`, whose server tells none but `lies`."""
    random = Random(seed)
    network = Network(random, lost_at=lost_at)
    ledger = Ledger(tuple(message(random) for _ in range(random.randrange(9))))
    tls = random.random() < 0.5 if stls is None else stls
    ways = random.choice((PLAIN, LOGIN, USER_PASS, APOP))
    server = Server(random, network, ledger, offered(random, tls), lies)
    channel = Channel.CLEAR if tls else Channel.TRUSTED
    failing = random.random() < 0.2
    client = Client(network, server, ledger, Dialogue(channel=channel), failing)
    client.record(Began(time=0, protocol="pop3", trusted=not tls))
    run = Run(ledger, network, client.drive(open_session((ways,), stls=tls)))
    run.records, run.events = client.records, client.events
    if not isinstance(run.opening, Opened):
        return run
    run.listing = client.drive(listing())
    if not isinstance(run.listing, Listed):
        return run
    ledger.came.clear()
    wanted = tuple(
        Wanted(number, run.listing.sizes.of(number), random.random() < 0.6)
        for number in run.listing.numbers()
    )
    most = random.choice((1, 2, 127))
    fates = client.drive(fetch(wanted, most, random.choice((1, 500, 10**6))))
    run.quit, run.fates = client.drive(leave(fates))
    return run


def log_in_early(seed: int, login: Command) -> None:
    """Hold an errand that says `login` before TLS, with a server that offers it."""
    random = Random(seed)
    network, ledger = Network(random), Ledger(())
    server = Server(random, network, ledger, offered(random, tls=True), frozenset())
    clear = Dialogue(channel=Channel.CLEAR)
    client = Client(network, server, ledger, clear, failing=False)

    def talk() -> Talk[None]:
        yield ()
        yield (Capa(),)
        yield (login,)

    client.drive(talk())


def message(random: Random) -> bytes:
    """Return octets of a message: lines of all that ends or stuffs a line."""
    parts = (b".", b"..", b"\r\n.", b"\n.\n", b"\r", b"\0", b"\xff", b"+OK", b"text")
    octets = b"".join(random.choices(parts, k=random.randrange(12)))
    return b"Subject: a\r\n\r\n" + octets + b"\r\n"


def offered(random: Random, tls: bool) -> Offer:
    """Return what the server offers: some of what there is."""
    tags = [Capability("UIDL"), Capability("SASL", ("PLAIN", "LOGIN"))]
    tags += [Capability("PIPELINING")] * (random.random() < 0.7)
    tags += [Capability("STLS")] * tls
    return Offer(tuple(tags))
