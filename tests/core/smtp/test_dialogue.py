"""The client's half, whatever the server says and however its octets are cut."""

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
from core.smtp.command.transaction import BdatLast, Content, Data, Verdict
from core.smtp.dialogue import (
    Dialogue,
    Event,
    finish,
    issue,
    receive,
    secured,
)
from core.smtp.extension import Offer
from core.smtp.grammar import Phase
from core.smtp.reply import Reply, serialize_reply
from core.wire.turn import (
    Channel,
    Fault,
    Goodbye,
    Handshake,
    Missing,
    Secured,
    Violated,
)
from tests.core.smtp.standing import MAIL, PIPELINING, RCPT, standing, told
from tests.strategies.broken import broken
from tests.strategies.smtp import replies
from tests.strategies.wire import cuts

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
