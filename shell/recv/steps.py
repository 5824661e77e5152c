"""What is told of a session at -v and -vv: each group of commands, and its rules."""

from typing import TypeVar

from core.pop3.command import Command
from core.pop3.event import Answer
from core.pop3.grammar import GRAMMAR
from shell.drive.loop import Talk
from shell.run.steps import Narrator, observed

T = TypeVar("T")


def narrated(
    talk: Talk[Command, Answer, T], narrator: Narrator, awaited: tuple[Command, ...]
) -> Talk[Command, Answer, T]:
    """Return the errand `talk`, with each group of its commands told.

    `awaited` are those in flight before.
    """

    def ordered(commands: tuple[Command, ...]) -> None:
        narrator.step(", ".join(_counted(commands, with_section=False)))
        narrator.rule(", ".join(_counted(commands, with_section=True)))

    return observed(talk, awaited, ordered, lambda _, __: None)


def _counted(commands: tuple[Command, ...], *, with_section: bool) -> list[str]:
    """Return each kind of command once, with how many there are of it."""
    counts: dict[type[Command], int] = {}
    for command in commands:
        counts[type(command)] = counts.get(type(command), 0) + 1
    found: list[str] = []
    for kind, count in counts.items():
        rule = GRAMMAR[kind]
        times = f" x {count}" if count > 1 else ""
        section = f" ({rule.section})" if with_section else ""
        found.append(f"{rule.form}{times}{section}")
    return found
