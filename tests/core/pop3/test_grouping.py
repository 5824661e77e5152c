"""Which commands may be ordered, and what goes out now. RFC 2449 section 6.6."""

import pytest

from core.pop3.capability import Offer
from core.pop3.command import (
    Auth,
    Command,
    Dele,
    Keep,
    Noop,
    Pass,
    Quit,
    Respond,
    Retr,
    Stat,
    User,
)
from core.pop3.dialogue import Dialogue, finish, issue, receive, secured, stored
from core.pop3.event import Stored
from core.pop3.grammar import Phase
from core.pop3.response import Response, Status
from core.wire.turn import (
    Goodbye,
    Handshake,
    Missing,
    Write,
)
from tests.core.pop3.hold import OK
from tests.core.pop3.standing import at_work, standing, written


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
    assert events == (Response(Status.ERR), Missing.UNSENT, Missing.UNSENT)
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
