"""What show, parts and save have in common: messages one by one, and where answers go.

A message is a file, standard input or one that a server holds; who opens it says which.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeAlias

from attrs import field

from core.message import Message, parse_message
from core.value import frozen
from shell.exits import ExitCode, Kind, ShellError
from shell.files import STANDARD_INPUT, open_source
from shell.terminal.screen import Screen, put, screen_of

SUFFIX: Final = ".eml"

# What is wrong with one message, so that the next may still be read.
OF_ONE_MESSAGE: Final = frozenset(
    {Kind.INPUT, Kind.MESSAGE, Kind.TOO_LARGE, Kind.REFUSED}
)


@frozen(kw_only=True)
class Window:
    """Where answers go: mail and data to `out`, everything else to `talk`."""

    out: Screen
    talk: Screen
    environment: Mapping[str, str] = field(repr=False)
    quiet: bool = False
    json: bool = False

    def say(self, text: str) -> None:
        """Tell a line, unless only errors are wanted."""
        if not self.quiet:
            put(self.talk, text)

    def tell(self, value: Mapping[str, object]) -> None:
        """Write an object as one line on standard output."""
        from shell.objects.text import json_line

        put(self.out, json_line(value))


@frozen(kw_only=True)
class Reading:
    """A message to read, and where it came from.

    `name` is what a person calls it. What is no server's has no `account`, `number`
    or `unique_id`.
    """

    message: Message = field(repr=False)
    name: str
    account: str | None = None
    number: int | None = None
    unique_id: str | None = None
    new: bool = False


# Opens one message; raises ShellError.
Opener: TypeAlias = Callable[[], Reading]


def window(*, quiet: bool, json: bool) -> Window:
    """Return the window of this process."""
    return Window(
        out=screen_of(sys.stdout, os.environ),
        talk=screen_of(sys.stderr, os.environ),
        environment=os.environ,
        quiet=quiet,
        json=json,
    )


def is_local(word: str) -> bool:
    """Return whether `word` names a file or standard input, and no server's message.

    A unique-id may hold slashes, but "uid:" stands before it.
    """
    if word.startswith("uid:"):
        return False
    return word == STANDARD_INPUT or "/" in word or word.endswith(SUFFIX)


def are_local(words: Sequence[str]) -> bool:
    """Return whether `words` name files, and no server needs to be asked.

    Raises ShellError if some do and some do not.
    """
    local = [is_local(word) for word in words]
    if not any(local):
        return False
    if not all(local):
        odd = words[local.index(False)]
        what = f'"{odd}" is no path: files and messages of a server are read apart'
        hint = f'If it is a file, write "./{odd}".'
        raise ShellError(kind=Kind.USAGE, what=what, hint=hint)
    if list(words).count(STANDARD_INPUT) > 1:
        what = "standard input can be read only once"
        raise ShellError(kind=Kind.USAGE, what=what)
    return True


def local_openers(words: Sequence[str]) -> tuple[Opener, ...]:
    """Return what opens each of the files `words`."""
    return tuple(_opener(word) for word in words)


def _opener(word: str) -> Opener:
    def opened() -> Reading:
        name = "standard input" if word == STANDARD_INPUT else word
        return Reading(message=parse_message(open_source(word)), name=name)

    return opened


def read_each(
    openers: Sequence[Opener], act: Callable[[Reading], None], window: Window
) -> ExitCode:
    """Return the exit code after `act` on each message that can be opened.

    Of several messages one that cannot be read is told and the others are read:
    PARTLY. Of one alone, and for what is wrong with more than one message, the
    ShellError is raised.
    """
    last: ShellError | None = None
    done = 0
    for opener in openers:
        try:
            act(opener())
            done += 1
        except ShellError as error:
            if len(openers) == 1 or error.kind not in OF_ONE_MESSAGE:
                raise
            put(window.talk, f"recv: {error}")
            last = error
    if last is None:
        return ExitCode.DONE
    return ExitCode.PARTLY if done else last.exit
