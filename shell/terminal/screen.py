"""A stream that a person or a program reads, and the one way text gets there."""

import io
import os
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TextIO, TypeAlias

from attrs import field

from core.value import frozen
from core.visible import visible, visible_line

RESET = "\x1b[0m"


class Style(StrEnum):
    """How a piece looks: the parameter of SELECT GRAPHIC RENDITION. ECMA-48 8.3.117."""

    BOLD = "1"
    DIM = "2"
    RED = "31"
    GREEN = "32"
    YELLOW = "33"
    CYAN = "36"


@frozen
class Painted:
    """A piece of a line in a style."""

    text: str
    style: Style


Piece: TypeAlias = str | Painted
Line: TypeAlias = str | tuple[Piece, ...]


@frozen(kw_only=True)
class Screen:
    """A text stream and what it can show. `width` and `height` count columns and rows.

    `terminal` says that a person watches: without it there is no prompt, no progress
    and no pager. `colour` may be forced on a stream that is no terminal.
    """

    stream: TextIO = field(repr=False, eq=False)
    terminal: bool
    colour: bool
    width: int
    height: int


def screen_of(stream: TextIO, environment: Mapping[str, str]) -> Screen:
    """Return what `stream` can show.

    NO_COLOR, if not empty, forbids colour; FORCE_COLOR demands it; else it is for
    terminals that are not dumb. COLUMNS and LINES override the window's size.
    """
    terminal = is_terminal(stream)
    dumb = environment.get("TERM", "dumb") == "dumb"
    forced = environment.get("FORCE_COLOR", "") not in {"", "0", "false"}
    if isinstance(stream, io.TextIOWrapper):
        # A locale without the characters of a message shows escapes in their place.
        stream.reconfigure(errors="backslashreplace")
    width, height = _size(stream) if terminal else (80, 24)
    return Screen(
        stream=stream,
        terminal=terminal and not dumb,
        colour=not environment.get("NO_COLOR") and (forced or (terminal and not dumb)),
        width=_number(environment.get("COLUMNS")) or width,
        height=_number(environment.get("LINES")) or height,
    )


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether `stream` is open and a terminal."""
    try:
        return stream is not None and stream.isatty()
    except (OSError, ValueError):
        return False


def put(screen: Screen, *lines: Line) -> None:
    """Write `lines`; what would act on a terminal is shown, wherever it came from."""
    screen.stream.write("".join(f"{render(screen, line)}\n" for line in lines))
    screen.stream.flush()


def tell(screen: Screen, *lines: Line) -> None:
    """Write `lines` as `put` does; that nobody reads them any more is no failure.

    For talk beside what a run does, which must come to its end all the same.
    """
    try:
        put(screen, *lines)
    except OSError:
        let_go(screen.stream)


def let_go(stream: TextIO) -> None:
    """Have what is written to `stream` from now on go nowhere.

    What is still buffered would fail once more at the end of the process, which
    Python then ends with a code of its own, 120.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def put_octets(screen: Screen, octets: bytes) -> None:
    """Write octets as they are, or filtered where a terminal would act on them."""
    if is_terminal(screen.stream) or not isinstance(screen.stream, io.TextIOWrapper):
        text = octets.replace(b"\r\n", b"\n").decode("utf-8", "backslashreplace")
        screen.stream.write(visible(text))
        screen.stream.flush()
        return
    screen.stream.flush()
    screen.stream.buffer.write(octets)


def render(screen: Screen, line: Line) -> str:
    """Return the octets of one line as text: filtered, then coloured."""
    pieces: Iterable[Piece] = (line,) if isinstance(line, str) else line
    return "".join(_render_piece(screen, piece) for piece in pieces)


def _render_piece(screen: Screen, piece: Piece) -> str:
    match piece:
        case Painted(text=text, style=style) if screen.colour and text:
            return f"\x1b[{style}m{visible_line(text)}{RESET}"
        case Painted(text=text):
            return visible_line(text)
        case str():
            return visible_line(piece)


def _size(stream: TextIO) -> tuple[int, int]:
    try:
        width, height = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):
        return 80, 24
    # A terminal that does not know its size says zero.
    return width or 80, height or 24


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() else None
