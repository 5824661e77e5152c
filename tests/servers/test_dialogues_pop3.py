"""Our client's half of POP3 with Dovecot and Twisted."""

from collections.abc import Sequence
from typing import TypeVar

import pytest

from core.pop3 import fetching
from core.pop3.command import (
    Dele,
    Lang,
    ListOne,
    Noop,
    Pass,
    Retr,
    Rset,
    Stat,
    Stls,
    Top,
    UidlOne,
    User,
    Utf8,
)
from core.pop3.event import Answer, Piece
from core.pop3.fetching import Deleted, Kept, Marked, Wanted, fetch, leave
from core.pop3.opening import (
    Opened,
    Unoffered,
    Unopened,
    UserPass,
    open_session,
)
from core.pop3.response import Response, Status
from core.pop3.survey import Listed, heads, listing
from core.pop3.talk import Talk, ask, granted, group
from core.transcript import Heard
from core.wire.turn import Violated
from tests.servers.record import PASSWORDS, Kind, Server, wait_until
from tests.servers.session import WAYS, Basket, Session, hold_pop3, way

pytestmark = pytest.mark.slow

T = TypeVar("T")

ANN, _ = PASSWORDS
HEADER = b"From: ann@example.org\r\nSubject: %d\r\n\r\n"
BODIES = (
    b".one\r\n..two\r\n.\r\nthe end\r\n",
    b"",
    b".\r\n",
    b"\r\n.\r\n\r\n.\r\n..\r\n",
    b"\xff\xfe 8 bits, \xe4\xf6\xfc\r\n",
    b"a long line: " + b"x" * 200_000 + b"\r\n",
    b"".join(b".%d\r\n" % number for number in range(20_000)),
    b"trailing blanks  \t\r\n\r\n\r\n",
)
OFFERED = {
    "dovecot": (
        "USER", "APOP", "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256",
    ),
    # It compares the digest of APOP as octets with one as text, and never agrees.
    "twisted": ("USER",),
}  # fmt: skip
KINDS = {"dovecot": tuple(Kind), "twisted": (Kind.IMPLICIT_TLS, Kind.PLAIN)}


@pytest.fixture(params=["dovecot", "twisted"])
def maildrop(request: pytest.FixtureRequest) -> Server:
    server: Server = request.getfixturevalue(request.param)
    server.clear()
    return server


def opened(
    kind: Kind = Kind.IMPLICIT_TLS, name: str = "USER", user: str | None = None
) -> Talk[Opened | Unopened]:
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


def filled(server: Server, bodies: Sequence[bytes], *, lf: bool) -> list[bytes]:
    """Return the messages that now lie in the maildrop, in their order there."""
    server.clear()
    messages = [HEADER % number + body for number, body in enumerate(bodies, 1)]
    for message in messages:
        server.deliver(message.replace(b"\r\n", b"\n") if lf else message)
    return messages


@pytest.mark.parametrize("lf", [True, False], ids=["LF on disk", "CRLF on disk"])
@pytest.mark.parametrize("kind", Kind)
def test_messages_come_octet_for_octet(
    dovecot: Server, kind: Kind, *, lf: bool
) -> None:
    messages = filled(dovecot, BODIES, lf=lf)
    basket = Basket()
    held, recorded = hold_pop3(dovecot, kind, everything(kind), basket)
    listed, fates = held.result
    assert held.faults == ()
    recorded.again()
    assert [type(fate) for fate in fates] == [Kept] * len(messages)
    assert [basket.message(number) for number in listed.numbers()] == messages
    if not lf:
        assert [listed.sizes.of(n) for n in listed.numbers()] == [*map(len, messages)]


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


def test_messages_come_from_twisted(twisted: Server) -> None:
    # It forgets to stuff a dot that begins a block of the file.
    bodies = [body for body in BODIES if body.count(b".") < 1000]
    messages = filled(twisted, bodies, lf=False)
    basket = Basket()
    hold(twisted, everything(Kind.IMPLICIT_TLS), basket)
    assert len(basket.whole) == len(messages)
    # It ends a message with a line end more where there is none before the dot.
    for number, message in enumerate(messages, 1):
        assert basket.message(number).rstrip(b"\r\n") == message.rstrip(b"\r\n")


@pytest.mark.parametrize(
    ("maildrop", "count", "most", "windows"),
    [("dovecot", 300, fetching.WINDOW, 3), ("twisted", 20, 8, 3)],
    indirect=["maildrop"],
)
def test_windows(maildrop: Server, count: int, most: int, windows: int) -> None:
    messages = filled(maildrop, [b".%d\r\n" % n for n in range(count)], lf=True)
    basket = Basket()
    _, recorded = hold(maildrop, everything(Kind.IMPLICIT_TLS, most), basket)
    assert [basket.message(n) for n in range(1, count + 1)] == messages
    # Each window has its fence.
    assert recorded.written.count(b"NOOP\r\n") == windows


def test_listing_and_heads(maildrop: Server) -> None:
    messages = filled(
        maildrop, [b"line %d\r\nmore\r\n" % n for n in range(20)], lf=True
    )
    basket = Basket()

    def talk() -> Talk[tuple[Listed, tuple[Answer, ...]]]:
        yield from opened()
        listed = yield from listing()
        assert isinstance(listed, Listed)
        answers = yield from heads(tuple(listed.numbers()), 1)
        yield from leave()
        return listed, answers

    (listed, answers), _ = hold(maildrop, talk(), basket)
    assert listed.highest == 20
    assert listed.drop is not None
    assert listed.drop.count == 20
    assert listed.unique_ids is not None
    names = [listed.unique_ids.of(number) for number in listed.numbers()]
    assert len({*names}) == 20
    assert all(map(granted, answers))
    for number, message in enumerate(messages, 1):
        assert basket.message(number) == message.removesuffix(b"more\r\n")


def test_what_is_deleted_goes_at_quit(maildrop: Server) -> None:
    filled(maildrop, [b"1\r\n", b"2\r\n", b"3\r\n"], lf=True)
    basket = Basket()

    def talk() -> Talk[tuple[fetching.Fate, ...]]:
        yield from opened()
        wanted = tuple(Wanted(number, delete=number != 2) for number in (1, 2, 3))
        fates = yield from fetch(wanted)
        assert fates == (Marked(1), Kept(2), Marked(3))
        assert len(maildrop.messages()) == 3
        _, fates = yield from leave(fates)
        return fates

    fates, _ = hold(maildrop, talk(), basket)
    assert fates == (Deleted(1), Kept(2), Deleted(3))
    wait_until(lambda: len(maildrop.messages()) == 1, "deletion")
    assert maildrop.messages()[0].endswith(b"2\n")


def test_rset_takes_the_marks_back(maildrop: Server) -> None:
    filled(maildrop, [b"1\r\n", b"2\r\n"], lf=True)

    def talk() -> Talk[tuple[Answer, ...]]:
        yield from opened()
        yield from group(Dele(1), Dele(2))
        empty = yield from ask(Stat())
        yield from ask(Rset())
        full = yield from ask(Stat())
        answer, _ = yield from leave()
        return empty, full, answer

    result, _ = hold(maildrop, talk())
    match result:
        case Response(text=empty), Response(text=full), Response(status=Status.OK):
            # Twisted counts messages that are marked, but not their octets.
            assert empty in {b"0 0", b"2 0"}
            assert full.startswith(b"2 ")
        case _:
            pytest.fail(f"{result}")
    assert len(maildrop.messages()) == 2


def test_an_empty_maildrop(maildrop: Server) -> None:
    result, _ = hold(maildrop, everything(Kind.IMPLICIT_TLS), Basket())
    match result:
        case Listed(highest=0), ():
            pass
        case _:
            pytest.fail(f"{result}")


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
