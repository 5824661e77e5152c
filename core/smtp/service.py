"""The server's half, over the same table. RFC 5321 section 4.1.4.

`feed` takes octets, `hear` gives what the client said next, `say` the octets of a
reply. Nothing is heard while a reply is owed, since what the next octets are
depends on it. What the grammar alone decides is heard as Due, with its reply.
"""

from typing import TypeAlias

from attrs import evolve, field

from core.limits import DEFAULT_LIMITS, Limits
from core.smtp.command.octets import Command
from core.smtp.command.parse import parse_command, parse_response
from core.smtp.command.session import Cancel, Ehlo, Greeting, Helo, Lhlo, Quit
from core.smtp.command.transaction import Bdat, BdatLast, Content, Rcpt, Verdict
from core.smtp.extension import Offer, serialize_offer
from core.smtp.grammar import CLOSING, GRAMMAR, Phase, after
from core.smtp.objection import ARGUMENT, CANCELLED, TOO_LONG, objection, refusal
from core.smtp.reply import Reply, serialize_reply
from core.smtp.talk import Protocol
from core.value import frozen
from core.wire.dots import unstuff
from core.wire.turn import Fault, Handshake, Violated

CRLF = b"\r\n"


@frozen
class Piece:
    """Mail data without transparency; `last` is set on the end of it or of a chunk."""

    octets: bytes
    last: bool


@frozen
class Due:
    """What has but one reply: no command, or one that has no place or no offer."""

    reply: Reply


@frozen
class Unknown:
    """Stands for a line that is no command: its reply leads nowhere."""


Heard: TypeAlias = Command | Piece | Due | Violated
"""What the client said next.

A reply is owed after each, but for Bdat and BdatLast, whose octets follow, for
a Piece that is not the last, and for Handshake, which `secured` answers.
"""

Chunk: TypeAlias = Bdat | BdatLast
Owed: TypeAlias = Command | Unknown


@frozen
class Service:
    """The server's view of a session.

    `owed` is the command whose reply is due, at first the greeting. `pending`
    holds octets, of which those before `at` are heard; two of them stay, since
    mail data may end with what they begin. `chunk` is a BDAT whose octets are
    coming, `left` how many. `overlong` is set inside a line that is being dropped.
    `taken` counts recipients, and `verdicts` the replies that LMTP still owes.
    """

    offer: Offer = field(factory=Offer)
    protocol: Protocol = Protocol.SMTP
    phase: Phase = Phase.CONNECTING
    owed: Owed | None = field(factory=Greeting)
    pending: bytes = CRLF
    at: int = 2
    chunk: Chunk | None = None
    left: int = 0
    overlong: bool = False
    taken: int = 0
    verdicts: int = 0
    limits: Limits = DEFAULT_LIMITS


def feed(service: Service, octets: bytes) -> Service:
    """Return the service with `octets` behind those that wait to be heard."""
    kept = service.pending[service.at - 2 :]
    return evolve(service, pending=kept + octets, at=2)


def hear(service: Service) -> tuple[Service, Heard | None]:
    """Return what the client said next, None where more octets or a reply are due."""
    if service.owed is not None or service.phase is Phase.CLOSED:
        return service, None
    if service.chunk is not None:
        return _hear_chunk(service, service.chunk)
    if service.phase is Phase.POURING:
        return _hear_data(service)
    if service.phase is Phase.SECURING:
        if service.at == len(service.pending):
            return service, Handshake()
        # RFC 3207 section 6: what came in clear must not count under TLS.
        closed = evolve(service, phase=Phase.CLOSED, at=len(service.pending))
        return closed, Violated(Fault.INJECTED, b"")
    return _hear_line(service)


def _hear_data(service: Service) -> tuple[Service, Heard | None]:
    piece, at, ended = unstuff(service.pending, service.at)
    owed = Content("") if ended else None
    moved = evolve(service, at=at, owed=owed)
    return moved, Piece(piece, ended) if piece or ended else None


def _hear_chunk(service: Service, chunk: Chunk) -> tuple[Service, Heard | None]:
    """Return the next octets of a chunk. Out of its place they are dropped."""
    octets = service.pending[service.at : service.at + service.left]
    left, at = service.left - len(octets), service.at + len(octets)
    if left and not octets:
        return service, None
    owed = None if left else chunk
    moved = evolve(service, left=left, at=at, owed=owed, chunk=chunk if left else None)
    objected = objection(service.offer, service.protocol, service.phase, chunk)
    if objected is None:
        return moved, Piece(octets, last=not left)
    return moved, None if left else Due(objected)


def _hear_line(service: Service) -> tuple[Service, Heard | None]:
    stop = service.pending.find(CRLF, service.at)
    limit = service.limits.challenge_line
    if stop < 0:
        if len(service.pending) - service.at <= limit:
            return service, None
        kept = len(service.pending) - 1
        return evolve(service, at=kept, overlong=True), None
    moved = evolve(service, at=stop + 2, overlong=False)
    line = service.pending[service.at : stop]
    authenticating = service.phase is Phase.AUTHENTICATING
    if service.overlong or len(line) > limit:
        failed = Cancel() if authenticating else Unknown()
        return evolve(moved, owed=failed), Due(TOO_LONG)
    return _answer(moved, line) if authenticating else _command(moved, line)


def _answer(service: Service, line: bytes) -> tuple[Service, Heard]:
    """Return the answer to a challenge. RFC 4954 section 4."""
    response = parse_response(line).value
    match response:
        case None:
            return evolve(service, owed=Cancel()), Due(ARGUMENT)
        case Cancel():
            return evolve(service, owed=response), Due(CANCELLED)
        case _:
            return evolve(service, owed=response), response


def _command(service: Service, line: bytes) -> tuple[Service, Heard | None]:
    """Return the command of one line, or the reply that is all it can get."""
    parsed = parse_command(line)
    command = parsed.value
    if command is None:
        return evolve(service, owed=Unknown()), Due(refusal(parsed.defects))
    objected = objection(service.offer, service.protocol, service.phase, command)
    match command:
        case Bdat(size=size) | BdatLast(size=size):
            coming = evolve(service, chunk=command, left=size)
            # Octets that follow are taken for data wherever BDAT stands, or they
            # would be heard as commands.
            return (coming, command) if objected is None else hear(coming)
        case _:
            owed = evolve(service, owed=command)
            return owed, command if objected is None else Due(objected)


def say(service: Service, reply: Reply) -> tuple[Service, bytes]:
    """Return the service after `reply` to what is owed, and the octets of it.

    Raises ValueError if no reply is owed, or if its code does not fit.
    """
    owed = service.owed
    if owed is None:
        raise ValueError("reply: none is owed")
    octets = serialize_reply(reply)
    if isinstance(owed, Unknown):
        phase = Phase.CLOSED if reply.code == CLOSING else service.phase
        return evolve(service, owed=None, phase=phase), octets
    target = after(service.phase, owed, reply.code)
    if target is None:
        name = type(owed).__name__
        raise ValueError(f"reply: {reply.code} does not fit {name}")
    return _said(service, owed, target, granted=reply.granted), octets


def _said(service: Service, owed: Command, phase: Phase, *, granted: bool) -> Service:
    """Return the service after its reply to `owed` has led to `phase`."""
    taken, verdicts = service.taken, service.verdicts
    match owed:
        case Rcpt():
            taken += granted
        case Content() | BdatLast() if service.protocol is Protocol.LMTP:
            verdicts = max(taken - 1, 0)
        case Verdict():
            verdicts -= 1
        case _:
            pass
    if phase in (Phase.READY, Phase.GREETED, Phase.CLOSED):
        taken = 0
    if phase is Phase.CLOSED:
        verdicts = 0
    following = Verdict() if verdicts else None
    return evolve(service, owed=following, phase=phase, taken=taken, verdicts=verdicts)


def secured(service: Service, offer: Offer) -> Service:
    """Return the service under TLS, where it will offer `offer`. RFC 3207 section 4.2.

    Raises ValueError if no handshake was agreed on.
    """
    if service.phase is not Phase.SECURING:
        raise ValueError("service: no handshake was agreed on")
    return evolve(service, phase=Phase.GREETED, offer=offer)


def grant(service: Service) -> Reply:
    """Return the reply that grants what is owed as hoped, in plain words.

    A client's hello is answered with what is offered. Raises ValueError if no
    reply is owed, or none of it can be granted.
    """
    match service.owed:
        case None | Unknown():
            raise ValueError("service: nothing is owed that can be granted")
        case Ehlo() | Lhlo():
            return serialize_offer(service.offer)
        case Greeting() | Quit() | Helo():
            code = GRAMMAR[type(service.owed)].to[0][0]
            return Reply(code, (service.offer.domain.encode(),))
        case owed:
            to = GRAMMAR[type(owed)].to
            if not to:
                raise ValueError("service: nothing is owed that can be granted")
            coded = service.offer.enhanced_status_codes and to[0][0] < 300
            return Reply(to[0][0], (b"2.0.0 Ok" if coded else b"Ok",))
