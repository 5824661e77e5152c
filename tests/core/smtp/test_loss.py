"""Why a command stays without an answer: what is known of it when the line is lost."""

from core.smtp.command.session import (
    Quit,
)
from core.smtp.command.transaction import Content, Data
from core.smtp.dialogue import (
    finish,
    issue,
    receive,
)
from core.smtp.extension import Offer
from core.smtp.grammar import Phase
from core.smtp.reply import Reply
from core.wire.turn import (
    Fault,
    Missing,
    Violated,
)
from tests.core.smtp.standing import FLIGHT, MAIL, RCPT, standing, written


def test_what_lost_its_place_is_unsent() -> None:
    dialogue, _ = issue(
        standing(offer=Offer("mx")), (MAIL, RCPT, Data(), Content("a"), MAIL)
    )
    dialogue, events = receive(dialogue, b"550 no\r\n")
    assert events == (Reply(550, (b"no",)), *[Missing.UNSENT] * 3)
    assert written(issue(dialogue, ())[1]) == b"MAIL FROM:<>\r\n"


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
