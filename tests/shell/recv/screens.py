"""Windows for tests to look at, written to by the verbs that read."""

import io
import re
from pathlib import Path

from attrs import field, frozen

from core.message import parse_message
from core.visible import ACTING_TEXT
from shell.recv.reading import Opener, Reading, Window
from shell.terminal.screen import Screen

COLOUR_TEXT = re.compile(r"\x1b\[[0-9;]*m")
ROOT = Path(__file__).parents[3]


@frozen
class Seen:
    """A window, and what was written on it."""

    window: Window
    out: io.StringIO = field(factory=io.StringIO)
    talk: io.StringIO = field(factory=io.StringIO)

    @property
    def text(self) -> str:
        return self.out.getvalue()

    @property
    def said(self) -> str:
        return self.talk.getvalue()


def seen(
    *, terminal: bool = False, width: int = 80, json: bool = False, quiet: bool = False
) -> Seen:
    """Return a window of `width` columns; a terminal has colours and no pager."""
    out, talk = io.StringIO(), io.StringIO()

    def screen(stream: io.StringIO) -> Screen:
        return Screen(
            stream=stream, terminal=terminal, colour=terminal, width=width, height=24
        )

    window = Window(
        out=screen(out),
        talk=screen(talk),
        environment={"PAGER": "cat"},
        json=json,
        quiet=quiet,
    )
    return Seen(window, out, talk)


def opener(octets: bytes, name: str = "./a.eml") -> Opener:
    """Return what opens a message of `octets`."""
    return lambda: Reading(message=parse_message(octets), name=name)


def plain(text: str) -> str:
    """Return `text` without our colours."""
    return COLOUR_TEXT.sub("", text)


def is_harmless(text: str) -> bool:
    """Return whether nothing in `text` acts on a terminal but colours of ours."""
    return ACTING_TEXT.search(plain(text)) is None
