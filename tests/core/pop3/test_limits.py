"""How much a server may say: no more is kept than Limits allow. Promise 9."""

import pytest

from core.limits import Limits
from core.pop3.command import (
    Auth,
    Capa,
    Command,
    List,
    Noop,
    Retr,
    Uidl,
    User,
)
from core.pop3.dialogue import Dialogue, finish, issue, receive, secured
from core.pop3.event import Event, Piece
from core.pop3.grammar import GRAMMAR, Phase
from core.pop3.response import Response, Status
from core.wire.turn import (
    Channel,
    Fault,
    Goodbye,
    Handshake,
    Missing,
)
from tests.core.pop3.standing import PIPELINING, at_work, joined, standing


@pytest.mark.parametrize(
    ("asked", "octets"),
    [
        pytest.param(Noop(), b"+OK " + b"x" * 4093, id="9-line"),
        pytest.param(Noop(), b"+OK " + b"x" * 4093 + b"\r\n", id="9-whole-line"),
        pytest.param(Auth("PLAIN"), b"+ " + b"x" * 12_287, id="9-challenge"),
        pytest.param(Capa(), b"+OK\r\n" + b"X\r\n" * 513 + b".\r\n", id="9-lines"),
        pytest.param(
            Capa(),
            b"+OK\r\n" + b"X" * 2000 + (b"\r\n" + b"X" * 2000) * 32,
            id="9-64-kB",
        ),
        pytest.param(Uidl(), b"+OK\r\n1 " + b"x" * 4096, id="9-line-of-a-listing"),
    ],
)
def test_what_is_too_long_ends_the_session(asked: Command, octets: bytes) -> None:
    place = GRAMMAR[type(asked)].places[0]
    for size in (1, 1000, len(octets)):
        dialogue = standing(place, asked)
        events: tuple[Event, ...] = ()
        for at in range(0, len(octets), size):
            dialogue, more = receive(dialogue, octets[at : at + size])
            events += more
        assert joined(events) == [Fault.TOO_LONG, Missing.UNANSWERED]


LINES = b"X\r\n" * 512


@pytest.mark.parametrize(
    ("asked", "octets", "events"),
    [
        pytest.param(
            Noop(),
            b"+OK " + b"x" * 4092 + b"\r\n",
            (Response(Status.OK, b"x" * 4092),),
            id="a line",
        ),
        pytest.param(
            Capa(),
            b"+OK\r\n" + LINES + b".\r\n",
            (Response(Status.OK, body=(LINES,)),),
            id="512 lines",
        ),
        pytest.param(Auth("PLAIN"), b"+ " + b"x" * 12_286, (), id="a challenge"),
    ],
)
def test_limits_that_are_just_kept(
    asked: Command, octets: bytes, events: tuple[Event, ...]
) -> None:
    place = GRAMMAR[type(asked)].places[-1]
    dialogue, told = receive(standing(place, asked), octets)
    assert told == events
    assert dialogue.phase is place


def test_as_many_entries_are_kept_as_limits_say() -> None:
    few = Dialogue(Phase.TRANSACTION, PIPELINING, (List(),), limits=Limits(entries=3))
    assert receive(few, b"+OK\r\n" + b"1 1\r\n" * 3 + b".\r\n")[1] == (
        Response(Status.OK, body=(b"1 1\r\n" * 3,)),
    )
    assert joined(receive(few, b"+OK\r\n" + b"1 1\r\n" * 4 + b".\r\n")[1]) == [
        Fault.TOO_LONG,
        Missing.UNANSWERED,
    ]


def test_a_goodbye_may_be_as_long_as_a_line() -> None:
    longest = b"-ERR " + b"x" * 4091
    assert receive(at_work(), longest)[1] == ()
    assert receive(at_work(), longest + b"\r\n")[1] == (Goodbye(longest),)
    assert joined(receive(at_work(), longest + b"xx")[1]) == [Fault.UNASKED]


def test_only_the_first_line_of_a_goodbye_counts() -> None:
    _, events = receive(at_work(), b"-ERR idle\r\n-ERR idle\r\n")
    assert events == (Goodbye(b"-ERR idle"),)


def test_limits_hold_for_the_whole_session() -> None:
    limits = Limits(reply_line=20)
    begun = Dialogue(Phase.SECURING, in_flight=(Handshake(),), limits=limits)
    dialogue, _ = secured(begun)
    dialogue, _ = issue(dialogue, (Capa(),))
    dialogue, _ = receive(dialogue, b"+OK\r\n.\r\n")
    dialogue, _ = issue(dialogue, (User("a"),))
    assert dialogue.limits == limits
    assert finish(dialogue)[0].limits == limits
    assert finish(dialogue)[0].channel is Channel.TRUSTED
    assert joined(receive(dialogue, b"+OK " + b"x" * 20)[1]) == [
        Fault.TOO_LONG,
        Missing.UNANSWERED,
    ]


def test_a_message_without_line_ends_is_not_collected() -> None:
    dialogue, _ = receive(at_work(Retr(1)), b"+OK\r\n")
    for _ in range(50):
        dialogue, events = receive(dialogue, b"x" * 1000)
        assert events == (Piece(1, b"x" * 1000, False),)
        assert len(dialogue.pending) <= 4
