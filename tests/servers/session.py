"""Sessions of our own with a real server: driven, watched, and held again."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from attrs import define, field, frozen

from core.pop3 import dialogue as pop3
from core.pop3 import event as pop3_event
from core.pop3 import opening as pop3_opening
from core.pop3.command import Pass, User
from core.pop3.talk import Talk as Pop3Talk
from core.replay import Event, replay
from core.sasl.password import CramMd5, Login, Plain
from core.sasl.scram import Digest, Scram
from core.smtp import dialogue as smtp
from core.smtp.opening import Opening, Upgrade
from core.smtp.talk import Talk as SmtpTalk
from core.transcript import (
    Began,
    TranscriptRecord,
    Wrote,
    parse_transcript,
    serialize_transcript,
)
from core.wire.turn import Channel, Goodbye, Missing, Violated
from shell import clock
from shell.drive.loop import Driven, Talk, drive
from shell.drive.pop3 import Pop3Side
from shell.drive.side import Side
from shell.drive.smtp import SmtpSide
from shell.stream import TcpStream, connect
from shell.tls import Trust
from tests.servers.record import FIRST, PASSWORDS, Kind, Server

A = TypeVar("A")
C = TypeVar("C")
D = TypeVar("D")
T = TypeVar("T")

SILENCE = 30.0
DOMAIN = "client.example.org"
NONCE = "fyko+d2lbbFgONRv9qkxdawL"


@contextmanager
def reached(server: Server, kind: Kind) -> Iterator[TcpStream]:
    """Give a stream to `server`, under TLS where `kind` begins with it."""
    trust = Trust(server.ca_file)
    deadline = clock.deadline(SILENCE)
    stream = connect(server.host, server.ports[kind], trust, deadline)
    try:
        if kind is Kind.IMPLICIT_TLS:
            stream.start_tls(deadline)
        yield stream
    finally:
        stream.close()


def began(protocol: str, kind: Kind) -> Began:
    """Return the first record of a session; it names no machine."""
    trusted = kind is not Kind.UPGRADE
    return Began(time=0, protocol=protocol, server="server.test", trusted=trusted)


@define
class Memory:
    """Mail data by name. `committed` are the sources whose end went out."""

    octets: Mapping[str, bytes]
    committed: list[str] = field(factory=list)

    def pieces(self, source: str) -> Iterator[bytes]:
        octets = self.octets[source]
        for at in range(0, len(octets), 1 << 16):
            yield octets[at : at + (1 << 16)]

    def committing(self, source: str) -> None:
        self.committed.append(source)


@define
class Basket:
    """Messages as they arrive, by number."""

    pieces: dict[int, list[bytes]] = field(factory=dict)
    whole: set[int] = field(factory=set)

    def take(self, piece: pop3_event.Piece) -> None:
        self.pieces.setdefault(piece.number, []).append(piece.octets)
        if piece.last:
            self.whole.add(piece.number)

    def keep(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(number for number in numbers if number in self.whole)

    def message(self, number: int) -> bytes:
        assert number in self.whole
        return b"".join(self.pieces[number])


@frozen
class Session:
    """What was recorded of a session, and the answers that its errand was given."""

    records: tuple[TranscriptRecord, ...]
    answers: tuple[object, ...]

    @property
    def written(self) -> bytes:
        """The octets of the commands that went out, as recorded."""
        wrote = (one.octets for one in self.records if isinstance(one, Wrote))
        return b"".join(wrote)

    def again(self) -> tuple[Event, ...]:
        """Return the events that come of the transcript, read back from JSON Lines.

        The answers among them are those of the session itself, but for commands
        that never went out and hence left no record.
        """
        parsed = parse_transcript(serialize_transcript(self.records))
        assert parsed.defects == ()
        played = replay(parsed.value)
        assert played.astray is None
        events = tuple(event for events in played.events for event in events)
        ends = pop3_event.Piece | Violated | Goodbye
        answers = [event for event in events if not isinstance(event, ends)]
        said = [answer for answer in self.answers if answer is not Missing.UNSENT]
        assert answers == said
        return events


def overheard(talk: Talk[C, A, T], answers: list[A]) -> Talk[C, A, T]:
    """Return the errand `talk`; each answer it gets goes to `answers` too."""
    try:
        orders = next(talk)
        while True:
            answer = yield orders
            answers.append(answer)
            orders = talk.send(answer)
    except StopIteration as stop:
        result: T = stop.value
        return result


def hold(
    server: Server,
    kind: Kind,
    side: Side[D, C, A],
    dialogue: D,
    talk: Talk[C, A, T],
    *,
    protocol: str,
) -> tuple[Driven[D, T], Session]:
    """Return what became of `talk` with `server`, and the session as recorded."""
    answers: list[A] = []
    records: list[TranscriptRecord] = [began(protocol, kind)]
    heard = overheard(talk, answers)
    with reached(server, kind) as stream:
        held = drive(side, stream, dialogue, heard, (records.append,))
    return held, Session(tuple(records), tuple(answers))


def channel(kind: Kind) -> Channel:
    """Return what a session begins with; clear text that was asked for is trusted."""
    return Channel.CLEAR if kind is Kind.UPGRADE else Channel.TRUSTED


def hold_smtp(
    server: Server, kind: Kind, talk: SmtpTalk[T], memory: Memory | None = None
) -> tuple[Driven[smtp.Dialogue, T], Session]:
    """Return what became of `talk` in SMTP, and the session as recorded."""
    side = SmtpSide(memory or Memory({}), SILENCE)
    dialogue = smtp.Dialogue(channel=channel(kind))
    return hold(server, kind, side, dialogue, talk, protocol="smtp")


def hold_pop3(
    server: Server, kind: Kind, talk: Pop3Talk[T], basket: Basket | None = None
) -> tuple[Driven[pop3.Dialogue, T], Session]:
    """Return what became of `talk` in POP3, and the session as recorded."""
    side = Pop3Side(basket or Basket(), SILENCE)
    dialogue = pop3.Dialogue(channel=channel(kind))
    return hold(server, kind, side, dialogue, talk, protocol="pop3")


Way = Callable[[str, str], pop3_opening.Way]
Mechanism = Callable[[str, str], Plain | Login | CramMd5 | Scram]

MECHANISMS: Mapping[str, Mechanism] = {
    "PLAIN": lambda user, secret: Plain(user=user, password=secret),
    "LOGIN": Login,
    "CRAM-MD5": CramMd5,
    "SCRAM-SHA-1": lambda user, secret: Scram(
        digest=Digest.SHA_1, user=user, password=secret, nonce=NONCE
    ),
    "SCRAM-SHA-256": lambda user, secret: Scram(
        digest=Digest.SHA_256, user=user, password=secret, nonce=NONCE
    ),
}
WAYS: Mapping[str, Way] = {
    **MECHANISMS,
    "USER": lambda user, secret: pop3_opening.UserPass(User(user), Pass(secret)),
    "APOP": pop3_opening.ApopSecret,
}


def opening(
    kind: Kind, mechanism: str | None = "PLAIN", user: str | None = None
) -> Opening:
    """Return how to open an SMTP session, logged in as `user`, or as the first."""
    name = user or FIRST
    ways = () if mechanism is None else (MECHANISMS[mechanism](name, PASSWORDS[name]),)
    upgrade = Upgrade.STARTTLS if kind is Kind.UPGRADE else Upgrade.NONE
    return Opening(domain=DOMAIN, upgrade=upgrade, mechanisms=ways)


def way(name: str, user: str | None = None) -> pop3_opening.Way:
    """Return a way to log in to POP3 as `user`, or as the first."""
    who = user or FIRST
    return WAYS[name](who, PASSWORDS[who])
