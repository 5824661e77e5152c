import time
from collections.abc import Callable

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from core.limits import Limits
from core.smtp.command.octets import Command
from core.smtp.command.session import (
    Auth,
    Ehlo,
    Greeting,
    Helo,
    Noop,
    Quit,
    Rset,
    StartTls,
)
from core.smtp.command.transaction import BdatLast, Content, Data, Mail, Rcpt, Verdict
from core.smtp.dialogue import (
    IN_FLIGHT,
    Dialogue,
    Event,
    finish,
    issue,
    receive,
    secured,
)
from core.smtp.extension import Keyword, Offer
from core.smtp.grammar import Phase
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.reading import SHOWN
from core.smtp.reply import Reply, serialize_reply
from core.wire.turn import (
    Channel,
    Fault,
    Goodbye,
    Handshake,
    Missing,
    Pour,
    PourChunk,
    Secured,
    Violated,
    Write,
)
from tests.strategies.smtp import broken, replies
from tests.strategies.wire import cuts

MAIL = Mail(ReversePath(None))
RCPT = Rcpt(ForwardPath(None))
PIPELINING = Offer("mx", (Keyword("PIPELINING"),))


def standing(
    phase: Phase = Phase.READY,
    offer: Offer = PIPELINING,
    in_flight: tuple[Command, ...] = (),
    channel: Channel = Channel.TRUSTED,
) -> Dialogue:
    return Dialogue(phase, offer, in_flight, (), phase, channel=channel)


def told(dialogue: Dialogue, *octets: bytes) -> tuple[Dialogue, list[Event]]:
    events: list[Event] = []
    for chunk in octets:
        dialogue, more = receive(dialogue, chunk)
        events += more
    return dialogue, events


def written(outputs: tuple[object, ...]) -> bytes:
    return b"".join(one.octets for one in outputs if isinstance(one, Write))


WORDS = st.lists(
    st.sampled_from(
        [
            b"250 ok\r\n",
            b"550-a\r\n",
            b"550 b\r\n",
            b"354 go\r\n",
            b"421 bye\r\n",
            b"250",
            b"\r\n",
            b"\n",
            b"x",
            b"250 ok\n",
            b"250-" + b"y" * 30 + b"\r\n",
            b"334 \r\n",
        ]
    )
    | replies().map(serialize_reply)
    | broken(replies().map(serialize_reply)),
    max_size=8,
).map(b"".join)
PHASES = st.sampled_from(Phase)
FLIGHTS = st.lists(
    st.sampled_from(
        (
            MAIL,
            RCPT,
            Data(),
            Content("a"),
            Rset(),
            Noop(),
            Ehlo("x"),
            Quit(),
            StartTls(),
        )
    ),
    max_size=5,
).map(tuple)


@given(PHASES, FLIGHTS, WORDS, st.lists(st.integers(0, 999), max_size=6))
def test_how_octets_are_cut_never_shows(
    phase: Phase, in_flight: tuple[Command, ...], octets: bytes, places: list[int]
) -> None:
    limits = Limits(reply_line=40, reply_lines=3, reply_octets=60, challenge_line=50)
    held = (RCPT,) if in_flight else ()
    begun = Dialogue(phase, PIPELINING, in_flight, held, phase, limits=limits)
    assert told(begun, octets) == told(begun, *cuts(octets, places), b"")


@given(PHASES, FLIGHTS, WORDS)
def test_any_octets_are_borne_and_every_order_is_answered_once(
    phase: Phase, in_flight: tuple[Command, ...], octets: bytes
) -> None:
    dialogue, events = receive(standing(phase, in_flight=in_flight), octets)
    assert len(dialogue.pending) <= dialogue.limits.challenge_line + 1
    ended, more = finish(dialogue)
    ends = (Violated, Goodbye)
    answers = [event for event in (*events, *more) if not isinstance(event, ends)]
    if phase is not Phase.CLOSED:
        assert len(answers) == len(in_flight)
    assert ended.phase is Phase.CLOSED
    assert finish(ended)[1] == ()
    assert receive(ended, octets) == (ended, ())


EVENTS: dict[str, Callable[[Dialogue], tuple[Dialogue, tuple[Event, ...]]]] = {
    "granted": lambda dialogue: receive(dialogue, b"250 ok\r\n"),
    "go-ahead": lambda dialogue: receive(dialogue, b"354 go\r\n"),
    "challenge": lambda dialogue: receive(dialogue, b"334 \r\n"),
    "put off": lambda dialogue: receive(dialogue, b"450 later\r\n"),
    "refused": lambda dialogue: receive(dialogue, b"550 no\r\n"),
    "left": lambda dialogue: receive(dialogue, b"421 bye\r\n"),
    "junk": lambda dialogue: receive(dialogue, b"junk\r\n"),
    "half a line": lambda dialogue: receive(dialogue, b"25"),
    "the end": finish,
}


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("phase", [one for one in Phase if one is not Phase.CLOSED])
def test_every_state_meets_every_event(phase: Phase, event: str) -> None:
    for command in (None, *SAMPLES):
        in_flight = () if command is None else (command,)
        dialogue, events = EVENTS[event](standing(phase, in_flight=in_flight))
        answers = [one for one in events if not isinstance(one, Violated | Goodbye)]
        assert len(answers) + len(dialogue.in_flight) == len(in_flight)
        ended = len(answers) < len(events)
        assert dialogue.phase is Phase.CLOSED or not ended


SAMPLES: tuple[Command, ...] = (
    Greeting(),
    Ehlo("x"),
    Helo("x"),
    StartTls(),
    Handshake(),
    Auth("PLAIN"),
    MAIL,
    RCPT,
    Data(),
    Content("a"),
    BdatLast("a", 1),
    Verdict(),
    Rset(),
    Noop(),
    Quit(),
)


def test_groups_leave_as_the_offer_allows() -> None:
    orders = (MAIL, RCPT, RCPT, Data())
    dialogue, outputs = issue(standing(), orders)
    assert outputs == (Write(written(outputs), written(outputs)),)
    assert written(outputs).count(b"\r\n") == 4
    assert dialogue.in_flight == orders
    dialogue, outputs = issue(standing(offer=Offer("mx")), orders)
    assert written(outputs) == b"MAIL FROM:<>\r\n"
    assert dialogue.held == orders[1:]
    dialogue, _ = receive(dialogue, b"250 ok\r\n")
    dialogue, outputs = issue(dialogue, ())
    assert written(outputs) == b"RCPT TO:<Postmaster>\r\n"


def test_what_ends_a_group_has_nothing_behind_it() -> None:
    """RFC 2920 section 3.1."""
    dialogue, outputs = issue(standing(), (Noop(), MAIL))
    assert written(outputs) == b"NOOP\r\n"
    assert issue(dialogue, ())[1] == ()
    dialogue, _ = receive(dialogue, b"250 ok\r\n")
    assert written(issue(dialogue, ())[1]) == b"MAIL FROM:<>\r\n"


def test_mail_data_begin_the_next_group() -> None:
    dialogue = standing(Phase.POURING)
    _, outputs = issue(dialogue, (Content("a"), MAIL, RCPT, Data()))
    assert outputs[0] == Pour("a")
    assert written(outputs) == b"MAIL FROM:<>\r\nRCPT TO:<Postmaster>\r\nDATA\r\n"
    _, outputs = issue(standing(Phase.ADDRESSED), (BdatLast("a", 3),))
    assert outputs == (
        Write(b"BDAT 3 LAST\r\n", b"BDAT 3 LAST\r\n"),
        PourChunk("a", 3, last=True),
    )


def test_no_more_are_in_flight_than_buffers_hold() -> None:
    recipients = (RCPT,) * 300
    dialogue, outputs = issue(standing(), (MAIL, *recipients))
    assert len(dialogue.in_flight) == IN_FLIGHT
    dialogue, events = receive(dialogue, b"250 ok\r\n" * 10)
    assert len(events) == 10
    dialogue, outputs = issue(dialogue, ())
    assert len(dialogue.in_flight) == IN_FLIGHT
    assert written(outputs).count(b"\r\n") == 10


def test_the_last_room_is_for_one_command() -> None:
    dialogue, _ = issue(standing(), (MAIL, *(RCPT,) * (IN_FLIGHT - 2)))
    dialogue, outputs = issue(dialogue, (RCPT, RCPT))
    assert written(outputs).count(b"\r\n") == 1
    assert len(dialogue.in_flight) == IN_FLIGHT
    assert issue(dialogue, (RCPT,))[1] == ()


def test_ordering_keeps_what_the_dialogue_knows() -> None:
    limits = Limits(reply_line=40)
    begun = Dialogue(
        Phase.READY,
        PIPELINING,
        (Rset(),),
        (),
        Phase.READY,
        b"25",
        (b"250-half",),
        Channel.CLEAR,
        limits,
    )
    dialogue, _ = issue(begun, (Rset(), Rset()))
    assert dialogue == evolve(begun, in_flight=(Rset(),) * 3)
    # What was ordered first says what has a place next, also when part is answered.
    dialogue, _ = issue(standing(), (MAIL, RCPT))
    dialogue, _ = receive(dialogue, b"250 ok\r\n")
    assert issue(dialogue, (Data(),))[0].in_flight == (RCPT, Data())
    dialogue, _ = issue(standing(), (MAIL,))
    assert issue(dialogue, (RCPT,))[0].in_flight == (MAIL, RCPT)


def test_what_lost_its_place_is_unsent() -> None:
    dialogue, _ = issue(
        standing(offer=Offer("mx")), (MAIL, RCPT, Data(), Content("a"), MAIL)
    )
    dialogue, events = receive(dialogue, b"550 no\r\n")
    assert events == (Reply(550, (b"no",)), *[Missing.UNSENT] * 3)
    assert written(issue(dialogue, ())[1]) == b"MAIL FROM:<>\r\n"


@pytest.mark.parametrize(
    ("dialogue", "command"),
    [
        (standing(Phase.READY), RCPT),
        (standing(Phase.GREETED), MAIL),
        (standing(Phase.MAILING), Data()),
        (standing(Phase.POURING), Quit()),
        (standing(Phase.UNWELCOME), Ehlo("x")),
        (standing(Phase.SECURING), Ehlo("x")),
        (Dialogue(), Greeting()),
    ],
)
def test_our_mistake_is_a_value_error(dialogue: Dialogue, command: Command) -> None:
    said = f"{type(command).__name__} has no place in {dialogue.due.name}"
    with pytest.raises(ValueError, match=said):
        issue(dialogue, (command,))


@pytest.mark.parametrize("command", [Auth("PLAIN", b"AGEAYg=="), MAIL])
def test_nothing_private_goes_out_in_clear(command: Command) -> None:
    """Promise 5."""
    clear = standing(channel=Channel.CLEAR)
    said = f"{type(command).__name__} in clear text"
    with pytest.raises(ValueError, match=said):
        issue(clear, (command,))
    with pytest.raises(ValueError, match=said):
        issue(clear, (Ehlo("x"), command))
    with pytest.raises(ValueError, match=said):
        issue(issue(clear, (Noop(),))[0], (command,))
    behind = (StartTls(), Handshake(), Ehlo("x"), command)
    dialogue, outputs = issue(clear, behind)
    assert written(outputs) == b"STARTTLS\r\n"
    assert dialogue.held == behind[1:]


def test_secrets_are_written_and_not_shown() -> None:
    _, outputs = issue(standing(), (Auth("PLAIN", b"AGEAaHVudGVyMg=="),))
    assert outputs == (
        Write(b"AUTH PLAIN AGEAaHVudGVyMg==\r\n", b"AUTH PLAIN ***\r\n"),
    )
    assert "AGEAaHVudGVyMg" not in repr(outputs)


SECURING = standing(Phase.READY, in_flight=(StartTls(),), channel=Channel.CLEAR)


def test_tls_makes_all_that_was_learnt_forgotten() -> None:
    """Promise 3. RFC 3207 section 4.2."""
    dialogue, events = receive(SECURING, b"220 go\r\n")
    assert events == (Reply(220, (b"go",)),)
    dialogue, outputs = issue(dialogue, (Handshake(),))
    assert outputs == (Handshake(),)
    dialogue, events = secured(dialogue)
    assert events == (Secured(),)
    assert dialogue.offer == Offer()
    assert dialogue.phase is Phase.GREETED
    assert dialogue.channel is Channel.TRUSTED
    with pytest.raises(ValueError, match="handshake"):
        secured(dialogue)


@pytest.mark.parametrize(
    "chunks",
    [
        (b"220 go\r\n250 evil\r\n",),
        (b"220 go\r\n2",),
        (b"220 go\r\n", b"2"),
        (b"220 go\r\n\r",),
        (b"220 go\r\njunk\r\n",),
        (b"220 go\r\n", b"250 evil\r\n250 more\r\n"),
    ],
)
def test_octets_in_clear_behind_the_go_ahead(chunks: tuple[bytes, ...]) -> None:
    """Promise 2. CVE-2011-0411."""
    dialogue, events = told(SECURING, *chunks)
    assert events == [Reply(220, (b"go",)), Violated(Fault.INJECTED, b"")]
    assert dialogue.phase is Phase.CLOSED


def test_octets_while_the_handshake_is_due() -> None:
    dialogue, _ = receive(SECURING, b"220 go\r\n")
    dialogue, _ = issue(dialogue, (Handshake(),))
    _, events = receive(dialogue, b"250 evil\r\n")
    assert events == (Violated(Fault.INJECTED, b""), Missing.UNANSWERED)


FLIGHT = standing(Phase.POURING, in_flight=(Content("a"), MAIL))


@pytest.mark.parametrize(
    ("octets", "fault"),
    [
        pytest.param(b"hello\r\n", Fault.MALFORMED, id="RFC 5321 4.2: no code"),
        pytest.param(b"2500\r\n", Fault.MALFORMED, id="RFC 5321 4.2: four digits"),
        pytest.param(b"250 ok\n", Fault.MALFORMED, id="RFC 5321 2.3.8: a bare LF"),
        pytest.param(b"\r\n", Fault.MALFORMED, id="RFC 5321 4.2: an empty line"),
        pytest.param(b"250-a\r\n550 b\r\n", Fault.CONTRADICTORY, id="RFC 5321 4.2.1"),
        pytest.param(
            b"550-a\r\n250 b\r\n", Fault.CONTRADICTORY, id="RFC 5321 4.2.1: yes"
        ),
        pytest.param(
            b"354 go\r\n", Fault.UNEXPECTED, id="RFC 5321 4.3.2: no end of data"
        ),
        pytest.param(
            b"260 ok\r\n", Fault.UNEXPECTED, id="RFC 5321 4.2.1: second digit"
        ),
        pytest.param(b"250 " + b"x" * 5000, Fault.TOO_LONG, id="promise 9: a line"),
        pytest.param(b"250-x\r\n" * 513, Fault.TOO_LONG, id="promise 9: lines"),
        pytest.param(
            (b"250-" + b"x" * 4000 + b"\r\n") * 20,
            Fault.TOO_LONG,
            id="promise 9: octets",
        ),
    ],
)
def test_violations_leave_what_is_in_flight_unanswered(
    octets: bytes, fault: Fault
) -> None:
    dialogue, events = receive(FLIGHT, octets)
    assert isinstance(events[0], Violated)
    assert events[0].fault is fault
    assert events[1:] == (Missing.UNANSWERED, Missing.UNANSWERED)
    assert dialogue.phase is Phase.CLOSED


@pytest.mark.parametrize(
    ("octets", "fault", "shown"),
    [
        (b"250-a\r\nhello\r\n", Fault.MALFORMED, b"hello"),
        (b"250-a\r\n550-b\r\n550 c\r\n", Fault.CONTRADICTORY, b"550 c"),
        (b"hello\r\n", Fault.MALFORMED, b"hello"),
        (b"250 ok\n", Fault.MALFORMED, b"250 ok"),
        (b"250-a\r\n250 b\n", Fault.MALFORMED, b"250-a"),
    ],
)
def test_a_violation_quotes_the_server(
    octets: bytes, fault: Fault, shown: bytes
) -> None:
    dialogue, events = receive(FLIGHT, octets)
    assert events == (Violated(fault, shown), *[Missing.UNANSWERED] * 2)
    over = evolve(FLIGHT, phase=Phase.CLOSED, due=Phase.CLOSED, in_flight=())
    assert dialogue == over
    assert finish(FLIGHT)[0] == over


@pytest.mark.parametrize(
    ("kept", "more"),
    [
        pytest.param(b"250 " + b"x" * 4092, b"x", id="a line"),
        pytest.param(b"334 " + b"x" * 12_284, b"x", id="a challenge"),
        pytest.param(
            (b"250-" + b"x" * 4092 + b"\r\n") * 15 + b"250 " + b"x" * 4092,
            b"x",
            id="64 kB",
        ),
        pytest.param(b"250-\r\n" * 511 + b"250", b"-\r\n250", id="512 lines"),
    ],
)
def test_limits_that_are_just_kept(kept: bytes, more: bytes) -> None:
    """Promise 9."""
    asked = standing(in_flight=(Auth("PLAIN"),))
    dialogue = asked if kept.startswith(b"334") else standing(in_flight=(Noop(),))
    for end in (b"\r\n", b"\r"):
        events = told(dialogue, kept + end)[1]
        assert not any(isinstance(event, Violated) for event in events)
    for octets in (kept + more, kept + more + b"\r\n"):
        assert told(dialogue, octets)[1][0] == Violated(
            Fault.TOO_LONG, kept.partition(b"\r\n")[0][:SHOWN]
        )


def test_a_challenge_may_be_long() -> None:
    dialogue = standing(in_flight=(Auth("SCRAM-SHA-256"),))
    _, events = receive(dialogue, b"334 " + b"x" * 12_000 + b"\r\n")
    assert events == (Reply(334, (b"x" * 12_000,)),)
    _, events = receive(dialogue, b"334 " + b"x" * 13_000 + b"\r\n")
    assert events[0] == Violated(Fault.TOO_LONG, (b"334 " + b"x" * 60))


def test_octets_that_answer_nothing() -> None:
    """Promise 12."""
    dialogue, events = receive(standing(), b"250 ok\r\n")
    assert events == (Violated(Fault.UNASKED, b"250 ok"),)
    assert dialogue.phase is Phase.CLOSED
    dialogue, events = receive(standing(), b"421 bye\r\n")
    assert events == (Goodbye(b"421 bye"),)
    assert dialogue.phase is Phase.CLOSED


def test_half_an_unasked_line_holds_everything_back() -> None:
    dialogue, events = receive(standing(), b"25")
    assert events == ()
    dialogue, outputs = issue(dialogue, (MAIL,))
    assert outputs == ()
    dialogue, events = receive(dialogue, b"0 ok\r\n")
    assert events == (Violated(Fault.UNASKED, b"250 ok"),)
    assert finish(dialogue)[1] == (Missing.UNSENT,)
    dialogue, _ = receive(standing(), b"25")
    assert finish(dialogue)[1] == (Violated(Fault.UNASKED, b"25"),)


def test_goodbye_answers_the_oldest_in_flight() -> None:
    dialogue, events = receive(FLIGHT, b"421 bye\r\n")
    assert events == (Reply(421, (b"bye",)), Missing.UNANSWERED)
    dialogue, outputs = issue(dialogue, (RCPT, Quit()))
    assert outputs == ()
    assert finish(dialogue)[1] == (Missing.UNSENT, Missing.UNSENT)


def test_success_cannot_be_meant_for_what_is_not_written_yet() -> None:
    _, events = receive(FLIGHT, b"250 ok\r\n", "a")
    assert events == (
        Violated(Fault.UNEXPECTED, b"250 ok"),
        Missing.UNENDED,
        Missing.UNSENT,
    )


def test_a_refusal_can_come_before_the_end() -> None:
    dialogue, events = receive(FLIGHT, b"552 full\r\n", "a")
    assert events == (Reply(552, (b"full",)),)
    assert finish(dialogue, "a")[1] == (Missing.UNSENT,)


def test_the_end_of_input() -> None:
    poured = standing(Phase.POURING)
    held = issue(poured, (Content("a"), MAIL, RCPT, Data(), Content("b")))[0]
    limited = standing(Phase.POURING, offer=Offer("mx"))
    lockstep = issue(limited, (Content("a"), MAIL))[0]
    assert finish(held)[1] == (Missing.UNANSWERED,) * 4 + (Missing.UNSENT,)
    assert finish(lockstep)[1] == (Missing.UNANSWERED, Missing.UNSENT)
    assert finish(FLIGHT, unended="a")[1] == (Missing.UNENDED, Missing.UNSENT)
    # A source that is refused before its end: nothing behind it has gone out.
    assert finish(FLIGHT, unended="b")[1] == (Missing.UNSENT, Missing.UNSENT)
    begun, _ = receive(FLIGHT, b"250-o")
    fault = Violated(Fault.UNENDED, b"250-o")
    assert finish(begun)[1] == (fault, Missing.UNANSWERED, Missing.UNANSWERED)


def test_a_go_ahead_to_what_was_refused_ends_the_session() -> None:
    """Promise 15: after 354 a lone dot would deliver an empty message."""
    dialogue, _ = issue(standing(), (MAIL, RCPT, Data()))
    dialogue, events = receive(dialogue, b"250 ok\r\n550 no\r\n354 go\r\n")
    assert events[2:] == (Violated(Fault.UNEXPECTED, b"354 go"), Missing.UNANSWERED)
    assert dialogue.phase is Phase.CLOSED


def test_a_refused_reset_leaves_nothing_that_may_be_sent() -> None:
    """The former envelope is still open: MAIL is refused and all else granted."""
    dialogue, _ = issue(standing(Phase.ADDRESSED), (Rset(), MAIL, RCPT, Data()))
    dialogue, events = receive(dialogue, b"500 no\r\n503 no\r\n250 ok\r\n354 go\r\n")
    assert events[3:] == (Violated(Fault.UNEXPECTED, b"354 go"), Missing.UNANSWERED)


def test_the_offer_is_that_of_the_last_hello() -> None:
    dialogue = standing(Phase.GREETED, Offer(), (Ehlo("x"),))
    dialogue, _ = receive(dialogue, b"250-mx\r\n250 PIPELINING\r\n")
    assert dialogue.offer == PIPELINING
    dialogue, _ = issue(dialogue, (Helo("x"),))
    dialogue, _ = receive(dialogue, b"250 mx\r\n")
    assert dialogue.offer == Offer()


def test_a_long_reply_in_octets_takes_linear_time() -> None:

    octets = b"250-" + b"x" * 100 + b"\r\n"
    dialogue = standing(in_flight=(Ehlo("x"),))
    began = time.monotonic()
    for octet in octets * 500:
        dialogue, _ = receive(dialogue, bytes([octet]))
    assert time.monotonic() - began < 10
