"""Fetching: what is ordered, and what becomes of each message, whatever is answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pop3.command import Dele, Keep, Noop, Quit, Retr
from core.pop3.event import Answer, Stored
from core.pop3.fetching import (
    Deleted,
    Fate,
    Kept,
    Marked,
    Uncertain,
    Undeleted,
    Unfetched,
    Unkept,
    Unmarked,
    Wanted,
    delete,
    fetch,
    leave,
    windows,
)
from core.wire.turn import Missing
from tests.core.pop3.hold import ERR, OK, hold

LOST = Missing.UNANSWERED


def wanted(*numbers: int, delete: bool = True) -> tuple[Wanted, ...]:
    return tuple(Wanted(number, 100, delete) for number in numbers)


def test_a_window() -> None:
    orders, fates = hold(fetch(wanted(1, 2)), [OK, OK, OK, Stored((1, 2)), OK, OK])
    assert orders == (Retr(1), Retr(2), Noop(), Keep((1, 2)), Dele(1), Dele(2))
    assert fates == (Marked(1), Marked(2))


def test_only_what_was_stored_is_deleted() -> None:
    orders, fates = hold(fetch(wanted(1, 2, 3)), [OK, ERR, OK, OK, Stored((3,)), OK])
    assert orders[4:] == (Keep((1, 3)), Dele(3))
    assert fates == (Unkept(1), Unfetched(2, ERR), Marked(3))


def test_what_is_to_stay_is_not_deleted() -> None:
    orders, fates = hold(fetch(wanted(1, delete=False)), [OK, OK, Stored((1,))])
    assert orders == (Retr(1), Noop(), Keep((1,)))
    assert fates == (Kept(1),)


def test_without_its_fence_a_window_counts_for_nothing() -> None:
    for fence in (LOST, Missing.UNSENT):
        orders, fates = hold(fetch(wanted(1, 2)), [OK, OK, fence])
        assert orders == (Retr(1), Retr(2), Noop())
        assert fates == (Unkept(1), Unkept(2))


def test_nothing_came() -> None:
    orders, fates = hold(fetch(wanted(1, 2)), [ERR, LOST, LOST])
    assert orders == (Retr(1), Retr(2), Noop())
    assert fates == (Unfetched(1, ERR), Unfetched(2, LOST))


def test_windows_follow_one_another() -> None:
    answers: list[Answer] = [OK, OK, Stored((1,)), OK] * 2
    answers[6] = Stored((2,))
    orders, fates = hold(fetch(wanted(1, 2), most=1), answers)
    assert orders == (
        Retr(1), Noop(), Keep((1,)), Dele(1), Retr(2), Noop(), Keep((2,)), Dele(2),
    )  # fmt: skip
    assert fates == (Marked(1), Marked(2))


def test_a_disk_that_says_nothing() -> None:
    _, fates = hold(fetch(wanted(1)), [OK, OK, Missing.UNSENT])
    assert fates == (Unkept(1),)


def test_a_number_stands_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        next(fetch(wanted(1, 1)))


def test_nothing_is_wanted() -> None:
    with pytest.raises(StopIteration):
        next(fetch(()))
    with pytest.raises(StopIteration):
        next(delete(()))


@given(
    st.lists(st.none() | st.integers(0, 50), max_size=30),
    st.integers(1, 5),
    st.integers(1, 60),
)
def test_bounds_of_windows(sizes: list[int | None], most: int, octets: int) -> None:
    all_of_them = tuple(Wanted(n, size) for n, size in enumerate(sizes, 1))
    found = list(windows(all_of_them, most, octets))
    assert tuple(one for window in found for one in window) == all_of_them
    for window in found:
        assert 1 <= len(window) <= most
        assert len(window) == 1 or sum(one.size or 0 for one in window) <= octets


def test_delete() -> None:
    orders, fates = hold(delete((4, 5, 6)), [OK, ERR, LOST])
    assert orders == (Dele(4), Dele(5), Dele(6))
    assert fates == (Marked(4), Unmarked(5, ERR), Unmarked(6, LOST))


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (OK, Deleted(1)),
        (ERR, Undeleted(1, ERR)),
        (LOST, Uncertain(1)),
        (Missing.UNSENT, Undeleted(1, Missing.UNSENT)),
    ],
)
def test_only_quit_deletes(answer: Answer, fate: Fate) -> None:
    others = (Kept(2), Unkept(3), Unfetched(4, ERR), Unmarked(5, ERR))
    orders, (told, fates) = hold(leave((Marked(1), *others)), [answer])
    assert orders == (Quit(),)
    assert told == answer
    assert fates == (fate, *others)


SCRIPT: st.SearchStrategy[Answer] = st.sampled_from([OK, ERR, LOST])


@given(st.data(), st.integers(1, 6), st.integers(1, 3))
def test_whatever_is_answered(data: st.DataObject, count: int, most: int) -> None:
    """Every message has one fate, and no DELE goes before its Stored."""
    talk = fetch(wanted(*range(1, count + 1)), most=most)
    stored: set[int] = set()
    queue = list(next(talk))
    try:
        while True:
            command = queue.pop(0)
            answer: Answer = data.draw(SCRIPT)
            match command:
                case Keep(numbers=numbers):
                    some = tuple(n for n in numbers if data.draw(st.booleans()))
                    stored |= set(some)
                    answer = Stored(some)
                case Dele(number=number):
                    assert number in stored
                case _:
                    pass
            queue += talk.send(answer)
    except StopIteration as stop:
        fates: tuple[Fate, ...] = stop.value
    assert queue == []
    assert [fate.number for fate in fates] == list(range(1, count + 1))
    for fate in fates:
        assert isinstance(fate, Marked | Unmarked | Kept) == (fate.number in stored)
