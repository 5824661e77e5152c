"""What is told of a session at -v and -vv: each group of commands, and its rules."""

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar

from core.pop3.command import Command, Other
from core.pop3.event import Answer
from core.pop3.grammar import GRAMMAR
from shell.drive.loop import Talk
from shell.recv.refusal import step_of
from shell.run.steps import Narrator, observed, ruled

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

# What each step is for, as a person would say it.
PURPOSES: Final["Mapping[str, str]"] = MappingProxyType(
    {
        "CAPA": "what the server can do",
        "STLS": "asking for TLS",
        "tls": "the handshake",
        "USER": "who we are",
        "PASS": "logging in",
        "APOP": "logging in",
        "AUTH": "logging in",
        "STAT": "how much there is",
        "LIST": "how large each is",
        "UIDL": "which they are",
        "TOP": "header sections",
        "RETR": "messages",
        "disk": "what came is made durable",
        "DELE": "deleting",
        "RSET": "deleting nothing after all",
        "QUIT": "leaving",
    }
)


def narrated(
    talk: Talk[Command, Answer, T], narrator: Narrator, awaited: tuple[Command, ...]
) -> Talk[Command, Answer, T]:
    """Return the errand `talk`, with each group of its commands told.

    `awaited` are those in flight before.
    """

    def ordered(commands: tuple[Command, ...]) -> None:
        narrator.step("; ".join(_told(commands, _aim)))
        narrator.rule("; ".join(_told(commands, _rule)))

    return observed(talk, awaited, ordered, lambda _, __: None)


def _told(
    commands: tuple[Command, ...], words: Callable[[Command, str], str]
) -> list[str]:
    """Return each kind of command once in `words`, with how many there are of it."""
    kinds: dict[str, list[Command]] = {}
    for command in commands:
        kinds.setdefault(_name(command), []).append(command)
    return [
        words(first, name if not more else f"{name} x {1 + len(more)}")
        for name, (first, *more) in kinds.items()
    ]


def _name(command: Command) -> str:
    """Return the name of a step: the command's verb, where it has one."""
    return command.verb if isinstance(command, Other) else step_of(type(command))


def _aim(command: Command, name: str) -> str:
    purpose = PURPOSES.get(_name(command))
    return name if purpose is None else f"{purpose}: {name}"


def _rule(command: Command, name: str) -> str:
    purpose = PURPOSES.get(_name(command))
    return ruled(purpose, name, GRAMMAR[type(command)].section)
