import base64
from collections.abc import Sequence

import pytest

from core.pop3.capability import Capability, Offer
from core.pop3.command import (
    Apop,
    Auth,
    Capa,
    Greeting,
    Pass,
    Respond,
    Stls,
    User,
)
from core.pop3.event import Answer
from core.pop3.opening import (
    ApopSecret,
    Opened,
    Unoffered,
    Unopened,
    UserPass,
    Way,
    apop_digest,
    challenge,
    open_session,
    timestamp,
)
from core.pop3.response import Response, Status
from core.sasl.bearer import OAuthBearer, XOAuth2
from core.sasl.password import CramMd5, External, Login, Plain
from core.sasl.scram import Digest, Scram
from core.sasl.step import Distrust, Doubt
from core.wire.turn import Handshake, Missing, Secured
from tests.core.pop3.hold import ERR, OK, body, hold

READY = Response(Status.OK, b"POP3 server ready <1896.697170952@dbc.mtview.ca.us>")
USER_PASS = UserPass(User("mrose"), Pass("tanstaaf"))
APOP = ApopSecret("mrose", "tanstaaf")
PLAIN = Plain(user="test", password="test", authzid="test")
MORE = Response(Status.CHALLENGE)


def said(octets: bytes) -> Response:
    return Response(Status.CHALLENGE, base64.b64encode(octets))


def test_user_and_pass() -> None:
    orders, opening = hold(
        open_session((USER_PASS,)), [READY, body(b"USER\r\n"), OK, OK]
    )
    assert orders == (Capa(), User("mrose"), Pass("tanstaaf"))
    assert opening == Opened(READY, Offer((Capability("USER"),)), "USER")


def test_capa_may_be_unknown() -> None:
    orders, opening = hold(open_session((PLAIN, USER_PASS)), [READY, ERR, OK, OK])
    assert orders == (Capa(), User("mrose"), Pass("tanstaaf"))
    assert opening == Opened(READY, Offer(), "USER")


def test_no_login() -> None:
    orders, opening = hold(open_session(()), [READY, body(b"UIDL\r\n")])
    assert orders == (Capa(),)
    assert opening == Opened(READY, Offer((Capability("UIDL"),)), None)


def test_apop_of_the_example() -> None:
    """RFC 1939 section 7."""
    orders, opening = hold(open_session((APOP,)), [READY, body(b""), OK])
    assert orders == (Capa(), Apop("mrose", "c4c9334bac560ecc979e58001b3e22fb"))
    assert isinstance(opening, Opened)
    assert opening.way == "APOP"


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        (READY.text, b"<1896.697170952@dbc.mtview.ca.us>"),
        (b"<a@[10.0.0.1]> hello", b"<a@[10.0.0.1]>"),
        (b"ready", None),
        (b"<no at sign>", None),
        (b"<a@b", None),
        (b"<\xff\xfe@b>", None),
        (b"<a@b\x80>", None),
        (b"<a..b@c>", None),
        (b"< a@b>", None),
    ],
)  # fmt: skip
def test_a_timestamp_is_a_msg_id(text: bytes, stamp: bytes | None) -> None:
    greeting = Response(Status.OK, text)
    assert timestamp(greeting) == stamp
    if stamp is None:
        _, opening = hold(open_session((APOP,)), [greeting, body(b"")])
        assert opening == Unopened(Apop, Unoffered.TIMESTAMP)


def test_apop_digest_of_utf8() -> None:
    assert apop_digest(b"<a@b>", "ü") != apop_digest(b"<a@b>", "u")


@pytest.mark.parametrize(
    ("sasl", "ways", "expected"),
    [
        (b"SASL PLAIN LOGIN", (PLAIN, USER_PASS), Auth),
        (b"SASL LOGIN", (PLAIN, USER_PASS), User),
        (b"USER", (PLAIN, USER_PASS), User),
        (b"SASL PLAIN", (USER_PASS,), User),
        (b"SASL plain", (PLAIN,), Auth),
    ],
)
def test_the_first_way_that_is_offered(
    sasl: bytes, ways: tuple[Way, ...], expected: type
) -> None:
    talk = open_session(ways)
    next(talk)
    talk.send(READY)
    (command,) = talk.send(body(sasl + b"\r\n"))
    assert isinstance(command, expected)


def test_a_mechanism_that_is_not_offered() -> None:
    orders, opening = hold(open_session((PLAIN,)), [READY, body(b"SASL LOGIN\r\n")])
    assert orders == (Capa(),)
    assert opening == Unopened(Auth, Unoffered.MECHANISM)


# -- TLS ----------------------------------------------------------------------


def test_stls_and_capa_again() -> None:
    answers: list[Answer] = [
        READY,
        body(b"STLS\r\nUSER\r\n"),
        OK,
        Secured(),
        body(b"USER\r\n"),
        OK,
        OK,
    ]
    orders, opening = hold(open_session((USER_PASS,), stls=True), answers)
    assert orders == (Capa(), Stls(), Handshake(), Capa(), User("mrose"),
                      Pass("tanstaaf"))  # fmt: skip
    assert opening == Opened(READY, Offer((Capability("USER"),)), "USER")


@pytest.mark.parametrize(
    ("answers", "at", "cause"),
    [
        pytest.param(
            [READY, body(b"USER\r\n")], Stls, Unoffered.STLS, id="not-offered"
        ),
        pytest.param([READY, body(b"STLS\r\n"), ERR], Stls, ERR, id="refused"),
        pytest.param([READY, ERR, ERR], Stls, ERR, id="neither-capa-nor-stls"),
        pytest.param(
            [READY, body(b"STLS\r\n"), OK, Missing.UNANSWERED],
            Handshake,
            Missing.UNANSWERED,
            id="handshake-failed",
        ),
        pytest.param(
            [READY, body(b"STLS\r\n"), Missing.UNANSWERED],
            Stls,
            Missing.UNANSWERED,
            id="lost",
        ),
    ],
)
def test_no_login_without_tls(
    answers: list[Answer], at: type, cause: Response | Missing | Unoffered
) -> None:
    orders, opening = hold(open_session((USER_PASS,), stls=True), answers)
    assert opening == Unopened(at, cause)
    assert not any(isinstance(order, User | Pass | Auth | Apop) for order in orders)


@pytest.mark.parametrize("answer", [ERR, Missing.UNANSWERED])
def test_no_welcome(answer: Answer) -> None:
    orders, opening = hold(open_session((USER_PASS,)), [answer])
    assert orders == ()
    assert opening == Unopened(Greeting, answer)  # type: ignore[arg-type]  # no Secured here


def test_a_line_lost_at_capa() -> None:
    _, opening = hold(open_session((USER_PASS,)), [READY, Missing.UNANSWERED])
    assert opening == Unopened(Capa, Missing.UNANSWERED)


# -- SASL ---------------------------------------------------------------------


def log_in(
    way: Way, name: str, answers: Sequence[Answer]
) -> tuple[tuple[object, ...], object]:
    offer = body(b"SASL " + name.encode() + b"\r\n")
    orders, opening = hold(open_session((way,)), [READY, offer, *answers])
    return orders[1:], opening


def test_plain_of_the_example() -> None:
    """RFC 5034 section 6: an initial response, and without."""
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
    way = Scram(digest=Digest.SHA_256, user="user", password="pencil",
                nonce="rOprNGfwEbeRWgbNEkqO")  # fmt: skip
    orders, opening = log_in(way, "SCRAM-SHA-256", [OK])
    assert opening == Unopened(Auth, Distrust(Doubt.UNPROVED))
    first = said(b"r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")
    orders, opening = log_in(way, "SCRAM-SHA-256", [first, ERR])
    assert orders[-1] == Respond(b"*")
    assert opening == Unopened(Auth, Distrust(Doubt.NONCE))


def test_scram_of_the_example() -> None:
    """RFC 7677 section 3, in the form of RFC 5034 section 6."""
    way = Scram(digest=Digest.SHA_256, user="user", password="pencil",
                nonce="rOprNGfwEbeRWgbNEkqO")  # fmt: skip
    first = said(
        b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        b"s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    )
    final = said(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
    orders, opening = log_in(way, "SCRAM-SHA-256", [first, final, OK])
    assert len(orders) == 3
    assert orders[-1] == Respond(b"")
    assert isinstance(opening, Opened)
    wrong = said(b"v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
    orders, opening = log_in(way, "SCRAM-SHA-256", [first, wrong, ERR])
    assert opening == Unopened(Auth, Distrust(Doubt.SIGNATURE))


@pytest.mark.parametrize("answers", [[ERR], [OK, ERR], [Missing.UNANSWERED]])
def test_one_try_and_no_more(answers: list[Answer]) -> None:
    orders, opening = hold(
        open_session((USER_PASS, APOP)), [READY, body(b""), *answers]
    )
    assert isinstance(opening, Unopened)
    assert opening.cause == answers[-1]
    assert len(orders) == 1 + len(answers)


def test_a_challenge_in_clear_is_kept() -> None:
    assert challenge(Response(Status.CHALLENGE, b"Username:")) == b"Username:"
    assert challenge(said(b"x")) == b"x"
    assert challenge(MORE) == b""
