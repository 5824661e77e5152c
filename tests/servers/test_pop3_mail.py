"""Our half of POP3 with Dovecot and Twisted: messages, fetched and deleted."""

import pytest

from core.pop3 import fetching
from core.pop3.command import (
    Dele,
    Rset,
    Stat,
)
from core.pop3.event import Answer
from core.pop3.fetching import Deleted, Kept, Marked, Wanted, fetch, leave
from core.pop3.response import Response, Status
from core.pop3.survey import Listed, heads, listing
from core.pop3.talk import Talk, ask, granted, group
from tests.servers.fetching import everything, filled, hold, opened
from tests.servers.record import Kind, Server, wait_until
from tests.servers.session import Basket, hold_pop3

pytestmark = pytest.mark.slow

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
