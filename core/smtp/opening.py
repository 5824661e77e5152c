"""Opening and closing a session: greeting, EHLO, TLS, and one login. RFC 5321."""

from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from attrs import Attribute, field

from core.smtp.command.octets import Command
from core.smtp.command.session import (
    Auth,
    Ehlo,
    Greeting,
    Helo,
    Lhlo,
    Quit,
    StartTls,
)
from core.smtp.dialogue import Answer
from core.smtp.extension import Offer, parse_offer
from core.smtp.reply import Reply
from core.smtp.talk import Protocol, Talk, is_granted
from core.value import frozen
from core.wire.turn import Handshake, Secured

if TYPE_CHECKING:
    from core.sasl.exchange import Mechanism
    from core.smtp.login import LoginRefused


class Upgrade(Enum):
    """How the session comes under TLS, if it does."""

    NONE = "it is under TLS from the first octet, or stays in clear"
    STARTTLS = "by STARTTLS, or it goes no further"


class Unoffered(Enum):
    """What the session needs and the server does not offer."""

    STARTTLS = "TLS"
    AUTH = "any way to log in"
    MECHANISM = "a mechanism to log in by that may be used"


Mechanisms: TypeAlias = "tuple[Mechanism, ...]"


@frozen(kw_only=True)
class Opening:
    """How a session is to be opened.

    `domain` is what the client calls itself. `mechanisms` are the ways to log in, the
    best one first; the first that is offered is tried, once. With none, nobody logs
    in. Raises ValueError for an empty domain.
    """

    domain: str = field()
    upgrade: Upgrade = Upgrade.NONE
    mechanisms: Mechanisms = ()
    protocol: Protocol = Protocol.SMTP

    @domain.validator
    def _said(self, _: "Attribute[str]", value: str) -> None:
        Ehlo(value)


@frozen
class Opened:
    """A session that is ready for mail.

    `greeting` and `hello` are the last replies of their kind, `offer` is what the
    latter says, `login` the mechanism and the reply that granted it.
    """

    greeting: Reply
    hello: Reply
    offer: Offer
    login: tuple[str, Reply] | None


@frozen
class Unopened:
    """A session that came to nothing at the command `at`.

    `offer` is what had been learnt by then.
    """

    at: type[Command]
    cause: "Answer | LoginRefused | Unoffered"
    offer: Offer = field(factory=Offer)


def open_session(opening: Opening) -> Talk[Opened | Unopened]:
    """Return the session as it was opened, or where it failed.

    Greeting, EHLO, STARTTLS and EHLO again where it is asked for, AUTH. HELO is
    tried after a 5yz to EHLO where neither TLS nor a login is needed. RFC 5321
    section 3.2, RFC 3207 section 4.2.
    """
    greeting = yield ()
    if not isinstance(greeting, Reply) or not is_granted(greeting):
        return Unopened(Greeting, greeting)
    hello = yield from _greet(opening)
    if isinstance(hello, Unopened):
        return hello
    if opening.upgrade is Upgrade.STARTTLS:
        failed = yield from _secure(hello[1])
        if failed is not None:
            return failed
        hello = yield from _greet(opening)
        if isinstance(hello, Unopened):
            return hello
    reply, offer = hello
    if not opening.mechanisms:
        return Opened(greeting, reply, offer, None)
    login = yield from _log_in(opening.mechanisms, offer)
    if isinstance(login, Unopened):
        return login
    return Opened(greeting, reply, offer, login)


def _greet(opening: Opening) -> Talk[tuple[Reply, Offer] | Unopened]:
    """Return the reply to EHLO and what it offers. RFC 5321 section 3.2."""
    hello: type[Ehlo | Lhlo] = Lhlo if opening.protocol is Protocol.LMTP else Ehlo
    answer = yield (hello(opening.domain),)
    if isinstance(answer, Reply) and is_granted(answer):
        return answer, parse_offer(answer).value
    needs = opening.mechanisms or opening.upgrade is not Upgrade.NONE
    if needs or hello is Lhlo or not _is_refused_for_good(answer):
        return Unopened(hello, answer)
    answer = yield (Helo(opening.domain),)
    if isinstance(answer, Reply) and is_granted(answer):
        return answer, Offer()
    return Unopened(Helo, answer)


def _is_refused_for_good(answer: Answer) -> bool:
    return isinstance(answer, Reply) and answer.code >= 500


def _secure(offer: Offer) -> Talk[Unopened | None]:
    """Return None under TLS, else where it failed. RFC 3207 section 4."""
    if not offer.starttls:
        return Unopened(StartTls, Unoffered.STARTTLS, offer)
    answer = yield (StartTls(),)
    if not is_granted(answer):
        return Unopened(StartTls, answer, offer)
    done = yield (Handshake(),)
    return None if isinstance(done, Secured) else Unopened(Handshake, done, offer)


def _log_in(mechanisms: Mechanisms, offer: Offer) -> Talk[tuple[str, Reply] | Unopened]:
    """Return the mechanism and the reply that granted it, or why there is none."""
    # Many sessions log nobody in, and the mechanisms take long to load.
    from core.sasl import exchange as sasl
    from core.smtp.login import LoginRefused, authenticate

    if not offer.mechanisms:
        return Unopened(Auth, Unoffered.AUTH, offer)
    offered = (one for one in mechanisms if sasl.name(one) in offer.mechanisms)
    mechanism = next(offered, None)
    if mechanism is None:
        return Unopened(Auth, Unoffered.MECHANISM, offer)
    verdict = yield from authenticate(mechanism)
    if isinstance(verdict, LoginRefused):
        return Unopened(Auth, verdict, offer)
    return sasl.name(mechanism), verdict


def close_session() -> Talk[Answer]:
    """Return the answer to QUIT."""
    return (yield (Quit(),))
