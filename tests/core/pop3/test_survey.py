"""Asking what a maildrop holds: what is believed of the answers, and what is not."""

import pytest

from core.defect import DefectKind
from core.limits import Limits
from core.pop3.command import List, Stat, Top, Uidl
from core.pop3.event import Answer
from core.pop3.listing import DropListing
from core.pop3.response import Response, Status
from core.pop3.survey import Dishonest, Listed, Unlisted, heads, listing
from core.wire.turn import Missing
from tests.core.pop3.hold import ERR, OK, body, hold

STAT = Response(Status.OK, b"2 320")
LIST = body(b"1 120\r\n2 200\r\n")
UIDL = body(b"1 whqtswO00WBw418f9t5JxYwZ\r\n2 QhdPYR:00WBw1Ph7x7\r\n")


def listed(answers: list[Answer], marked: int = 0) -> Listed:
    orders, found = hold(listing(marked), answers)
    assert orders == (Stat(), List(), Uidl())
    assert isinstance(found, Listed)
    return found


def test_the_listings_of_the_example() -> None:
    """RFC 1939 sections 5 and 7."""
    found = listed([STAT, LIST, UIDL])
    assert found.drop == DropListing(2, 320)
    assert list(found.numbers()) == [1, 2]
    assert [found.sizes.of(number) for number in (1, 2)] == [120, 200]
    assert found.unique_ids is not None
    assert found.unique_ids.of(2) == b"QhdPYR:00WBw1Ph7x7"
    assert found.defects == ()


def test_a_server_without_uidl() -> None:
    found = listed([STAT, LIST, ERR])
    assert found.unique_ids is None
    assert list(found.numbers()) == [1, 2]


def test_a_server_without_list() -> None:
    found = listed([STAT, ERR, ERR])
    assert list(found.numbers()) == [1, 2]
    assert found.sizes.of(1) is None


def test_a_server_without_stat() -> None:
    found = listed([ERR, LIST, UIDL])
    assert found.drop is None
    assert found.highest == 2


def test_marked_messages_keep_their_numbers() -> None:
    answers: list[Answer] = [
        Response(Status.OK, b"1 200"), body(b"2 200\r\n"), body(b"2 b\r\n"),
    ]  # fmt: skip
    found = listed(answers, marked=1)
    assert list(found.numbers()) == [2]
    _, dishonest = hold(listing(), answers)
    assert dishonest == Dishonest((DefectKind.LISTING_OUT_OF_RANGE,))


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param([STAT, body(b"3 1\r\n"), UIDL], id="list-out-of-range"),
        pytest.param([STAT, LIST, body(b"3 x\r\n")], id="uidl-out-of-range"),
        pytest.param([STAT, body(b"0 1\r\n"), UIDL], id="zero"),
        pytest.param(
            [Response(Status.OK, b"1000001 1"), LIST, UIDL], id="more-than-a-million"
        ),
    ],
)
def test_numbers_that_cannot_be(answers: list[Answer]) -> None:
    assert isinstance(hold(listing(), answers)[1], Dishonest)


def test_what_is_odd_is_told() -> None:
    found = listed([STAT, body(b"1 120\r\n2 ****\r\n"), body(b"1 a\r\n2 a\r\n")])
    assert found.defects == (
        DefectKind.LISTING_MALFORMED,
        DefectKind.UNIQUE_ID_REPEATED,
    )
    assert list(found.numbers()) == [1, 2]
    assert found.unique_ids is not None
    assert found.unique_ids.of(1) is None


def test_stat_that_cannot_be_read() -> None:
    found = listed([OK, LIST, UIDL])
    assert found.drop is None
    assert found.defects == (DefectKind.LISTING_MALFORMED,)


@pytest.mark.parametrize(
    ("answers", "cause"),
    [
        ([ERR, ERR, ERR], ERR),
        ([STAT, LIST, Missing.UNANSWERED], Missing.UNANSWERED),
        ([STAT, Missing.UNANSWERED, Missing.UNANSWERED], Missing.UNANSWERED),
        ([Missing.UNSENT] * 3, Missing.UNSENT),
    ],
)
def test_no_listing(answers: list[Answer], cause: Response | Missing) -> None:
    assert hold(listing(), answers)[1] == Unlisted(cause)


def test_more_messages_than_allowed_are_not_believed() -> None:
    _, found = hold(listing(limits=Limits(entries=1)), [STAT, LIST, UIDL])
    assert isinstance(found, Dishonest)


def test_heads_are_asked_for_one_by_one_until_one_is_granted() -> None:
    talk = heads((1, 2, 3, 4))
    assert next(talk) == (Top(1, 0),)
    assert talk.send(ERR) == (Top(2, 0),)
    assert talk.send(OK) == (Top(3, 0), Top(4, 0))
    assert talk.send(OK) == ()
    with pytest.raises(StopIteration) as done:
        talk.send(ERR)
    assert done.value.value == (ERR, OK, OK, ERR)


def test_two_refusals_are_those_of_a_server_without_top() -> None:
    orders, answers = hold(heads((1, 2, 3), 5), [ERR, ERR])
    assert orders == (Top(1, 5), Top(2, 5))
    assert answers == (ERR, ERR, ERR)


def test_few_heads() -> None:
    assert hold(heads((7,)), [OK]) == ((Top(7, 0),), (OK,))
    with pytest.raises(StopIteration):
        next(heads(()))
