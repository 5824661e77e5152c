"""The server's half of a session, over the same table. RFC 1939, RFC 2449.

`feed` takes octets, `hear` gives what the client said next, `say` and `pour` the
octets of an answer. Nothing is heard while an answer is owed, since what the next
octets are depends on it. What the grammar alone decides is heard as Due.
"""

from typing import TypeAlias

from attrs import evolve, field

from core.limits import DEFAULT_LIMITS, Limits
from core.pop3.capability import Offer, serialize_offer
from core.pop3.command import Auth, Capa, Command, Greeting, Respond, Stls
from core.pop3.grammar import GRAMMAR, Follows, Phase, after, fits
from core.pop3.response import Response, Status, serialize_response
from core.pop3.syntax import parse_command, parse_respond
from core.value import frozen
from core.wire import dots
from core.wire.turn import Fault, Handshake, Violated

CRLF = b"\r\n"

ARGUMENTS = Response(Status.ERR, b"not understood")
TOO_LONG = Response(Status.ERR, b"line too long")
MISPLACED = Response(Status.ERR, b"not at this point")
NOT_OFFERED = Response(Status.ERR, b"not offered")
CANCELLED = Response(Status.ERR, b"cancelled")


@frozen
class Due:
    """What has but one answer: no command, or one without its place or its offer."""

    response: Response


@frozen
class Unknown:
    """Stands for a line whose answer leads nowhere."""


Heard: TypeAlias = Command | Due | Violated
"""What the client said next. An answer is owed after each Command and Due, but for
Handshake, which `secured` answers."""


@frozen
class Service:
    """The server's view of a session.

    `owed` is the command whose answer is due, at first the greeting. `pending`
    from `at` on are octets not yet heard; `overlong` is set inside a line that is
    being dropped. While a message is poured, `poured` is the last two octets of
    it; else it is None.
    """

    offer: Offer = field(factory=Offer)
    phase: Phase = Phase.CONNECTING
    owed: Command | Unknown | None = field(factory=Greeting)
    pending: bytes = field(default=b"", repr=False)
    at: int = 0
    overlong: bool = False
    poured: bytes | None = None
    limits: Limits = DEFAULT_LIMITS


def feed(service: Service, octets: bytes) -> Service:
    """Return the service with `octets` behind those that wait to be heard."""
    return evolve(service, pending=service.pending[service.at :] + octets, at=0)


def hear(service: Service) -> tuple[Service, Heard | None]:
    """Return what the client said next, None where more octets or an answer are due.

    A line past its limit is dropped and Due. Octets in clear where the handshake
    is due are a violation, and the session is over. RFC 2595 section 4.
    """
    if service.owed is not None or service.phase is Phase.CLOSED:
        return service, None
    if service.phase is Phase.SECURING:
        if service.at == len(service.pending):
            return service, Handshake()
        closed = evolve(service, phase=Phase.CLOSED, at=len(service.pending))
        return closed, Violated(Fault.INJECTED, b"")
    exchanging = service.phase is Phase.EXCHANGING
    limit = service.limits.challenge_line if exchanging else service.limits.reply_line
    stop = service.pending.find(CRLF, service.at)
    if stop < 0:
        if len(service.pending) - service.at <= limit:
            return service, None
        return evolve(service, at=len(service.pending) - 1, overlong=True), None
    line = service.pending[service.at : stop]
    heard = evolve(service, at=stop + 2, overlong=False)
    failed: Command | Unknown = Respond(b"*") if exchanging else Unknown()
    if service.overlong or len(line) > limit:
        return evolve(heard, owed=failed), Due(TOO_LONG)
    command = (parse_respond(line) if exchanging else parse_command(line)).value
    if command is None:
        return evolve(heard, owed=failed), Due(ARGUMENTS)
    objected = _objection(service, command)
    if objected is not None:
        return evolve(heard, owed=failed), Due(objected)
    return evolve(heard, owed=command), command


def _objection(service: Service, command: Command) -> Response | None:
    """Return what is answered without a policy being asked, if anything is."""
    if not fits(service.phase, command):
        return MISPLACED
    match command:
        case Respond(octets=b"*"):
            return CANCELLED
        case Auth(mechanism=mechanism) if mechanism not in service.offer.mechanisms:
            return NOT_OFFERED
        case Stls() if not service.offer.stls:
            return NOT_OFFERED
        case _:
            return None


def say(service: Service, response: Response) -> tuple[Service, bytes]:
    """Return the service after `response` to what is owed, and the octets of it.

    A body is written with transparency. +OK to RETR or TOP without one announces
    a message, which `pour` then gives. Raises ValueError if nothing is owed, or
    if the response does not fit it.
    """
    owed = service.owed
    if owed is None or service.poured is not None:
        raise ValueError("response: none is owed")
    octets = serialize_response(response)
    granted = response.status is Status.OK
    if isinstance(owed, Unknown):
        if response.status is not Status.ERR or response.body is not None:
            raise ValueError("response: only a refusal fits")
        return evolve(service, owed=None), octets
    phase = after(service.phase, owed, response.status)
    if phase is None:
        raise ValueError(f"response: a challenge does not fit {type(owed).__name__}")
    follows = GRAMMAR[type(owed)].body if granted else Follows.NOTHING
    if response.body is None and follows is Follows.STREAMED:
        return evolve(service, poured=CRLF), octets
    if (response.body is None) is not (follows is Follows.NOTHING):
        raise ValueError(f"response: a body fits {type(owed).__name__} or does not")
    if response.body is not None:
        octets += _ended(CRLF, b"".join(response.body))
    return evolve(service, owed=None, phase=phase), octets


def pour(service: Service, octets: bytes, *, last: bool) -> tuple[Service, bytes]:
    """Return the service after the next octets of a message, with transparency.

    `last` ends the message. Raises ValueError if none was announced.
    """
    before = service.poured
    if before is None:
        raise ValueError("octets: no message was announced")
    if last:
        return evolve(service, owed=None, poured=None), _ended(before, octets)
    return evolve(service, poured=(before + octets)[-2:]), _dotted(before, octets)


def _dotted(before: bytes, octets: bytes) -> bytes:
    """Return `octets` with transparency, where `before` stands in front of them.

    Only CRLF begins a line: a dot behind a bare LF is one. RFC 1939 section 3.
    """
    return (before + octets).replace(dots.LINE_DOT, b"\r\n..")[len(before) :]


def _ended(before: bytes, octets: bytes) -> bytes:
    """Return the last `octets` with transparency, and the end behind them."""
    at_line = (before + octets).endswith(CRLF)
    return _dotted(before, octets) + dots.end(at_line)


def secured(service: Service, offer: Offer) -> Service:
    """Return the service under TLS, where it will offer `offer`. RFC 2595 section 4.

    Raises ValueError if no handshake was agreed on.
    """
    if service.phase is not Phase.SECURING:
        raise ValueError("service: no handshake was agreed on")
    return evolve(service, phase=Phase.AUTHORIZATION, offer=offer)


def grant(service: Service) -> Response:
    """Return the response that grants what is owed, where no maildrop is asked.

    CAPA is answered by what is offered. Raises ValueError if nothing is owed.
    """
    match service.owed:
        case None | Unknown():
            raise ValueError("service: nothing is owed that can be granted")
        case Capa():
            return Response(Status.OK, body=(serialize_offer(service.offer),))
        case _:
            return Response(Status.OK)
