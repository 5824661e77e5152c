"""Opening a session: what is ordered, whatever is answered, and where it fails."""

import pytest

from core.pop3.capability import Capability, Offer
from core.pop3.command import (
    Apop,
    Auth,
    Capa,
    Greeting,
    Pass,
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
    open_session,
    timestamp,
)
from core.pop3.response import Response, Status
from core.sasl.password import Plain
from core.wire.turn import Handshake, Missing, Secured
from tests.core.pop3.hold import ERR, OK, body, hold

READY = Response(Status.OK, b"POP3 server ready <1896.697170952@dbc.mtview.ca.us>")
USER_PASS = UserPass(User("mrose"), Pass("tanstaaf"))
APOP = ApopSecret("mrose", "tanstaaf")
PLAIN = Plain(user="test", password="test", authzid="test")


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


@pytest.mark.parametrize("answers", [[ERR], [OK, ERR], [Missing.UNANSWERED]])
def test_one_try_and_no_more(answers: list[Answer]) -> None:
    orders, opening = hold(
        open_session((USER_PASS, APOP)), [READY, body(b""), *answers]
    )
    assert isinstance(opening, Unopened)
    assert opening.cause == answers[-1]
    assert len(orders) == 1 + len(answers)
