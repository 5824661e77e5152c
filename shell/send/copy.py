"""A copy of what was sent: --save-sent, or `sent` of the account."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from shell.exits import Kind, ShellError

if TYPE_CHECKING:
    from shell.delivery.target import Target


def parse_copy(text: str | None, where: str) -> "Target | None":
    """Return where the copy goes; None for nowhere. Raises ShellError."""
    if text is None:
        return None
    from shell.delivery.target import Output, parse_target

    try:
        target = parse_target(text)
    except ValueError as error:
        raise ShellError(kind=Kind.USAGE, what=f"{where}: {error}") from error
    match target:
        case Output():
            what = f'{where}: "-" would mix the copy with what is told'
            raise ShellError(kind=Kind.USAGE, what=what)
        case _:
            return target


def save_copy(target: "Target", pieces: Iterator[bytes], states: Path) -> None:
    """Return once the copy is durable. Raises ShellError."""
    from shell.delivery.copy import deliver_copy
    from shell.disk import Disk

    deliver_copy(target, pieces, states / "spool", Disk())
