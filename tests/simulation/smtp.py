"""One SMTP or LMTP session from its seed: client, server, and what each believes."""

import binascii
from collections.abc import Callable, Generator
from random import Random

from attrs import define, field, frozen

from core.header.address import AddrSpec
from core.sasl import server as sasl
from core.sasl.exchange import Mechanism
from core.sasl.password import CramMd5, Login, Plain
from core.sasl.scram import Digest, Scram
from core.smtp import dialogue as client_half
from core.smtp import service as server_half
from core.smtp.command.octets import Command, serialize_command
from core.smtp.command.session import Auth, Quit, Respond, Rset, StartTls
from core.smtp.command.transaction import Bdat, BdatLast, Content, Mail, Rcpt, Verdict
from core.smtp.dialogue import Answer, Dialogue, Event
from core.smtp.envelope import Body, Envelope, OnReject, Submission
from core.smtp.extension import Keyword, Offer
from core.smtp.fate import Fate
from core.smtp.grammar import Phase
from core.smtp.opening import (
    Opened,
    Opening,
    Unopened,
    Upgrade,
    close_session,
    open_session,
)
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.reply import Reply
from core.smtp.service import Due, Piece, Service, grant
from core.smtp.submit import submit
from core.smtp.talk import Protocol
from core.wire import dots
from core.wire.turn import (
    Channel,
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

SECRET = "correct horse battery"
USER = "ann"
TURNS = 60_000
IDLE = 400

Lie = Callable[[Random, bytes], bytes]


@frozen
class Delivered:
    """A message as the server took it."""

    reverse_path: bytes
    recipients: tuple[bytes, ...]
    data: bytes


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
class Server:
    """Policies over the service: who is let in, what is refused, what is stored."""

    random: Random
    service: Service
    refusals: float
    lie: Lie | None
    secured_offer: Offer
    delivered: list[Delivered] = field(factory=list)
    heard: list[bytes] = field(factory=list)
    mail: Mail | None = None
    recipients: list[Rcpt] = field(factory=list)
    data: list[bytes] = field(factory=list)
    exchange: sasl.Listening | None = None

    def turn(self, network: Network) -> bool:
        """Hear and say what can be heard and said now; return whether anything was."""
        octets = network.read(Side.SERVER)
        self.service = server_half.feed(self.service, octets)
        if self.service.phase is Phase.CONNECTING:
            self.answer(network)
            return True
        moved = bool(octets)
        while True:
            self.service, heard = server_half.hear(self.service)
            if heard is None or isinstance(heard, Handshake):
                return moved
            moved = True
            match heard:
                case Piece(octets=piece, last=last):
                    self.data.append(piece)
                    if not last:
                        continue
                case Due(reply=reply):
                    self.log()
                    self.say(network, reply)
                    continue
                case Violated():
                    network.close()
                    return True
                case Bdat() | BdatLast():
                    self.heard.append(serialize_command(heard))
                    continue
                case _:
                    self.log()
            self.answer(network)
            while self.service.verdicts:
                self.answer(network)

    def log(self) -> None:
        match self.service.owed:
            case Bdat() | BdatLast() | None:
                pass
            case server_half.Unknown():
                self.heard.append(b"?")
            case owed:
                self.heard.append(serialize_command(owed))

    def answer(self, network: Network) -> None:
        """Say what policy wants to what is owed."""
        reply = self.policy()
        if reply.granted or reply.code == 354:
            self.granted()
        self.say(network, reply)

    def say(self, network: Network, reply: Reply) -> None:
        self.service, octets = server_half.say(self.service, reply)
        if self.lie is not None:
            octets = self.lie(self.random, octets)
        network.write(Side.SERVER, octets)
        if self.service.phase is Phase.CLOSED:
            network.close()

    def policy(self) -> Reply:
        owed = self.service.owed
        match owed:
            case Auth(initial=initial):
                self.exchange = sasl.begin(owed.mechanism)
                assert isinstance(self.exchange, sasl.First)
                if initial is None:
                    return self.judge(sasl.prompt(self.exchange, self.keeper()))
                return self.respond(b"" if initial == b"=" else initial)
            case Respond(octets=octets):
                return self.respond(octets)
            case StartTls() | Quit():
                chance = self.refusals / 4
            case Rset():
                chance = self.refusals / 2
            case _:
                chance = self.refusals
        if self.random.random() < chance:
            return Reply(self.random.choice((450, 451, 550, 552, 554, 421)), (b"no",))
        return grant(self.service)

    def keeper(self) -> sasl.Keeper:
        return sasl.Keeper(secret={USER: SECRET}.get, nonce="SERVER")

    def respond(self, octets: bytes) -> Reply:
        assert self.exchange is not None
        decoded = binascii.a2b_base64(octets)
        return self.judge(sasl.hear(self.exchange, self.keeper(), decoded))

    def judge(self, step: sasl.Step) -> Reply:
        match step:
            case sasl.Challenge(exchange=exchange, octets=octets):
                self.exchange = exchange
                return Reply(334, (binascii.b2a_base64(octets, newline=False),))
            case sasl.Granted():
                return Reply(235, (b"2.7.0 welcome",))
            case sasl.Denied():
                return Reply(535, (b"5.7.8 no",))

    def granted(self) -> None:
        """Do what is about to be granted: mail is stored before it is said."""
        match self.service.owed:
            case Mail() as mail:
                self.mail, self.recipients, self.data = mail, [], []
            case Rcpt() as rcpt if self.mail is not None:
                self.recipients.append(rcpt)
            case Content() | BdatLast():
                self.store(tuple(self.recipients))
            case Verdict():
                self.store(tuple(self.recipients))
            case _:
                pass

    def store(self, recipients: tuple[Rcpt, ...]) -> None:
        assert self.mail is not None
        lmtp = self.service.protocol is Protocol.LMTP
        paths = tuple(rcpt.path.octets for rcpt in recipients)
        if lmtp:
            done = len(paths) - max(self.service.verdicts, 1)
            done = 0 if isinstance(self.service.owed, Content | BdatLast) else done
            paths = paths[done : done + 1]
        self.delivered.append(
            Delivered(self.mail.path.octets, paths, b"".join(self.data))
        )


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


@frozen
class Run:
    """All that was true when a session was over."""

    opening: Opening
    outcome: Outcome
    submissions: tuple[Submission, ...]
    sources: dict[str, bytes]
    delivered: tuple[Delivered, ...]
    ends: tuple[Violated | Goodbye, ...]
    events: tuple[Event, ...]
    sent: tuple[bytes, ...]
    heard: tuple[bytes, ...]
    network: Network


def run(
    seed: int,
    *,
    lost_at: int | None = None,
    lie: Lie | None = None,
    refusals: float | None = None,
) -> Run:
    """Return what became of the session of `seed`."""
    random = Random(seed)
    chance = random.choice((0.0, 0.0, 0.1, 0.3)) if refusals is None else refusals
    opening, offers, trusted = setting(random)
    sources, submissions = mails(random)
    network = Network(random, lost_at, secure=trusted)
    service = Service(offer=offers[0], protocol=opening.protocol)
    server = Server(random, service, chance, lie, offers[1])
    channel = Channel.TRUSTED if trusted else Channel.CLEAR
    dialogue = Dialogue(channel=channel)
    client = Client(random, dialogue, errands(opening, submissions), sources)
    client.begin()
    hold(client, server, network)
    assert client.outcome is not None
    return Run(
        opening,
        client.outcome,
        submissions,
        sources,
        tuple(server.delivered),
        tuple(client.ends),
        tuple(client.events),
        tuple(client.sent),
        tuple(server.heard),
        network,
    )


def hold(client: Client, server: Server, network: Network) -> None:
    """Let both sides take turns until the client's errands are done."""
    idle = 0
    for _ in range(TURNS):
        if network.random.random() < 0.5:
            moved = server.turn(network)
        else:
            moved = client.turn(network, server)
        if client.outcome is not None:
            # What is still on its way arrives, and the server makes of it what it does.
            while network.waiting[Side.SERVER] and not network.over(Side.SERVER):
                server.turn(network)
            server.turn(network)
            return
        idle = 0 if moved else idle + 1
        if idle > IDLE:
            # Silence has its deadline.
            network.close()
            client.give_up()
    raise AssertionError("the session does not end")


def setting(random: Random) -> tuple[Opening, tuple[Offer, Offer], bool]:
    """Return how a session opens, what is offered before and under TLS, and trust."""
    keywords = [Keyword("AUTH", ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256"))]
    for name in ("PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES"):
        keywords += [Keyword(name)] if random.random() < 0.7 else []
    keywords += [Keyword("CHUNKING"), Keyword("BINARYMIME")]
    if random.random() < 0.5:
        keywords.append(Keyword("SIZE", ("100000",)))
    random.shuffle(keywords)
    secure = Offer("server.example", tuple(keywords))
    clear = Offer("server.example", (Keyword("STARTTLS"), Keyword("PIPELINING")))
    trusted = random.random() < 0.4
    lmtp = random.random() < 0.2
    password = SECRET if random.random() < 0.85 else "wrong"
    opening = Opening(
        domain="[127.0.0.1]",
        upgrade=Upgrade.NONE if trusted else Upgrade.STARTTLS,
        mechanisms=(mechanism(random, password),) if random.random() < 0.8 else (),
        protocol=Protocol.LMTP if lmtp else Protocol.SMTP,
    )
    return opening, (secure if trusted else clear, secure), trusted


def mechanism(random: Random, password: str) -> Mechanism:
    match random.randrange(8):
        case 0:
            return Scram(digest=Digest.SHA_256, user=USER, password=password, nonce="C")
        case 1 | 2:
            return Login(USER, password)
        case 3:
            return CramMd5(USER, password)
        case _:
            return Plain(user=USER, password=password)


def mails(random: Random) -> tuple[dict[str, bytes], tuple[Submission, ...]]:
    """Return sources by name, each unlike the others, and their submissions."""
    sources: dict[str, bytes] = {}
    submissions = []
    for number in range(random.randrange(4)):
        name = f"mail-{number}"
        lines = [f"X-Number: {number}".encode(), b""]
        lines += random.choices(
            [b".", b"..", b"", b".x", b"QUIT", b"\xe4\xbd\xa0", b"MAIL FROM:<evil@x>"],
            k=random.randrange(8),
        )
        binary = random.random() < 0.1
        data = b"\r\n".join(lines) + (b"\n\0." if binary else b"\r\n")
        sources[name] = data
        paths = tuple(
            ForwardPath(AddrSpec(f"to{one}", "example.org"))
            for one in range(random.choice((1, 1, 1, 2, 3, 5)))
        )
        reverse = ReversePath(random.choice((None, AddrSpec("ann", "example.com"))))
        submissions.append(
            Submission(
                envelope=Envelope(reverse, paths),
                source=name,
                size=len(data) if binary or random.random() < 0.7 else None,
                body=Body.BINARY if binary else Body.SEVEN_BIT,
                on_reject=random.choice(list(OnReject)),
            )
        )
    return sources, tuple(submissions)
