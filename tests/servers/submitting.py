"""Mail that our client's half of SMTP submits, and what arrives of it."""

from collections.abc import Sequence

from core.header.address import AddrSpec
from core.smtp.envelope import (
    Body,
    Envelope,
    Notices,
    OnReject,
    Submission,
)
from core.smtp.fate import Fate
from core.smtp.opening import (
    Opened,
    Opening,
    Unopened,
    close_session,
    open_session,
)
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.submit import submit
from core.smtp.talk import Talk
from tests.servers.record import (
    PASSWORDS,
    Kind,
    Server,
    wait_until,
)
from tests.servers.session import Memory, Session, hold_smtp, opening

ANN, BOB = PASSWORDS


def path(address: str) -> ForwardPath:
    """Return where mail for `address` goes."""
    return ForwardPath(AddrSpec(*address.split("@")))


def mail(
    source: str,
    to: Sequence[str] = (BOB,),
    size: int | None = None,
    *,
    on_reject: OnReject = OnReject.ABORT,
    utf8: bool = False,
    body: Body = Body.SEVEN_BIT,
    notices: Notices | None = None,
) -> Submission:
    """Return a mail of ANN that is to be sent."""
    sender = ReversePath(AddrSpec(*ANN.split("@")))
    return Submission(
        envelope=Envelope(sender, tuple(map(path, to))),
        source=source,
        size=size,
        on_reject=on_reject,
        utf8=utf8,
        body=body,
        notices=notices,
    )


def session(
    how: Opening, *submissions: Submission
) -> Talk[tuple[Opened | Unopened, tuple[Fate, ...]]]:
    """Return how the session began, and the fates of `submissions`."""
    opened = yield from open_session(how)
    if isinstance(opened, Unopened):
        return opened, ()
    fates = yield from submit(opened.offer, submissions)
    yield from close_session()
    return opened, fates


def send(
    server: Server,
    octets: dict[str, bytes],
    *submissions: Submission,
    kind: Kind = Kind.IMPLICIT_TLS,
    login: str = "PLAIN",
) -> tuple[tuple[Fate, ...], Session]:
    """Return the fates of `submissions`, and the session, which replays."""
    talk = session(opening(kind, login), *submissions)
    held, recorded = hold_smtp(server, kind, talk, Memory(octets))
    assert held.faults == ()
    assert held.ended is None
    assert isinstance(held.result[0], Opened)
    recorded.again()
    return held.result[1], recorded


def arrived(server: Server, count: int, user: str = BOB) -> list[bytes]:
    """Return the messages of `user` with CRLF line ends, once there are `count`."""
    wait_until(lambda: len(server.messages(user)) >= count, "delivery")
    stored = server.messages(user)
    return [one.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for one in stored]
