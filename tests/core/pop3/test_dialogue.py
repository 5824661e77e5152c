import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.limits import Limits
from core.pop3.capability import Capability, Offer
from core.pop3.command import (
    Auth,
    Capa,
    Command,
    Dele,
    Keep,
    List,
    Noop,
    Pass,
    Quit,
    Respond,
    Retr,
    Stat,
    Stls,
    Top,
    Uidl,
    User,
)
from core.pop3.dialogue import Dialogue, finish, issue, receive, secured, stored
from core.pop3.event import Event, Piece, Stored
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
    Write,
)
from tests.strategies.pop3 import EXAMPLES

XS = b"\r\n" + b"X" * 999
PIPELINING = Offer((Capability("PIPELINING"),))
OK = Response(Status.OK)
ERR = Response(Status.ERR)


def standing(phase: Phase, *in_flight: Command, offer: Offer = PIPELINING) -> Dialogue:
    return Dialogue(phase, offer, in_flight, channel=Channel.TRUSTED)


def at_work(*in_flight: Command) -> Dialogue:
    return standing(Phase.TRANSACTION, *in_flight)


def joined(events: tuple[Event, ...]) -> list[object]:
    """Return events with the pieces of one message as one; of violations the fault."""
    told: list[object] = []
    for event in events:
        match event, told[-1:]:
            case Piece(number=number), [Piece(number=before, last=False) as piece] if (
                number == before
            ):
                octets = piece.octets + event.octets
                told[-1] = Piece(number, octets, event.last)
            case Violated(fault=fault), _:
                told.append(fault)
            case _:
                told.append(event)
    return told


def fed(dialogue: Dialogue, octets: bytes, cuts: list[int]) -> tuple[object, ...]:
    """Return what a dialogue tells of octets that are cut at some places."""
    places = [0, *sorted(cut % (len(octets) + 1) for cut in cuts), len(octets)]
    events: tuple[Event, ...] = ()
    for start, stop in itertools.pairwise(places):
        dialogue, more = receive(dialogue, octets[start:stop])
        events += more
    dialogue, more = finish(dialogue)
    return (*joined(events + more), dialogue)


# -- the telnet dialogue ------------------------------------------------------


def test_the_session_of_a_telnet_user() -> None:
    dialogue, outputs = issue(Dialogue(channel=Channel.TRUSTED), ())
    assert outputs == ()
    said: list[bytes] = []
    heard: list[Event] = []
    for lines, command in (
        (b"+OK XMail POP3 Server v1.0 Service Ready(XMail v1.0)\r\n", User("a@qq.com")),
        (b"+OK\r\n", Pass("code")),
        (b"+OK\r\n", List()),
        (b"+OK\r\n1 14712\r\n2 120\r\n3 7\r\n.\r\n", Retr(1)),
        (b"+OK 14712\r\nSubject: a\r\n\r\n..\r\n.\r\n", Quit()),
        (b"+OK Bye\r\n", None),
    ):
        dialogue, events = receive(dialogue, lines)
        heard += events
        if command is not None:
            dialogue, outputs = issue(dialogue, (command,))
            said += [o.octets for o in outputs if isinstance(o, Write)]
    assert said == [
        b"USER a@qq.com\r\n",
        b"PASS code\r\n",
        b"LIST\r\n",
        b"RETR 1\r\n",
        b"QUIT\r\n",
    ]
    assert heard == [
        Response(Status.OK, b"XMail POP3 Server v1.0 Service Ready(XMail v1.0)"),
        OK,
        OK,
        Response(Status.OK, body=(b"1 14712\r\n2 120\r\n3 7\r\n",)),
        Piece(1, b"Subject: a\r\n\r\n.\r\n", True),
        Response(Status.OK, b"14712"),
        Response(Status.OK, b"Bye"),
    ]
    assert dialogue.phase is Phase.CLOSED


# -- receive ------------------------------------------------------------------

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
def test_limits(asked: Command, octets: bytes) -> None:
    place = GRAMMAR[type(asked)].places[0]
    for size in (1, 1000, len(octets)):
        dialogue = standing(place, asked)
        events: tuple[Event, ...] = ()
        for at in range(0, len(octets), size):
            dialogue, more = receive(dialogue, octets[at : at + size])
            events += more
        assert joined(events) == [Fault.TOO_LONG, Missing.UNANSWERED]


def test_limits_that_are_just_kept() -> None:
    dialogue, events = receive(at_work(Noop()), b"+OK " + b"x" * 4092 + b"\r\n")
    assert len(events) == 1
    assert isinstance(events[0], Response)
    body = b"X\r\n" * 512
    _, events = receive(at_work(Capa()), b"+OK\r\n" + body + b".\r\n")
    assert events == (Response(Status.OK, body=(body,)),)
    few = Dialogue(Phase.TRANSACTION, PIPELINING, (List(),), limits=Limits(entries=3))
    assert receive(few, b"+OK\r\n" + b"1 1\r\n" * 3 + b".\r\n")[1] == (
        Response(Status.OK, body=(b"1 1\r\n" * 3,)),
    )
    assert joined(receive(few, b"+OK\r\n" + b"1 1\r\n" * 4 + b".\r\n")[1]) == [
        Fault.TOO_LONG,
        Missing.UNANSWERED,
    ]
    assert dialogue.phase is Phase.TRANSACTION
    challenge = b"x" * 12_286
    _, events = receive(standing(Phase.AUTHORIZATION, Auth("PLAIN")), b"+ " + challenge)
    assert events == ()
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


def test_a_message_without_line_ends_is_not_collected() -> None:
    dialogue, _ = receive(at_work(Retr(1)), b"+OK\r\n")
    for _ in range(50):
        dialogue, events = receive(dialogue, b"x" * 1000)
        assert events == (Piece(1, b"x" * 1000, False),)
        assert len(dialogue.pending) <= 4


# -- issue --------------------------------------------------------------------


def written(outputs: tuple[object, ...]) -> bytes:
    return b"".join(output.octets for output in outputs if isinstance(output, Write))


def test_a_group_leaves_in_one_write() -> None:
    dialogue, outputs = issue(at_work(), (Dele(1), Retr(2), Noop()))
    assert outputs == (
        Write(b"DELE 1\r\nRETR 2\r\nNOOP\r\n", b"DELE 1\r\nRETR 2\r\nNOOP\r\n"),
    )
    assert dialogue.in_flight == (Dele(1), Retr(2), Noop())


def test_lockstep_without_pipelining() -> None:
    dialogue = standing(Phase.TRANSACTION, offer=Offer())
    dialogue, outputs = issue(dialogue, (Dele(1), Dele(2), Noop()))
    said = [written(outputs)]
    for _ in range(3):
        assert issue(dialogue, ())[1] == ()
        dialogue, events = receive(dialogue, b"+OK\r\n")
        assert events == (OK,)
        dialogue, outputs = issue(dialogue, ())
        said.append(written(outputs))
    assert said == [b"DELE 1\r\n", b"DELE 2\r\n", b"NOOP\r\n", b""]
    assert dialogue.held == ()


def test_at_most_128_are_in_flight() -> None:
    dialogue, outputs = issue(at_work(), tuple(map(Retr, range(1, 200))))
    assert written(outputs).count(b"\r\n") == len(dialogue.in_flight) == 128
    dialogue, _ = receive(dialogue, b"-ERR\r\n" * 5)
    dialogue, outputs = issue(dialogue, ())
    assert written(outputs).count(b"\r\n") == 5
    assert len(dialogue.held) == 66


def test_what_stands_alone_waits_and_is_waited_for() -> None:
    dialogue, outputs = issue(at_work(Noop()), (Keep((1,)), Noop()))
    assert outputs == ()
    dialogue, _ = receive(dialogue, b"+OK\r\n")
    dialogue, outputs = issue(dialogue, ())
    assert outputs == (Keep((1,)),)
    assert issue(dialogue, ())[1] == ()
    dialogue, events = stored(dialogue, (1,))
    assert events == (Stored((1,)),)
    assert written(issue(dialogue, ())[1]) == b"NOOP\r\n"


def test_stored_answers_a_keep_alone() -> None:
    for dialogue, numbers in ((at_work(), (1,)), (at_work(Keep((1,))), (2,))):
        with pytest.raises(ValueError, match="Keep"):
            stored(dialogue, numbers)


def test_a_secret_is_written_and_not_shown() -> None:
    _, outputs = issue(standing(Phase.NAMED), (Pass("sesame"),))
    assert outputs == (Write(b"PASS sesame\r\n", b"PASS ***\r\n"),)
    assert "sesame" not in repr(outputs)


@pytest.mark.parametrize(
    ("phase", "command"),
    [(p, c) for c in (User("a"), Auth("PLAIN")) for p in (Phase.AUTHORIZATION,)]
    + [(Phase.NAMED, Pass("a")), (Phase.EXCHANGING, Respond(b"a"))],
)
def test_no_login_in_clear(phase: Phase, command: Command) -> None:
    with pytest.raises(ValueError, match="clear"):
        issue(Dialogue(phase, in_flight=()), (command,))
    assert issue(standing(phase), (command,))[1] != ()


def test_a_login_may_be_ordered_behind_the_handshake() -> None:
    dialogue = Dialogue(Phase.SECURING, in_flight=())
    dialogue, outputs = issue(dialogue, (Handshake(), User("a"), Pass("b")))
    assert outputs == (Handshake(),)
    dialogue, _ = secured(dialogue)
    dialogue, outputs = issue(dialogue, ())
    assert written(outputs) == b"USER a\r\n"


def test_what_has_no_place_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="Retr has no place in AUTHORIZATION"):
        issue(standing(Phase.AUTHORIZATION), (Retr(1),))
    with pytest.raises(ValueError, match="Noop has no place in CLOSED"):
        issue(at_work(), (Quit(), Noop()))
    assert issue(standing(Phase.AUTHORIZATION), (User("a"), Pass("b"), Stat()))


def test_a_held_command_that_lost_its_place_is_unsent() -> None:
    dialogue, outputs = issue(
        standing(Phase.AUTHORIZATION), (User("a"), Pass("b"), Stat())
    )
    assert written(outputs) == b"USER a\r\n"
    dialogue, events = receive(dialogue, b"-ERR\r\n")
    assert events == (ERR, Missing.UNSENT, Missing.UNSENT)
    assert dialogue.held == ()


def test_a_session_that_is_over_holds_and_finish_answers() -> None:
    dialogue, _ = finish(at_work())
    dialogue, outputs = issue(dialogue, (Retr(1), Noop()))
    assert outputs == ()
    assert receive(dialogue, b"+OK\r\n")[1] == ()
    assert finish(dialogue)[1] == (Missing.UNSENT, Missing.UNSENT)


def test_nothing_goes_out_while_a_goodbye_may_be_coming() -> None:
    dialogue, events = receive(at_work(), b"-ER")
    assert events == ()
    dialogue, outputs = issue(dialogue, (Noop(),))
    assert outputs == ()
    dialogue, events = receive(dialogue, b"R idle\r\n")
    assert events == (Goodbye(b"-ERR idle"),)
    assert finish(dialogue)[1] == (Missing.UNSENT,)


def test_a_refused_greeting_ends_the_session() -> None:
    dialogue, events = receive(Dialogue(), b"-ERR [IN-USE] later\r\n")
    assert events == (Response(Status.ERR, b"[IN-USE] later"),)
    assert dialogue.phase is Phase.CLOSED


def test_there_is_an_example_of_each_command() -> None:
    assert {type(example) for example in EXAMPLES} == set(GRAMMAR)
