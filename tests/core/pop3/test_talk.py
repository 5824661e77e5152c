"""How an errand talks: commands alone and in groups, and what an answer was."""

import pytest

from core.pop3.command import Noop
from core.pop3.event import Stored
from core.pop3.talk import ask, cause, group
from core.wire.turn import Missing, Secured
from tests.core.pop3.hold import ERR, OK, hold


def test_a_command_has_its_answer() -> None:
    assert hold(ask(Noop()), [Secured()]) == ((Noop(),), Secured())


def test_commands_of_a_group_are_ordered_at_once() -> None:
    talk = group(Noop(), Noop())
    assert next(talk) == (Noop(), Noop())
    assert talk.send(OK) == ()
    with pytest.raises(StopIteration) as done:
        talk.send(ERR)
    assert done.value.value == (OK, ERR)


def test_what_is_no_refusal() -> None:
    assert cause(ERR) == ERR
    assert cause(Missing.UNSENT) is Missing.UNSENT
    for answer in (Secured(), Stored(())):
        assert cause(answer) is Missing.UNANSWERED
