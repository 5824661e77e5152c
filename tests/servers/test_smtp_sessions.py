"""Our half of SMTP with Postfix and aiosmtpd: how a session begins and ends."""

import pytest

from core.sasl.password import Plain
from core.smtp.command.session import Auth, Ehlo, Help, Noop, Rset, StartTls, Vrfy
from core.smtp.dialogue import Answer
from core.smtp.extension import parse_offer
from core.smtp.login import LoginRefused
from core.smtp.opening import (
    Opened,
    Opening,
    Unoffered,
    Unopened,
    close_session,
    open_session,
)
from core.smtp.reply import Reply
from core.smtp.talk import Talk
from tests.servers.record import (
    PASSWORDS,
    SIZE_LIMIT,
    Kind,
    Server,
)
from tests.servers.session import MECHANISMS, hold_smtp, opening
from tests.servers.submitting import ANN, BOB, session

pytestmark = pytest.mark.slow

OFFERED = {
    "postfix": ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"),
    "aiosmtpd": ("PLAIN", "LOGIN"),
}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("user", PASSWORDS)
@pytest.mark.parametrize(
    ("name", "mechanism"),
    [(name, one) for name, mechanisms in OFFERED.items() for one in mechanisms],
)
def test_open(
    request: pytest.FixtureRequest, name: str, mechanism: str, kind: Kind, user: str
) -> None:
    server: Server = request.getfixturevalue(name)
    talk = session(opening(kind, mechanism, user))
    held, recorded = hold_smtp(server, kind, talk)
    opened, _ = held.result
    assert isinstance(opened, Opened)
    assert opened.login is not None
    assert (opened.login[0], opened.login[1].code) == (mechanism, 235)
    assert opened.offer.size is not None
    assert opened.offer.size.limit == SIZE_LIMIT
    assert {*OFFERED[name]} <= {*opened.offer.mechanisms}
    assert held.faults == ()
    recorded.again()
    assert PASSWORDS[user].encode() not in recorded.written
    assert (b"STARTTLS\r\n" in recorded.written) == (kind is Kind.UPGRADE)
    assert recorded.written.endswith(b"QUIT\r\n")


@pytest.mark.parametrize("kind", Kind)
def test_a_wrong_password_is_refused_once(submission: Server, kind: Kind) -> None:
    wrong = Plain(user=ANN, password="wrong")
    how = opening(kind)
    talk = open_session(
        Opening(domain=how.domain, upgrade=how.upgrade, mechanisms=(wrong,))
    )
    held, recorded = hold_smtp(submission, kind, talk)
    assert isinstance(held.result, Unopened)
    assert isinstance(held.result.cause, LoginRefused)
    assert isinstance(held.result.cause.cause, Reply)
    assert held.result.cause.cause.code == 535
    recorded.again()


def test_starttls_is_not_offered_in_clear(submission: Server) -> None:
    held, _ = hold_smtp(submission, Kind.PLAIN, open_session(opening(Kind.UPGRADE)))
    assert held.result == Unopened(StartTls, Unoffered.STARTTLS, held.dialogue.offer)


def test_a_mechanism_that_is_not_offered(aiosmtpd: Server) -> None:
    talk = open_session(opening(Kind.IMPLICIT_TLS, "SCRAM-SHA-256"))
    held, _ = hold_smtp(aiosmtpd, Kind.IMPLICIT_TLS, talk)
    assert held.result == Unopened(Auth, Unoffered.MECHANISM, held.dialogue.offer)


def test_other_commands(submission: Server) -> None:
    def talk() -> Talk[list[Answer]]:
        opened = yield from open_session(opening(Kind.IMPLICIT_TLS))
        assert isinstance(opened, Opened)
        noop = yield (Noop(),)
        vrfy = yield (Vrfy(BOB),)
        helped = yield (Help(),)
        rset = yield (Rset(),)
        ehlo = yield (Ehlo("again.example"),)
        yield from close_session()
        return [noop, vrfy, helped, rset, ehlo]

    held, recorded = hold_smtp(submission, Kind.IMPLICIT_TLS, talk())
    noop, vrfy, helped, rset, ehlo = (
        one.code for one in held.result if isinstance(one, Reply)
    )
    assert (noop, rset, ehlo) == (250, 250, 250)
    assert vrfy in {250, 252}
    assert helped in {214, 250, 500, 502}
    assert held.faults == ()
    recorded.again()


def test_offers_are_read_without_defects(submission: Server) -> None:
    held, _ = hold_smtp(
        submission, Kind.IMPLICIT_TLS, session(opening(Kind.IMPLICIT_TLS))
    )
    opened, _ = held.result
    assert isinstance(opened, Opened)
    assert parse_offer(opened.hello).defects == ()
    assert opened.offer.domain == "mail.example.org"
    assert opened.offer.eight_bit_mime
    assert opened.offer.smtputf8


def test_every_mechanism_has_a_server() -> None:
    assert {*MECHANISMS} == {one for each in OFFERED.values() for one in each}
