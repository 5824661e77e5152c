"""Windows that tests look at, and commands as processes of their own."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from core.message import parse_message
from core.visible import ACTING_TEXT
from shell.recv.reading import Opener, Reading, Window
from shell.terminal.screen import Screen
from tests.unprivileged import unprivileged

COLOUR_TEXT = re.compile(r"\x1b\[[0-9;]*m")
RECV = "from shell.cli.entry import recv; recv()"
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


def environment(home: Path, **more: str) -> Mapping[str, str]:
    """Return the environment of somebody who has set up nothing."""
    return {"HOME": str(home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", **more}


def recv(
    home: Path, *words: str, given: bytes = b"", **more: str
) -> "subprocess.CompletedProcess[bytes]":
    """Return how `recv` with `words` ended; `given` is its standard input."""
    return subprocess.run(
        unprivileged([sys.executable, "-c", RECV, *words]),
        input=given,
        capture_output=True,
        cwd=home,
        env=environment(home, PYTHONPATH=str(ROOT), **more),
        timeout=60,
        check=False,
    )
