"""An exchange held to its end: what the client makes of it, and what the server."""

import pytest

from core.sasl import exchange as sasl
from core.sasl import server
from core.sasl.bearer import OAuthBearer, XOAuth2
from core.sasl.exchange import Exchange, Mechanism
from core.sasl.password import Anonymous, CramMd5, External, Login, Plain
from core.sasl.prep import prepare
from core.sasl.scram import Bound, Scram
from core.sasl.server import Denied, Granted, Keeper
from core.sasl.step import Distrust

TURNS = 6


def user_of(mechanism: Mechanism) -> str:
    """Return the name by which the server knows the client."""
    match mechanism:
        case Scram():
            return prepare(mechanism.user) or ""
        case External():
            return mechanism.authzid
        case Anonymous():
            return "anonymous"
        case _:
            return mechanism.user


def secret_of(mechanism: Mechanism) -> str:
    """Return what the server compares; of what happens outside, nothing."""
    match mechanism:
        case Plain() | Login() | CramMd5() | Scram():
            return mechanism.password
        case OAuthBearer() | XOAuth2():
            return mechanism.token
        case External() | Anonymous():
            return ""


def keeper_of(mechanism: Mechanism, secret: str | None = None) -> Keeper:
    """Return a server that knows the client, by `secret` if it is given."""
    known = secret_of(mechanism) if secret is None else secret
    bound = mechanism.binding if isinstance(mechanism, Scram) else None
    return Keeper(
        secret={user_of(mechanism): known}.get,
        nonce="fromtheserver",
        binding=bound if isinstance(bound, Bound) else None,
    )


def held(
    mechanism: Mechanism, keeper: Keeper, *, initial: bool = True
) -> tuple[Exchange | Distrust, Granted | Denied]:
    """Return both ends of the exchange after it was held.

    What the client says first goes with the command, or after an empty challenge.
    """
    exchange, octets = sasl.start(mechanism)
    first = server.begin(sasl.name(mechanism)) or pytest.fail("not known")
    step: server.Step
    if octets is None or not initial:
        step = server.prompt(first, keeper)
    else:
        step, octets = server.hear(first, keeper, octets), None
    for _ in range(TURNS):
        if not isinstance(step, server.Challenge):
            return exchange, step
        if octets is not None:
            answer, octets = octets, None
        else:
            match sasl.respond(exchange, step.octets):
                case Distrust() as doubt:
                    return doubt, Denied()
                case (exchange, answer):
                    pass
        step = server.hear(step.exchange, keeper, answer)
    return pytest.fail("the exchange does not end")
