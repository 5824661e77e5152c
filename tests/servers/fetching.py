"""What our client's half of POP3 fetches from a maildrop that is filled."""

from collections.abc import Sequence
from typing import TypeVar

from core.pop3 import fetching
from core.pop3.event import Piece
from core.pop3.fetching import Wanted, fetch, leave
from core.pop3.opening import (
    Opened,
    Unopened,
    open_session,
)
from core.pop3.survey import Listed, listing
from core.pop3.talk import Talk
from tests.servers.record import Kind, Server
from tests.servers.session import Basket, Session, hold_pop3, way

T = TypeVar("T")

HEADER = b"From: ann@example.org\r\nSubject: %d\r\n\r\n"


def opened(
    kind: Kind = Kind.IMPLICIT_TLS, name: str = "USER", user: str | None = None
) -> Talk[Opened | Unopened]:
    """Return how the session began."""
    return open_session((way(name, user),), stls=kind is Kind.UPGRADE)


def hold(
    server: Server, talk: Talk[T], basket: Basket | None = None
) -> tuple[T, Session]:
    """Return what `talk` returned, and the session, which replays."""
    held, recorded = hold_pop3(server, Kind.IMPLICIT_TLS, talk, basket)
    assert held.faults == ()
    assert held.ended is None
    events = recorded.again()
    if basket is not None:
        pieces = [event for event in events if isinstance(event, Piece)]
        for number in basket.whole:
            octets = [piece.octets for piece in pieces if piece.number == number]
            assert b"".join(octets) == basket.message(number)
    return held.result, recorded


def filled(server: Server, bodies: Sequence[bytes], *, lf: bool) -> list[bytes]:
    """Return the messages that now lie in the maildrop, in their order there."""
    server.clear()
    messages = [HEADER % number + body for number, body in enumerate(bodies, 1)]
    for message in messages:
        server.deliver(message.replace(b"\r\n", b"\n") if lf else message)
    return messages


def everything(
    kind: Kind, most: int = fetching.WINDOW
) -> Talk[tuple[Listed, tuple[fetching.Fate, ...]]]:
    """Return the listing and the fate of each message."""
    session = yield from opened(kind)
    assert isinstance(session, Opened)
    listed = yield from listing()
    assert isinstance(listed, Listed)
    fates = yield from fetch(tuple(map(Wanted, listed.numbers())), most)
    _, fates = yield from leave(fates)
    return listed, fates
