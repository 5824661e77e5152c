"""Opening a session: what is ordered, whatever is answered, and where it fails."""

import pytest

from core.sasl.password import CramMd5, Login
from core.sasl.scram import Digest, Scram
from core.smtp.command.octets import Command
from core.smtp.command.session import (
    Auth,
    Ehlo,
    Greeting,
    Helo,
    StartTls,
)
from core.smtp.dialogue import Answer
from core.smtp.extension import Offer
from core.smtp.login import LoginRefused
from core.smtp.opening import (
    Opened,
    Opening,
    Unoffered,
    Unopened,
    Upgrade,
    open_session,
)
from core.smtp.reply import Reply
from core.wire.turn import Handshake, Missing
from tests.core.smtp.hold import LATER, NO, PLAIN, Server, held, polite, refusing


def opened_by(
    opening: Opening, server: Server
) -> tuple[Opened | Unopened, list[tuple[Command, ...]]]:
    return held(open_session(opening), server)


def test_a_session_is_opened_secured_and_logged_in() -> None:
    opening = Opening(domain="me", upgrade=Upgrade.STARTTLS, mechanisms=(PLAIN,))
    opened, ordered = opened_by(opening, polite)
    assert isinstance(opened, Opened)
    assert opened.offer.mechanisms == ("PLAIN", "LOGIN")
    assert opened.login == ("PLAIN", Reply(235))
    kinds = [type(command) for group in ordered for command in group]
    assert kinds == [Ehlo, StartTls, Handshake, Ehlo, Auth]


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (Greeting, NO),
        (Greeting, Missing.UNANSWERED),
        (Ehlo, NO),
        (StartTls, Reply(454)),
        (Handshake, Missing.UNANSWERED),
        (Auth, Reply(535)),
    ],
)
def test_where_a_session_fails(kind: type[Command], answer: Answer) -> None:
    """No silent fallback in any branch. Promise 1."""
    opening = Opening(domain="me", upgrade=Upgrade.STARTTLS, mechanisms=(PLAIN,))
    opened, ordered = opened_by(opening, refusing(kind, answer, polite))
    assert isinstance(opened, Unopened)
    assert opened.at is kind
    said = LoginRefused(answer) if kind is Auth else answer
    assert opened.cause == said
    if kind is not Auth:
        assert not any(
            isinstance(command, Auth) for group in ordered for command in group
        )


bare = refusing(Ehlo, Reply(250, (b"mx",)), polite)


def test_what_is_needed_and_not_offered() -> None:
    opened, _ = opened_by(Opening(domain="me", upgrade=Upgrade.STARTTLS), bare)
    assert opened == Unopened(StartTls, Unoffered.STARTTLS, Offer("mx"))
    opened, _ = opened_by(Opening(domain="me", mechanisms=(PLAIN,)), bare)
    assert opened == Unopened(Auth, Unoffered.AUTH, Offer("mx"))
    opened, _ = opened_by(Opening(domain="me", mechanisms=(CramMd5("u", "p"),)), polite)
    assert isinstance(opened, Unopened)
    assert opened.cause is Unoffered.MECHANISM


def test_the_first_mechanism_that_is_offered_is_tried_once() -> None:
    scram = Scram(digest=Digest.SHA_1, user="u", password="p", nonce="n")
    opening = Opening(domain="me", mechanisms=(scram, PLAIN, Login("u", "p")))
    _, ordered = opened_by(opening, refusing(Auth, Reply(535), polite))
    said = [command for group in ordered for command in group]
    auths = [command.mechanism for command in said if isinstance(command, Auth)]
    assert auths == ["PLAIN"]


def test_helo_is_tried_where_nothing_needs_more() -> None:
    opened, ordered = opened_by(Opening(domain="me"), refusing(Ehlo, NO, polite))
    assert isinstance(opened, Opened)
    assert ordered[-1] == (Helo("me"),)
    opened, ordered = opened_by(Opening(domain="me"), refusing(Ehlo, LATER, polite))
    assert isinstance(opened, Unopened)
    assert len(ordered) == 1
