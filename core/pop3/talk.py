"""How an errand talks, and what it makes of an answer.

An errand is a generator. It yields the commands it orders and is sent one answer
for each, in their order, also when the line is lost: so it always returns what it
has to tell, and has no second path for failure.
"""

from collections.abc import Generator
from typing import TypeAlias, TypeGuard, TypeVar

from core.pop3.command import Command
from core.pop3.event import Answer, Stored
from core.pop3.response import Response, Status
from core.wire.turn import Missing, Secured

T = TypeVar("T")
Talk: TypeAlias = Generator[tuple[Command, ...], Answer, T]


def ask(command: Command) -> Talk[Answer]:
    """Return the answer to `command`: the errand of what a person types."""
    return (yield (command,))


def group(*commands: Command) -> Talk[tuple[Answer, ...]]:
    """Return the answers to `commands`, ordered at once; at least one."""
    answers = [(yield commands)]
    while len(answers) < len(commands):
        answers.append((yield ()))
    return tuple(answers)


def cause(answer: Answer) -> Response | Missing:
    """Return what a refusal or a lost line was, to tell it."""
    match answer:
        case Response() | Missing():
            return answer
        case Secured() | Stored():
            # Only Handshake and Keep are answered so, and that is no refusal.
            return Missing.UNANSWERED


def granted(answer: Answer) -> TypeGuard[Response]:
    """Return whether `answer` is a response of +OK."""
    return isinstance(answer, Response) and answer.status is Status.OK
