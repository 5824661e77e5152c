"""Our half of POP3 with Dovecot and Twisted: how a session begins and ends."""

import pytest

from core.pop3.command import (
    Lang,
    ListOne,
    Noop,
    Pass,
    Retr,
    Stls,
    Top,
    UidlOne,
    User,
    Utf8,
)
from core.pop3.event import Answer
from core.pop3.fetching import leave
from core.pop3.opening import (
    Opened,
    Unoffered,
    Unopened,
    UserPass,
    open_session,
)
from core.pop3.response import Response, Status
from core.pop3.talk import Talk, ask, granted, group
from core.transcript import Heard
from core.wire.turn import Violated
from tests.servers.fetching import everything, filled, hold, opened
from tests.servers.record import PASSWORDS, Kind, Server
from tests.servers.session import WAYS, Basket, hold_pop3, way

pytestmark = pytest.mark.slow

ANN, _ = PASSWORDS
OFFERED = {
    "dovecot": (
        "USER", "APOP", "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256",
    ),
    # It compares the digest of APOP as octets with one as text, and never agrees.
    "twisted": ("USER",),
}  # fmt: skip
KINDS = {"dovecot": tuple(Kind), "twisted": (Kind.IMPLICIT_TLS, Kind.PLAIN)}


@pytest.mark.parametrize("user", PASSWORDS)
@pytest.mark.parametrize(
    ("name", "how", "kind"),
    [
        (name, how, kind)
        for name, ways in OFFERED.items()
        for how in ways
        for kind in KINDS[name]
    ],
)
def test_open(
    request: pytest.FixtureRequest, name: str, how: str, kind: Kind, user: str
) -> None:
    server: Server = request.getfixturevalue(name)

    def talk() -> Talk[tuple[Opened | Unopened, Answer]]:
        session = yield from opened(kind, how, user)
        answer, _ = yield from leave()
        return session, answer

    held, recorded = hold_pop3(server, kind, talk())
    session, answer = held.result
    assert isinstance(session, Opened)
    assert session.way == how
    assert granted(answer)
    assert held.faults == ()
    recorded.again()
    assert PASSWORDS[user].encode() not in recorded.written
    assert (b"STLS\r\n" in recorded.written) == (kind is Kind.UPGRADE)
    assert recorded.written.endswith(b"QUIT\r\n")


def test_offers(dovecot: Server) -> None:
    talk = opened()
    held, _ = hold_pop3(dovecot, Kind.IMPLICIT_TLS, talk)
    assert isinstance(held.result, Opened)
    offer = held.result.offer
    assert {*OFFERED["dovecot"]} - {"USER", "APOP"} <= {*offer.mechanisms}
    assert offer.pipelining
    assert offer.top
    assert offer.uidl


@pytest.mark.parametrize("how", ["USER", "APOP"])
def test_a_wrong_password_is_refused_once(maildrop: Server, how: str) -> None:
    wrong = WAYS[how](ANN, "wrong")
    held, recorded = hold_pop3(maildrop, Kind.IMPLICIT_TLS, open_session((wrong,)))
    assert isinstance(held.result, Unopened)
    assert isinstance(held.result.cause, Response)
    assert held.result.cause.status is Status.ERR
    recorded.again()


def test_stls_is_not_offered(twisted: Server) -> None:
    talk = open_session((way("USER"),), stls=True)
    held, recorded = hold_pop3(twisted, Kind.PLAIN, talk)
    assert held.result == Unopened(Stls, Unoffered.STLS)
    assert b"USER" not in recorded.written


def test_nothing_secret_goes_out_in_clear(dovecot: Server) -> None:
    talk = open_session((UserPass(User(ANN), Pass(PASSWORDS[ANN])),))
    with pytest.raises(ValueError, match="clear"):
        hold_pop3(dovecot, Kind.UPGRADE, talk)


def test_other_commands(maildrop: Server) -> None:
    filled(maildrop, [b"1\r\n", b"2\r\n"], lf=True)
    basket = Basket()

    def talk() -> Talk[tuple[Answer, ...]]:
        yield from opened()
        answers = yield from group(
            Noop(), ListOne(1), UidlOne(2), ListOne(3), Retr(9), Top(9, 0)
        )
        lang = yield from ask(Lang())
        again = yield from ask(Noop())
        yield from leave()
        return (*answers, lang, again)

    result, _ = hold(maildrop, talk(), basket)
    assert isinstance(result, tuple)
    statuses = [one.status for one in result if isinstance(one, Response)]
    ok, err = Status.OK, Status.ERR
    assert statuses == [ok, ok, ok, err, err, err, err, ok]
    assert basket.whole == set()


def test_utf8_is_refused(maildrop: Server) -> None:
    def talk() -> Talk[Answer]:
        yield ()
        return (yield from ask(Utf8()))

    result, _ = hold(maildrop, talk())
    assert isinstance(result, Response)
    assert result.status is Status.ERR


def test_no_word_too_many(maildrop: Server) -> None:
    _, recorded = hold(maildrop, everything(Kind.IMPLICIT_TLS), Basket())
    assert isinstance(recorded.records[1], Heard)
    assert not any(isinstance(event, Violated) for event in recorded.again())


def test_every_way_has_a_server() -> None:
    assert {*WAYS} == {one for each in OFFERED.values() for one in each}
