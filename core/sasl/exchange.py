"""The client's side of every mechanism: a first message, then answers to challenges."""

from typing import TypeAlias

from core.sasl import bearer, password, scram
from core.sasl.bearer import BearerRefused, BearerSent, OAuthBearer, XOAuth2
from core.sasl.password import Anonymous, CramMd5, External, Login, LoginNamed, Plain
from core.sasl.scram import Scram, ScramFinal, ScramFirst, ScramProved, ScramRefused
from core.sasl.step import Distrust, Doubt, Sent

Mechanism: TypeAlias = (
    Plain | Login | CramMd5 | Scram | OAuthBearer | XOAuth2 | External | Anonymous
)
"""How a client means to show who it is, before a word is said."""

Exchange: TypeAlias = (
    Login
    | LoginNamed
    | CramMd5
    | Sent
    | BearerSent
    | BearerRefused
    | ScramFirst
    | ScramFinal
    | ScramProved
    | ScramRefused
)
"""An exchange under way: what was said last, and so what may come."""

# From the strongest to the weakest, of those that need only a name and a password.
# CRAM-MD5 is not among them: it is used only when a person names it.
WITH_PASSWORD = ("SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN")
WITH_TOKEN = ("OAUTHBEARER", "XOAUTH2")


def name(mechanism: Mechanism) -> str:
    """Return the name under which `mechanism` is registered. RFC 4422 section 3.1."""
    match mechanism:
        case Plain():
            return "PLAIN"
        case Login():
            return "LOGIN"
        case CramMd5():
            return "CRAM-MD5"
        case Scram():
            return scram.scram_name(mechanism)
        case OAuthBearer():
            return "OAUTHBEARER"
        case XOAuth2():
            return "XOAUTH2"
        case External():
            return "EXTERNAL"
        case Anonymous():
            return "ANONYMOUS"


def start(mechanism: Mechanism) -> tuple[Exchange, bytes | None]:
    """Return the exchange, and its first message: None where the server speaks first.

    Where the protocol cannot carry an initial response, the message answers
    the first, empty challenge instead. RFC 4422 section 3.3.
    """
    match mechanism:
        case Plain():
            return Sent(), password.plain_message(mechanism)
        case Login() | CramMd5():
            return mechanism, None
        case Scram():
            return ScramFirst(mechanism), scram.first_message(mechanism)
        case OAuthBearer():
            return BearerSent(bearer.KVSEP), bearer.bearer_message(mechanism)
        case XOAuth2():
            return BearerSent(b""), bearer.xoauth2_message(mechanism)
        case External(authzid=authzid):
            return Sent(), authzid.encode()
        case Anonymous(trace=trace):
            return Sent(), trace.encode()


def respond(exchange: Exchange, challenge: bytes) -> tuple[Exchange, bytes] | Distrust:
    """Return the exchange after `challenge` and the answer, or why there is none."""
    match exchange:
        case Login(user=user, password=secret):
            return LoginNamed(secret), user.encode()
        case LoginNamed(password=secret):
            return Sent(), secret.encode()
        case CramMd5():
            return Sent(), password.cram_message(exchange, challenge)
        case BearerSent(acknowledgement=acknowledgement):
            return BearerRefused(challenge), acknowledgement
        case ScramFirst(mechanism=mechanism):
            return scram.answer_first(mechanism, challenge)
        case ScramFinal():
            return scram.answer_final(exchange, challenge)
        case Sent() | BearerRefused() | ScramProved() | ScramRefused():
            return Distrust(Doubt.UNDUE)


def believed(exchange: Exchange) -> Distrust | None:
    """Return None if the server's word that all is well may be taken, else why not.

    A server that says so before it has proved itself, where the mechanism asks
    for proof, may be anyone's. RFC 5802 section 3.
    """
    match exchange:
        case ScramFirst() | ScramFinal() | ScramRefused():
            return Distrust(Doubt.UNPROVED)
        case (
            Sent() | ScramProved() | Login() | LoginNamed() | CramMd5() | BearerSent()
            | BearerRefused()
        ):  # fmt: skip
            return None


def explanation(exchange: Exchange) -> bytes:
    """Return what the server said inside the exchange about its refusal, or nothing."""
    match exchange:
        case BearerRefused(error=error) | ScramRefused(error=error):
            return error
        case (
            Sent() | ScramProved() | Login() | LoginNamed() | CramMd5() | BearerSent()
            | ScramFirst() | ScramFinal()
        ):  # fmt: skip
            return b""
