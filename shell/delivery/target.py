"""Target: where received and sent messages go."""

import os
from pathlib import Path
from typing import TypeAlias

from attrs import field

from core.value import frozen
from shell.program import split_command


@frozen
class Maildir:
    """`maildir:DIR`: one file a message, in DIR/new. The octets as they came."""

    path: Path


@frozen
class Mbox:
    """`mbox:FILE`: messages in one file, in the form mboxrd, with LF line ends."""

    path: Path


@frozen
class Folder:
    """`dir:DIR`: one .eml file a message. The octets as they came."""

    path: Path


def _some(_: object, __: object, value: tuple[str, ...]) -> None:
    if not value or not value[0]:
        raise ValueError("pipe: must name a program")


@frozen
class Pipe:
    """`pipe:COMMAND`: a program, run without a shell, once for each message."""

    command: tuple[str, ...] = field(validator=_some)


@frozen
class Output:
    """`-`: standard output, message after message. The octets as they came."""


Target: TypeAlias = Maildir | Mbox | Folder | Pipe | Output

FORMS = "maildir:DIR, mbox:FILE, dir:DIR, pipe:COMMAND or -"


def parse_target(text: str) -> Target:
    """Return the target that a person wrote. A leading ~ is the home folder.

    Raises ValueError for what is no target.
    """
    kind, colon, rest = text.partition(":")
    if text == "-":
        return Output()
    if "\0" in text:
        raise ValueError("a target holds no NUL")
    if colon and not rest.strip():
        raise ValueError(f'"{text}" names nothing behind its colon')
    match kind if colon else "":
        case "maildir":
            return Maildir(_path(rest))
        case "mbox":
            return Mbox(_path(rest))
        case "dir":
            return Folder(_path(rest))
        case "pipe":
            return Pipe(_words(rest))
        case _:
            raise ValueError(f'"{text}" is no target: {FORMS}')


def serialize_target(target: Target) -> str:
    """Return the one form of `target` by which the state knows it."""
    match target:
        case Maildir(path):
            return f"maildir:{path}"
        case Mbox(path):
            return f"mbox:{path}"
        case Folder(path):
            return f"dir:{path}"
        case Pipe(command):
            import shlex

            return f"pipe:{shlex.join(command)}"
        case Output():
            return "-"


def _path(text: str) -> Path:
    # An account is served from any folder: the target must mean the same place.
    return Path(os.path.abspath(os.path.expanduser(text)))  # noqa: PTH100, PTH111


def _words(text: str) -> tuple[str, ...]:
    try:
        return split_command(text)
    except ValueError as error:
        raise ValueError(f"pipe: {error} in {text}") from error
