"""A message's lines on a screen: labels aligned, fields wrapped, roles coloured."""

from collections.abc import Iterator

from core.columns import columns, wrap
from core.present import Line as Shown
from core.present import Role
from shell.terminal.screen import Line, Painted, Style

LEAST = 20


def message_lines(shown: tuple[Shown, ...], width: int) -> tuple[Line, ...]:
    """Return the lines to put for what `core.present` shows of a message."""
    indent = max((columns(line.label) for line in shown), default=0) + 2
    return tuple(line for each in shown for line in _lines(each, indent, width))


def _lines(shown: Shown, indent: int, width: int) -> Iterator[Line]:
    match shown.role:
        case Role.TEXT:
            yield shown.text
        case Role.QUOTE:
            yield (Painted(shown.text, Style.DIM),)
        case Role.FIELD:
            yield from _labelled(shown, indent, width, Style.CYAN, None)
        case Role.PART:
            yield from _labelled(shown, indent, width, Style.GREEN, None)
        case Role.WARNING:
            yield from _labelled(shown, indent, width, Style.YELLOW, Style.YELLOW)


def _labelled(
    shown: Shown, indent: int, width: int, label: Style, text: Style | None
) -> Iterator[Line]:
    head = f"{shown.label}:".ljust(indent)
    for piece in wrap(shown.text, max(width - indent, LEAST), whole=True):
        yield (Painted(head, label), Painted(piece, text) if text else piece)
        head = " " * indent
