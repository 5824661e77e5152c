"""How an errand talks, and what it makes of an answer.

An errand is a generator that is given one answer for each command it orders, in
their order. It is deterministic, and always returns its result, also when the line
is lost: then the answers are Missing.
"""

from collections.abc import Generator
from enum import Enum
from typing import TypeAlias, TypeVar

from core.smtp.command.octets import Command
from core.smtp.dialogue import Answer
from core.smtp.reply import Reply


class Protocol(Enum):
    """Which of the two protocols of this grammar a server speaks."""

    SMTP = "RFC 5321"
    LMTP = "RFC 2033"


T = TypeVar("T")
Talk: TypeAlias = Generator[tuple[Command, ...], Answer, T]


def code(answer: Answer) -> int | None:
    """Return the reply-code of `answer`, None where there was no reply."""
    return answer.code if isinstance(answer, Reply) else None


def is_granted(answer: Answer) -> bool:
    """Return whether `answer` is a reply that says yes."""
    return isinstance(answer, Reply) and answer.code < 300
