"""What is no reply, or more than one may be, ends the session. RFC 5321 section 4.2."""

import pytest
from attrs import evolve

from core.smtp.command.session import (
    Auth,
    Ehlo,
    Noop,
)
from core.smtp.dialogue import (
    finish,
    receive,
)
from core.smtp.grammar import Phase
from core.smtp.reading import SHOWN
from core.smtp.reply import Reply
from core.wire.turn import (
    Fault,
    Goodbye,
    Missing,
    Violated,
)
from tests.core.smtp.standing import (
    FLIGHT,
    standing,
    told,
)
from tests.linear import in_linear_time


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


def test_a_long_reply_in_octets_takes_linear_time() -> None:

    octets = b"250-" + b"x" * 100 + b"\r\n"
    dialogue = standing(in_flight=(Ehlo("x"),))
    with in_linear_time():
        for octet in octets * 500:
            dialogue, _ = receive(dialogue, bytes([octet]))
