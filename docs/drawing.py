"""Pictures of the two commands on the sandbox, drawn by rich from the terminal."""

import contextlib
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pexpect
import pyte
from pyte.screens import Char
from rich.console import Console
from rich.style import Style
from rich.text import Text

# Columns of a screen, and lines of the two that are drawn.
WIDE, SESSION_LINES, DIALOGUE_LINES = 92, 27, 52
# Seconds for which a program may be silent, and seconds of silence that end what it
# says; characters that are read at once.
SECONDS, QUIET, READ = 30, 0.5, 65_536
# Ports, times, identifiers, days and months, which differ in each run.
VARYING = re.compile(
    r"[0-9A-Za-z+/=-]{12,}|[0-9]+|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun"
    r"|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b"
)
# A picture asks no server for a font.
FONT = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)
MESSAGE = "你好，Ann!\n\nThe figures of October are attached.\n"
REPORT = ("-s", "Figures, größer als je", "-m", "message.txt", "-a", "october.zip")


def drawn() -> Mapping[str, str]:
    """Return the pictures by name: what `send -vv` prints, and a session of `recv`."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "message.txt").write_text(MESSAGE, "utf-8")
        (home / "october.zip").write_bytes(bytes(range(256)) * 90)
        lunch = ("-q", "-s", "Lunch?", "--text", "At noon, by the river.")
        shown(home, DIALOGUE_LINES, "send", (*lunch, "ann@example.org"))
        words = ("-vv", *REPORT, "ann@example.org")
        dialogue = shown(home, DIALOGUE_LINES, "send", words)
        typed = ("show 2", "save 2 -o papers", "delete 1", "quit")
        session = shown(home, SESSION_LINES, "recv", (), typed)
    line = " ".join(f'"{word}"' if " " in word else word for word in words)
    return {
        "send-vv.svg": picture(dialogue, f"./send {line}"),
        "recv.svg": picture(session, "./recv"),
    }


def shown(
    home: Path,
    height: int,
    program: str,
    words: tuple[str, ...],
    typed: tuple[str, ...] = (),
) -> Text:
    """Return the screen once `program` has run and `typed` was typed at its prompts."""
    screen = pyte.Screen(WIDE, height)
    stream = pyte.Stream(screen)
    child = pexpect.spawn(
        str(Path(sys.executable).parent / program),
        list(words),
        encoding="utf-8",
        dimensions=(height, WIDE),
        cwd=home,
        timeout=SECONDS,
        env={
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "PAGER": "cat",
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "PUREMAIL_ACCOUNT": "sandbox",
        },
    )
    for line in typed:
        while not is_asking(screen):
            stream.feed(said(child))
        child.send(f"{line}\r")
        stream.feed(said(child))
    child.expect(pexpect.EOF)
    stream.feed(child.before or "")
    child.close()
    if child.exitstatus:
        raise ChildProcessError(f"{program}: {child.exitstatus}: {screen.display}")
    return read_screen(screen)


def said(child: "pexpect.spawn[str]") -> str:
    """Return what the program prints until it is quiet, at least one character."""
    text: str = child.read_nonblocking(READ, SECONDS)
    with contextlib.suppress(pexpect.TIMEOUT, pexpect.EOF):
        while True:
            text += child.read_nonblocking(READ, QUIET)
    return text


def is_asking(screen: pyte.Screen) -> bool:
    """Return whether the cursor stands behind a prompt."""
    before: str = screen.display[screen.cursor.y][: screen.cursor.x]
    return before.endswith("> ")


def read_screen(screen: pyte.Screen) -> Text:
    """Return what a screen shows, with its colours, without empty lines at the end."""
    lines: list[Text] = []
    for y in range(screen.lines):
        row = screen.buffer[y]
        line = Text()
        for x in range(screen.columns):
            line.append(row[x].data, look(row[x]))
        line.rstrip()
        lines.append(line)
    while lines and not lines[-1].plain:
        lines.pop()
    return Text("\n").join(lines)


def look(char: Char) -> Style:
    """Return how one place of the screen looks."""
    names = {"default": None, "brown": "yellow", "brightblack": "bright_black"}
    colour = names.get(char.fg, char.fg)
    if colour and re.fullmatch("[0-9a-f]{6}", colour):
        colour = f"#{colour}"
    return Style(color=colour, bold=char.bold or None, reverse=char.reverse or None)


def picture(text: Text, title: str) -> str:
    """Return an SVG of a terminal that shows `text`."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=WIDE, file=nowhere, force_terminal=True)
        console.print(text, soft_wrap=False)
        drawn_text = console.export_svg(title=title, unique_id="puremail")
    return FONT.sub("", drawn_text).rstrip("\n") + "\n"


def is_same(one: str, other: str) -> bool:
    """Return whether two pictures differ at most in what differs in each run."""
    return VARYING.sub("#", one) == VARYING.sub("#", other)
