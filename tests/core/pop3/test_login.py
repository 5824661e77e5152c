"""Logging in by AUTH: what is said to each challenge, and who is believed. RFC 5034."""

import base64
from collections.abc import Sequence

import pytest

from core.pop3.command import (
    Auth,
    Respond,
)
from core.pop3.event import Answer
from core.pop3.opening import (
    Opened,
    Unopened,
    Way,
    challenge,
    open_session,
)
from core.pop3.response import Response, Status
from core.sasl.bearer import OAuthBearer, XOAuth2
from core.sasl.password import CramMd5, External, Login, Plain
from core.sasl.scram import Digest, Scram
from core.sasl.step import Distrust, Doubt
from tests.core.pop3.hold import ERR, OK, body, hold

MORE = Response(Status.CHALLENGE)
READY = Response(Status.OK, b"POP3 server ready")
PLAIN = Plain(user="test", password="test", authzid="test")
SCRAM = Scram(
    digest=Digest.SHA_256, user="user", password="pencil", nonce="rOprNGfwEbeRWgbNEkqO"
)


def said(octets: bytes) -> Response:
    return Response(Status.CHALLENGE, base64.b64encode(octets))


def log_in(
    way: Way, name: str, answers: Sequence[Answer]
) -> tuple[tuple[object, ...], object]:
    offer = body(b"SASL " + name.encode() + b"\r\n")
    orders, opening = hold(open_session((way,)), [READY, offer, *answers])
    return orders[1:], opening


def test_plain_of_the_example() -> None:
    """RFC 5034 section 6: an initial response goes with the command."""
    orders, opening = log_in(PLAIN, "PLAIN", [OK])
    assert orders == (Auth("PLAIN", b"dGVzdAB0ZXN0AHRlc3Q="),)
    assert isinstance(opening, Opened)
    assert opening.way == "PLAIN"


def test_an_initial_response_that_does_not_fit_waits() -> None:
    long = Plain(user="u" * 100, password="p" * 100)
    orders, _ = log_in(long, "PLAIN", [MORE, OK])
    message = base64.b64encode(b"\0" + b"u" * 100 + b"\0" + b"p" * 100)
    assert orders == (Auth("PLAIN"), Respond(message))


def test_an_empty_initial_response() -> None:
    orders, _ = log_in(External(), "EXTERNAL", [OK])
    assert orders == (Auth("EXTERNAL", b"="),)


@pytest.mark.parametrize(
    ("way", "name"),
    [
        (XOAuth2("me", "token"), "XOAUTH2"),
        (OAuthBearer(user="me", token="token"), "OAUTHBEARER"),
    ],
)
def test_a_token_goes_in_two_lines(way: Way, name: str) -> None:
    orders, opening = log_in(way, name, [MORE, OK])
    assert orders[0] == Auth(name)
    assert isinstance(orders[1], Respond)
    assert b"token" in base64.b64decode(orders[1].octets)
    assert isinstance(opening, Opened)


def test_a_token_that_is_refused_is_explained() -> None:
    error = b'{"status":"400"}'
    orders, opening = log_in(
        XOAuth2("me", "token"), "XOAUTH2", [MORE, said(error), ERR]
    )
    assert orders[2:] == (Respond(b""),)
    assert opening == Unopened(Auth, ERR, error)


def test_login_with_prompts_in_clear() -> None:
    prompts = [Response(Status.CHALLENGE, b"Username:"), said(b"Password:"), OK]
    orders, _ = log_in(Login("me", "secret"), "LOGIN", prompts)
    assert orders == (Auth("LOGIN"), Respond(b"bWU="), Respond(b"c2VjcmV0"))


def test_cram_md5_of_the_example() -> None:
    """RFC 2195 section 2."""
    stamp = said(b"<1896.697170952@postoffice.reston.mci.net>")
    orders, _ = log_in(CramMd5("tim", "tanstaaftanstaaf"), "CRAM-MD5", [stamp, OK])
    answer = b"tim b913a602c7eda7a495b4e6e7334d3890"
    assert orders == (Auth("CRAM-MD5"), Respond(base64.b64encode(answer)))


def test_a_server_that_does_not_prove_itself() -> None:
    orders, opening = log_in(SCRAM, "SCRAM-SHA-256", [OK])
    assert opening == Unopened(Auth, Distrust(Doubt.UNPROVED))
    first = said(b"r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")
    orders, opening = log_in(SCRAM, "SCRAM-SHA-256", [first, ERR])
    assert orders[-1] == Respond(b"*")
    assert opening == Unopened(Auth, Distrust(Doubt.NONCE))


def test_scram_of_the_example() -> None:
    """RFC 7677 section 3, in the form of RFC 5034 section 6."""
    first = said(
        b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        b"s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    )
    final = said(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
    orders, opening = log_in(SCRAM, "SCRAM-SHA-256", [first, final, OK])
    assert len(orders) == 3
    assert orders[-1] == Respond(b"")
    assert isinstance(opening, Opened)
    wrong = said(b"v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
    orders, opening = log_in(SCRAM, "SCRAM-SHA-256", [first, wrong, ERR])
    assert opening == Unopened(Auth, Distrust(Doubt.SIGNATURE))


def test_a_challenge_in_clear_is_kept() -> None:
    assert challenge(Response(Status.CHALLENGE, b"Username:")) == b"Username:"
    assert challenge(said(b"x")) == b"x"
    assert challenge(MORE) == b""
