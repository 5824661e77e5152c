"""The server's side of a login: USER and PASS, APOP, AUTH. RFC 1939, RFC 5034."""

import hmac

from attrs import evolve, field

from core.codec import base64
from core.pop3.command import Apop, Auth, Pass, Respond, User
from core.pop3.opening import apop_digest
from core.pop3.response import AUTH, Response, Status
from core.sasl import server
from core.sasl.server import Challenge, Denied, First, Granted, Keeper, Listening
from core.value import frozen

REFUSED = Response(Status.ERR, b"[%b] login refused" % AUTH.text.encode("ascii"))
UNOFFERED = Response(Status.ERR, b"mechanism not offered")
CANCELLED = Response(Status.ERR, b"cancelled")
MALFORMED = Response(Status.ERR, b"not base64")

Login = User | Pass | Apop | Auth | Respond


@frozen
class Admission:
    """How far a login has come: who it names, and who is logged in at last.

    `timestamp` is the msg-id that the greeting ended with, empty if it had none;
    `mechanisms` are those that CAPA lists.
    """

    keeper: Keeper = field(repr=False)
    mechanisms: tuple[str, ...] = ()
    timestamp: bytes = b""
    named: str = ""
    exchange: Listening | None = None
    user: str | None = None


def admit(admission: Admission, command: Login) -> tuple[Admission, Response]:
    """Return the admission after `command`, and the response to it.

    A name that is not known is treated as a wrong secret is.
    """
    match command:
        case User(name=name):
            return evolve(admission, named=name), Response(Status.OK)
        case Pass(secret=secret):
            expected = admission.keeper.secret(admission.named)
            return _compared(admission, admission.named, expected, secret)
        case Apop(name=name, digest=digest):
            expected = admission.keeper.secret(name)
            if expected is not None:
                expected = apop_digest(admission.timestamp, expected)
            given = digest if admission.timestamp else ""
            return _compared(admission, name, expected, given)
        case Auth(mechanism=mechanism, initial=initial):
            first = server.begin(mechanism)
            if first is None or mechanism not in admission.mechanisms:
                return admission, UNOFFERED
            return _begun(admission, first, initial)
        case Respond(octets=b"*"):
            return evolve(admission, exchange=None), CANCELLED
        case Respond(octets=octets):
            return _heard(admission, octets)


def _compared(
    admission: Admission, user: str, expected: str | None, given: str
) -> tuple[Admission, Response]:
    same = hmac.compare_digest((expected or "").encode(), given.encode())
    if expected is None or not same:
        return evolve(admission, named=""), REFUSED
    return evolve(admission, user=user), Response(Status.OK)


def _begun(
    admission: Admission, first: First, initial: bytes | None
) -> tuple[Admission, Response]:
    if initial is None:
        return _stepped(admission, server.prompt(first, admission.keeper))
    begun = evolve(admission, exchange=first)
    return _heard(begun, b"" if initial == b"=" else initial)


def _heard(admission: Admission, octets: bytes) -> tuple[Admission, Response]:
    decoded = base64.decode(octets)
    if admission.exchange is None or decoded.defects:
        return evolve(admission, exchange=None), MALFORMED
    step = server.hear(admission.exchange, admission.keeper, decoded.value)
    return _stepped(admission, step)


def _stepped(admission: Admission, step: server.Step) -> tuple[Admission, Response]:
    match step:
        case Challenge(exchange=exchange, octets=octets):
            text = base64.encode(octets)
            waiting = evolve(admission, exchange=exchange)
            return waiting, Response(Status.CHALLENGE, text)
        case Granted(user=user):
            admitted = evolve(admission, exchange=None, user=user)
            return admitted, Response(Status.OK)
        case Denied():
            return evolve(admission, exchange=None), REFUSED
