"""The server's half of a session, over the same table. RFC 1939, RFC 2449.

`feed` takes octets, `hear` gives the next command, `say` and `pour` answer it, and
`secured` tells that the TLS handshake is done. Nothing is heard while an answer is
owed, since what the next octets are depends on it.
"""

from typing import TypeAlias

from attrs import evolve, field, frozen

from core.defect import Defect
from core.limits import DEFAULT_LIMITS, Limits
from core.pop3.command import COMMAND_OCTETS, Command, Greeting
from core.pop3.grammar import GRAMMAR, Follows, Phase, after, fits
from core.pop3.response import Response, Status, serialize_response
from core.pop3.syntax import parse_command, parse_respond
from core.wire import dots
from core.wire.turn import Fault, Violated

CRLF = b"\r\n"
GREETING = Greeting()


@frozen
class Misplaced:
    """A command that has no place in the phase; it is to be refused."""

    command: Command


@frozen
class Unparsed:
    """A line that is no command; it is to be refused."""

    octets: bytes = field(repr=False)
    defects: tuple[Defect, ...]


Heard: TypeAlias = Command | Misplaced | Unparsed | Violated


@frozen
class Service:
    """The server's view of a session: its phase, and what it owes an answer.

    `pending` from `at` on are octets not yet heard. While a message is poured
    out, `pouring` is the two octets written last; else it is None.
    """

    phase: Phase = Phase.CONNECTING
    owed: Command | Misplaced | Unparsed | None = GREETING
    pending: bytes = field(default=b"", repr=False)
    at: int = 0
    pouring: bytes | None = None
    limits: Limits = DEFAULT_LIMITS


def feed(service: Service, octets: bytes) -> Service:
    """Return the service with `octets` behind those that wait to be heard."""
    return evolve(service, pending=service.pending[service.at :] + octets, at=0)


def hear(service: Service) -> tuple[Service, Heard | None]:
    """Return what the client said next; None if nothing is whole, or may be heard.

    A Violated closes the session: a line without end, or octets in clear where
    the TLS handshake was due (RFC 2595 section 4).
    """
    if service.owed is not None or service.phase is Phase.CLOSED:
        return service, None
    pending, at = service.pending, service.at
    if service.phase is Phase.SECURING:
        injected = at < len(pending)
        return _violated(service, Fault.INJECTED) if injected else (service, None)
    exchanging = service.phase is Phase.EXCHANGING
    limit = service.limits.challenge_line if exchanging else service.limits.reply_line
    stop = pending.find(CRLF, at)
    if (len(pending) - 1 if stop < 0 else stop) - at > limit:
        return _violated(service, Fault.TOO_LONG)
    if stop < 0:
        return service, None
    line = pending[at:stop]
    parsed = parse_respond(line) if exchanging else parse_command(line)
    heard: Command | Misplaced | Unparsed
    if parsed.value is None:
        heard = Unparsed(line, parsed.defects)
    elif fits(service.phase, parsed.value):
        heard = parsed.value
    else:
        heard = Misplaced(parsed.value)
    return evolve(service, owed=heard, at=stop + 2), heard


def _violated(service: Service, fault: Fault) -> tuple[Service, Violated]:
    closed = evolve(service, phase=Phase.CLOSED, pending=b"", at=0)
    octets = service.pending[service.at : service.at + COMMAND_OCTETS]
    return closed, Violated(fault, octets)


def refusal(heard: Misplaced | Unparsed) -> Response:
    """Return what is said to a line that no policy needs to be asked about."""
    match heard:
        case Misplaced(command=command):
            return Response(Status.ERR, f"{type(command).__name__} not now".encode())
        case Unparsed():
            return Response(Status.ERR, b"not understood")


def say(service: Service, response: Response) -> tuple[Service, bytes]:
    """Return the service after `response` to what it owes, and its octets.

    A body is written with transparency. +OK to RETR or TOP without one announces
    a message, which `pour` then gives. Raises ValueError if nothing is owed or
    the response does not fit it.
    """
    owed = service.owed
    if owed is None or service.pouring is not None:
        raise ValueError("response: no answer is owed")
    octets = serialize_response(response)
    if isinstance(owed, Misplaced | Unparsed):
        if response.status is not Status.ERR or response.body is not None:
            raise ValueError("response: what was not understood can only be refused")
        return _answered(service, service.phase), octets
    phase = after(service.phase, owed, response.status)
    if phase is None:
        raise ValueError(f"response: no challenge answers {type(owed).__name__}")
    follows = GRAMMAR[type(owed)].body
    granted = response.status is Status.OK
    if response.body is None:
        if granted and follows is Follows.KEPT:
            raise ValueError(f"response: {type(owed).__name__} is answered by a body")
        if granted and follows is Follows.STREAMED:
            return evolve(service, pouring=CRLF), octets
        return _answered(service, phase), octets
    if not granted or follows is Follows.NOTHING:
        raise ValueError(f"response: no body answers {type(owed).__name__}")
    return _answered(service, phase), octets + _dotted(CRLF, b"".join(response.body))


def pour(service: Service, octets: bytes, *, last: bool) -> tuple[Service, bytes]:
    """Return the service after the next octets of a message, with transparency.

    `last` ends the message. Raises ValueError if none was announced.
    """
    if service.pouring is None:
        raise ValueError("octets: no message was announced")
    before = service.pouring
    if last:
        ended = evolve(_answered(service, service.phase), pouring=None)
        return ended, _dotted(before, octets)
    return evolve(service, pouring=(before + octets)[-2:]), _stuffed(before, octets)


def _stuffed(before: bytes, octets: bytes) -> bytes:
    """Return `octets` with transparency, where the octets `before` stand in front.

    Only CRLF begins a line: a dot behind a bare LF is a dot. RFC 1939 section 3.
    """
    return (before + octets).replace(dots.LINE_DOT, b"\r\n..")[len(before) :]


def _dotted(before: bytes, octets: bytes) -> bytes:
    """Return the last `octets` with transparency, and the end behind them."""
    at_line = (before + octets).endswith(CRLF)
    return _stuffed(before, octets) + dots.end(at_line)


def _answered(service: Service, phase: Phase) -> Service:
    return evolve(service, phase=phase, owed=None)


def secured(service: Service) -> Service:
    """Return the service after the TLS handshake: what came before is forgotten.

    RFC 2595 section 4. Raises ValueError where no handshake is due.
    """
    if service.phase is not Phase.SECURING:
        raise ValueError("service: no handshake is due")
    return Service(Phase.AUTHORIZATION, None, limits=service.limits)
