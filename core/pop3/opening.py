"""Opening a session: greeting, CAPA, TLS, and one login. RFC 1939, 2449, 2595, 5034.

Every step is an errand: it orders commands and is given one answer for each.
"""

import hashlib
from enum import Enum
from typing import TypeAlias

from attrs import field

from core.codec import base64
from core.pattern import pattern
from core.pop3.capability import Offer, parse_offer
from core.pop3.command import (
    COMMAND_OCTETS,
    Apop,
    Auth,
    Capa,
    Command,
    Greeting,
    Pass,
    Respond,
    Stls,
    User,
)
from core.pop3.event import Answer
from core.pop3.response import Response, Status
from core.pop3.talk import Talk, cause, granted
from core.sasl import exchange as sasl
from core.sasl.step import Distrust
from core.value import frozen
from core.wire.turn import Handshake, Missing, Secured

# The timestamp that a greeting ends with is a msg-id; one that is not could be
# chosen so that two digests tell the secret.                 RFC 1939 section 7
ATOM = rb"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]++"
TIMESTAMP = pattern(
    rb"<%b(?:\.%b)*+@(?:%b(?:\.%b)*+|\[[!-Z^-~]++\])>" % (ATOM, ATOM, ATOM, ATOM)
)
# Exchange and others take these in two lines only: AUTH alone, then the token.
TWO_LINES = frozenset({"OAUTHBEARER", "XOAUTH2"})


@frozen
class UserPass:
    """A login by USER and PASS. RFC 1939 section 7."""

    user: User
    secret: Pass


@frozen
class ApopSecret:
    """A login by APOP: weak, so only where a person named it. RFC 1939 section 7."""

    name: str
    secret: str = field(repr=False)


Way: TypeAlias = sasl.Mechanism | UserPass | ApopSecret


class Unoffered(Enum):
    """What was needed and is not offered."""

    STLS = "TLS by STLS"
    TIMESTAMP = "a timestamp in the greeting, which APOP needs"
    MECHANISM = "any of the ways to log in"


@frozen
class Opened:
    """A session that is open: in TRANSACTION, or before it if no login was wanted.

    `offer` is what CAPA answered last, empty if it was refused; `way` is the name
    of the login, None without one.
    """

    greeting: Response
    offer: Offer
    way: str | None


@frozen
class Unopened:
    """A session that came no further than `at`, and why.

    A Response is the server's refusal, Missing a lost line; Distrust says that
    the server did not prove itself, and that the line is to be dropped.
    `explanation` is what it said of a refusal inside of a SASL exchange.
    """

    at: type[Command]
    cause: Response | Missing | Unoffered | Distrust
    explanation: bytes = b""


def open_session(
    ways: tuple[Way, ...], *, stls: bool = False
) -> Talk[Opened | Unopened]:
    """Return how the session opened.

    With `stls` TLS is required, and CAPA is asked again behind it. The first of
    `ways` that is offered is taken, USER and PASS also where CAPA is silent of
    it; none of them means no login. Nothing is tried twice.
    """
    greeting = yield ()
    if not granted(greeting):
        return Unopened(Greeting, cause(greeting))
    offered = yield from _capabilities()
    if stls and isinstance(offered, Offer):
        failed = yield from _secure(offered)
        if failed is not None:
            return failed
        offered = yield from _capabilities()
    if isinstance(offered, Missing):
        return Unopened(Capa, offered)
    if not ways:
        return Opened(greeting, offered, None)
    way = _chosen(offered, ways)
    if way is None:
        return Unopened(Auth, Unoffered.MECHANISM)
    failed = yield from _log_in(way, greeting)
    return Opened(greeting, offered, name(way)) if failed is None else failed


def name(way: Way) -> str:
    """Return the name of `way`: that of a mechanism, USER or APOP."""
    match way:
        case UserPass():
            return "USER"
        case ApopSecret():
            return "APOP"
        case _:
            return sasl.name(way)


def _capabilities() -> Talk[Offer | Missing]:
    """Return what the server offers: nothing, if it does not know CAPA."""
    answer = yield (Capa(),)
    if isinstance(answer, Response):
        return parse_offer(answer.body or ()).value
    return answer if isinstance(answer, Missing) else Missing.UNANSWERED


def _secure(offer: Offer) -> Talk[Unopened | None]:
    """Return why there is no TLS, None if there is. RFC 2595 section 4.

    A server that does not know CAPA may know STLS.
    """
    if offer.capabilities and not offer.stls:
        return Unopened(Stls, Unoffered.STLS)
    answer = yield (Stls(),)
    if not granted(answer):
        return Unopened(Stls, cause(answer))
    answer = yield (Handshake(),)
    if isinstance(answer, Secured):
        return None
    return Unopened(Handshake, cause(answer))


def _chosen(offer: Offer, ways: tuple[Way, ...]) -> Way | None:
    """Return the first of `ways` that may be tried with a server of this offer."""
    for way in ways:
        match way:
            case UserPass() | ApopSecret():
                return way
            case _ if sasl.name(way) in offer.mechanisms:
                return way
            case _:
                continue
    return None if offer.capabilities else ways[0]


def _log_in(way: Way, greeting: Response) -> Talk[Unopened | None]:
    """Return why `way` did not lead in, None if it did."""
    match way:
        case UserPass(user=user, secret=secret):
            answer = yield (user,)
            if granted(answer):
                answer = yield (secret,)
                return _verdict(Pass, answer)
            return Unopened(User, cause(answer))
        case ApopSecret():
            stamp = timestamp(greeting)
            if stamp is None:
                return Unopened(Apop, Unoffered.TIMESTAMP)
            answer = yield (Apop(way.name, apop_digest(stamp, way.secret)),)
            return _verdict(Apop, answer)
        case _:
            return (yield from authenticate(way))


def _verdict(at: type[Command], answer: Answer) -> Unopened | None:
    if granted(answer):
        return None
    return Unopened(at, cause(answer))


def timestamp(greeting: Response) -> bytes | None:
    """Return the timestamp of a server that knows APOP. RFC 1939 section 7."""
    found = TIMESTAMP.search(greeting.text)
    return None if found is None else found[0]


def apop_digest(stamp: bytes, secret: str) -> str:
    """Return what APOP proves the secret by: MD5 in hex. RFC 1939 section 7."""
    octets = stamp + secret.encode("utf-8")
    # Where MD5 is kept from protecting anything, a person's word still counts.
    return hashlib.md5(octets, usedforsecurity=False).hexdigest()


def authenticate(mechanism: sasl.Mechanism) -> Talk[Unopened | None]:
    """Return why the exchange did not lead in, None if it did. RFC 5034 section 4.

    The initial response rides on the AUTH line where it fits. A challenge that
    the mechanism does not allow is answered by "*", and Distrust is the cause.
    """
    word = sasl.name(mechanism)
    state, message = sasl.start(mechanism)
    initial = None if message is None else base64.encode(message) or b"="
    if word in TWO_LINES or not _fits_line(word, initial):
        answer = yield (Auth(word),)
    else:
        answer, message = (yield (Auth(word, initial),)), None
    while isinstance(answer, Response) and answer.status is Status.CHALLENGE:
        if message is not None:
            answer, message = (yield (Respond(base64.encode(message)),)), None
            continue
        step = sasl.respond(state, challenge(answer))
        if isinstance(step, Distrust):
            yield (Respond(b"*"),)
            return Unopened(Auth, step, sasl.explanation(state))
        state, octets = step
        answer = yield (Respond(base64.encode(octets)),)
    doubt = sasl.believed(state)
    if not granted(answer):
        return Unopened(Auth, cause(answer), sasl.explanation(state))
    return None if doubt is None else Unopened(Auth, doubt)


def challenge(answer: Response) -> bytes:
    """Return the challenge that `answer` holds. RFC 5034 section 4.

    Some servers send their prompts in clear; a mechanism that reads its challenge
    will not take such a text for one.
    """
    decoded = base64.decode(answer.text)
    return answer.text if decoded.defects else decoded.value


def _fits_line(word: str, initial: bytes | None) -> bool:
    return initial is None or len(word) + len(initial) + 8 <= COMMAND_OCTETS
