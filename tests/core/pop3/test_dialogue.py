"""The client's half, whatever the server says and however its octets are cut."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.pop3.capability import Capability, Offer
from core.pop3.command import (
    Capa,
    Command,
    Dele,
    Keep,
    List,
    Noop,
    Quit,
    Retr,
    Stat,
    Stls,
    Top,
)
from core.pop3.dialogue import Dialogue, finish, issue, receive, secured, stored
from core.pop3.event import Piece
from core.pop3.grammar import GRAMMAR, Phase
from core.pop3.response import Response, Status
from core.wire.turn import (
    Channel,
    Fault,
    Goodbye,
    Handshake,
    Missing,
    Secured,
    Violated,
)
from tests.core.pop3.hold import OK
from tests.core.pop3.standing import PIPELINING, at_work, fed, joined, standing
from tests.strategies.pop3 import EXAMPLES

SESSION = (
    b"+OK 2 9\r\n+OK\r\n1 5\r\n2 4\r\n.\r\n+OK 5\r\na\r\n..b\r\n.\r\n"
    b"+OK\r\n.\r\n-ERR gone\r\n+OK\r\nhead\r\n\r\n.\r\n+OK\r\n"
)
ASKED = (Stat(), List(), Retr(1), Retr(2), Retr(3), Top(4, 0), Noop())


def test_a_pipelined_session() -> None:
    dialogue, events = receive(at_work(*ASKED), SESSION)
    assert events == (
        Response(Status.OK, b"2 9"),
        Response(Status.OK, body=(b"1 5\r\n2 4\r\n",)),
        Piece(1, b"a\r\n.b\r\n", True),
        Response(Status.OK, b"5"),
        Piece(2, b"", True),
        OK,
        Response(Status.ERR, b"gone"),
        Piece(4, b"head\r\n\r\n", True),
        OK,
        OK,
    )
    assert dialogue == at_work()


def test_every_two_cuts_of_a_session() -> None:
    whole = fed(at_work(*ASKED), SESSION, [])
    for first in range(len(SESSION)):
        for second in range(first, len(SESSION)):
            assert fed(at_work(*ASKED), SESSION, [first, second]) == whole


ODDS = st.lists(
    st.sampled_from(
        [b"+OK", b"-ERR", b"+ ", b"\r\n", b".", b"\r", b"\n", b"1 2", b"x", b" "]
    ),
    max_size=20,
).map(b"".join)
SOME = st.lists(
    st.sampled_from([Stat(), List(), Retr(1), Top(2, 0), Noop(), Dele(1), Quit()]),
    max_size=4,
).map(tuple)


@given(SOME, ODDS | st.binary(max_size=40), st.lists(st.integers(0, 99), max_size=6))
@example((Retr(1),), b"+OK\r\n.\r\n-ERR", [8, 9])
@example((), b"-ERR bye\r\n", [1, 4])
def test_cuts_cannot_show(
    asked: tuple[Command, ...], octets: bytes, cuts: list[int]
) -> None:
    assert fed(at_work(*asked), octets, cuts) == fed(at_work(*asked), octets, [])


@given(SOME, ODDS)
def test_every_command_has_one_answer(
    asked: tuple[Command, ...], octets: bytes
) -> None:
    told = fed(at_work(*asked), octets, [])
    answers = [one for one in told if isinstance(one, Response | Missing)]
    assert len(answers) == len(asked)
    faults = [at for at, one in enumerate(told) if isinstance(one, Fault)]
    assert len(faults) <= 1
    if faults:
        rest = told[faults[0] + 1 : -1]
        assert set(rest) <= {Missing.UNANSWERED, Missing.UNSENT}
        assert not any(isinstance(one, Piece) and one.last for one in rest)


@pytest.mark.parametrize("asked", EXAMPLES, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize(
    "octets",
    [b"+OK\r\n", b"-ERR no\r\n", b"+ \r\n", b"nonsense\r\n", b"+OK\r\na\r\n.\r\n", b""],
)
def test_every_command_meets_every_answer(asked: Command, octets: bytes) -> None:
    place = GRAMMAR[type(asked)].places[0]
    *events, closed = fed(standing(place, asked), octets, [])
    answers = [one for one in events if isinstance(one, Response | Missing)]
    assert len(answers) == 1
    assert isinstance(closed, Dialogue)
    assert closed.phase is Phase.CLOSED
    assert closed.in_flight == closed.held == ()
    assert closed.pending == b""


@pytest.mark.parametrize(
    ("asked", "octets", "told"),
    [
        pytest.param(
            (Noop(), Noop()),
            b"OK\r\n+OK\r\n",
            [Fault.MALFORMED, Missing.UNANSWERED, Missing.UNANSWERED],
            id="1939-3-no-status",
        ),
        pytest.param(
            (Noop(),), b"+OKAY\r\n", [Fault.MALFORMED, Missing.UNANSWERED], id="okay"
        ),
        pytest.param(
            (Noop(),), b"+OK\n", [Fault.MALFORMED, Missing.UNANSWERED], id="bare-lf"
        ),
        pytest.param(
            (Noop(),),
            b"+ go on\r\n",
            [Fault.UNEXPECTED, Missing.UNANSWERED],
            id="5034-4-challenge-unasked",
        ),
        pytest.param((Noop(),), b"+OK\r\n+OK\r\n", [OK, Fault.UNASKED], id="one-more"),
        pytest.param((), b"+OK\r\n", [Fault.UNASKED], id="unasked"),
        pytest.param((), b"-ERR bye\r\n", [Goodbye(b"-ERR bye")], id="goodbye"),
        pytest.param(
            (Noop(),), b"+OK\r\n-ERR idle\r\n", [OK, Goodbye(b"-ERR idle")], id="leave"
        ),
        pytest.param((), b"-ERRATIC\r\n", [Fault.UNASKED], id="no-goodbye"),
        pytest.param((), b"-ER", [Fault.UNASKED], id="half-a-goodbye"),
        pytest.param(
            (Noop(),), b"+O", [Fault.UNENDED, Missing.UNANSWERED], id="half-a-line"
        ),
        pytest.param(
            (List(),),
            b"+OK\r\n1 2\r\n",
            [Fault.UNENDED, Missing.UNANSWERED],
            id="1939-5-no-dot",
        ),
        pytest.param(
            (Retr(1),),
            b"+OK\r\nx\n.\ny\r\n",
            [Piece(1, b"x\n.\ny\r\n", False), Fault.UNENDED, Missing.UNANSWERED],
            id="1939-3-lf-dot-lf",
        ),
        pytest.param((Noop(),), b"", [Missing.UNANSWERED], id="silence"),
        pytest.param((), b"", [], id="nothing-due"),
        pytest.param(
            (Keep((1,)),), b"+", [Fault.UNASKED, Missing.UNANSWERED], id="while-keeping"
        ),
        pytest.param(
            (Keep((1,)),),
            b"-ERR bye\r\n",
            [Goodbye(b"-ERR bye"), Missing.UNANSWERED],
            id="goodbye-while-keeping",
        ),
        pytest.param(
            (Quit(),), b"+OK\r\nmore\r\n", [OK], id="behind-quit-nothing-counts"
        ),
    ],
)
def test_violations(
    asked: tuple[Command, ...], octets: bytes, told: list[object]
) -> None:
    for cuts in ([], list(range(1, len(octets)))):
        assert list(fed(at_work(*asked), octets, cuts)[:-1]) == told


def test_what_is_behind_the_go_ahead_is_injected() -> None:
    for octets in (b"+OK\r\n+OK\r\n", b"+OK begin\r\n-ERR", b"+OK\r\n\x16"):
        told = fed(standing(Phase.AUTHORIZATION, Stls()), octets, [])
        assert told[1] is Fault.INJECTED
    dialogue, _ = receive(standing(Phase.AUTHORIZATION, Stls()), b"+OK\r\n")
    dialogue, outputs = issue(dialogue, (Handshake(),))
    assert outputs == (Handshake(),)
    closed, events = receive(dialogue, b"x")
    assert joined(events) == [Fault.INJECTED, Missing.UNANSWERED]
    assert closed.phase is Phase.CLOSED


def test_nothing_learnt_before_tls_counts() -> None:
    clear = Dialogue(Phase.SECURING, PIPELINING, (Handshake(),))
    dialogue, events = secured(clear)
    assert events == (Secured(),)
    assert dialogue == Dialogue(
        Phase.AUTHORIZATION, Offer(), (), channel=Channel.TRUSTED
    )
    with pytest.raises(ValueError, match="Handshake"):
        secured(dialogue)


def test_capa_is_learnt() -> None:
    dialogue, events = receive(
        standing(Phase.AUTHORIZATION, Capa(), offer=Offer()),
        b"+OK\r\nPIPELINING\r\nUIDL\r\n.\r\n",
    )
    assert dialogue.offer == Offer((Capability("PIPELINING"), Capability("UIDL")))
    assert events == (Response(Status.OK, body=(b"PIPELINING\r\nUIDL\r\n",)),)
    dialogue, _ = receive(standing(Phase.TRANSACTION, Capa()), b"-ERR\r\n")
    assert dialogue.offer == Offer()


@pytest.mark.parametrize(
    ("octets", "fault", "shown"),
    [
        pytest.param(b"+OK ab\n", Fault.MALFORMED, b"+OK ab", id="bare-lf"),
        pytest.param(b"hello\r\n", Fault.MALFORMED, b"hello", id="no-status"),
        pytest.param(
            b"+ go on\r\n+OK\r\n", Fault.UNEXPECTED, b"+ go on", id="challenge"
        ),
    ],
)
def test_a_violation_quotes_the_server(
    octets: bytes, fault: Fault, shown: bytes
) -> None:
    _, events = receive(at_work(Noop()), octets)
    assert events == (Violated(fault, shown), Missing.UNANSWERED)


def test_half_an_answer_is_shown() -> None:
    half, _ = receive(at_work(Noop()), b"+OK al")
    assert finish(half)[1] == (Violated(Fault.UNENDED, b"+OK al"), Missing.UNANSWERED)
    half, _ = receive(at_work(Retr(1)), b"+OK 9 octets\r\nabc")
    assert finish(half)[1] == (
        Violated(Fault.UNENDED, b"9 octets"),
        Missing.UNANSWERED,
    )


def test_stored_answers_a_keep_alone() -> None:
    for dialogue, numbers in ((at_work(), (1,)), (at_work(Keep((1,))), (2,))):
        with pytest.raises(ValueError, match="Keep"):
            stored(dialogue, numbers)


def test_a_refused_greeting_ends_the_session() -> None:
    dialogue, events = receive(Dialogue(), b"-ERR [IN-USE] later\r\n")
    assert events == (Response(Status.ERR, b"[IN-USE] later"),)
    assert dialogue.phase is Phase.CLOSED


def test_there_is_an_example_of_each_command() -> None:
    assert {type(example) for example in EXAMPLES} == set(GRAMMAR)
