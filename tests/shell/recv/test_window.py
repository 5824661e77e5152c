"""What a session shows fits the window, and nothing in it acts on the terminal."""

import re

import pytest

from core.columns import columns as columns_of
from tests.shell.recv.messages import CHINESE, FILES, HOSTILE, NEWSLETTER, message
from tests.shell.recv.screens import is_harmless
from tests.shell.recv.sessions import PROMPT, fill_sandbox
from tests.shell.recv.watching import Terminal
from tests.shell.running import Home


def test_a_long_message_is_paged(sandbox: Home) -> None:
    lines = "".join(f"line {number}\r\n" for number in range(200))
    fill_sandbox(sandbox, message("From: a@b.example", body=lines.encode()))
    pager = sandbox.path / "pager"
    pager.write_text("#!/bin/sh\nhead -n 5\necho paged\n")
    pager.chmod(0o700)
    with Terminal(sandbox.with_variables(PAGER=str(pager))) as terminal:
        terminal.until(PROMPT)
        terminal.type("show 1")
        terminal.until("paged")
        terminal.until(PROMPT, 2)
        terminal.type("quit")
        assert terminal.end() == 0
        assert "line 100" not in terminal.text


def test_more_than_a_window(sandbox: Home) -> None:
    octets = [message("From: a@b.example", f"Subject: no {n}") for n in range(1, 31)]
    fill_sandbox(sandbox, *octets)
    with Terminal(sandbox, rows=16) as terminal:
        text = terminal.until(PROMPT)
        assert "no 30" in text
        assert "no 1 " not in text
        shown = len(re.findall(r"no \d+", text))
        assert shown < 16
        terminal.type("more")
        text = terminal.until(PROMPT, 2)
        assert f"no {30 - shown} " in text
        terminal.type("list --all")
        assert "no 1 " in terminal.until(PROMPT, 3)
        terminal.type("quit")
        assert terminal.end() == 0


@pytest.mark.parametrize("columns", [40, 60, 132])
def test_a_window_is_fitted(sandbox: Home, columns: int) -> None:
    fill_sandbox(sandbox, CHINESE, NEWSLETTER, FILES)
    with Terminal(sandbox.with_variables(TERM="dumb"), columns=columns) as terminal:
        terminal.until(PROMPT)
        terminal.type("show 2")
        terminal.until(PROMPT, 2)
        terminal.type("quit")
        assert terminal.end() == 0
        lines = terminal.raw.replace("sandbox> ", "").split("\r\n")
        assert max(map(columns_of, lines)) <= columns


@pytest.mark.parametrize(
    ("name", "value", "colour"),
    [("NO_COLOR", "1", False), ("TERM", "dumb", False), ("TERM", "xterm", True)],
)
def test_colour_is_for_a_terminal_that_wants_it(
    sandbox: Home, name: str, value: str, *, colour: bool
) -> None:
    fill_sandbox(sandbox, CHINESE)
    with Terminal(sandbox.with_variables(**{name: value})) as terminal:
        terminal.until(PROMPT)
        terminal.type("show 1")
        terminal.until(PROMPT, 2)
        terminal.type("quit")
        assert terminal.end() == 0
        painted = re.search(r"\x1b\[[0-9;]*(?:3[0-7]|1)m", terminal.raw)
        assert (painted is not None) == colour


def test_nothing_acts_on_the_terminal(sandbox: Home) -> None:
    fill_sandbox(sandbox, *HOSTILE)
    with Terminal(sandbox.with_variables(TERM="dumb"), rows=100) as terminal:
        terminal.until(PROMPT)
        count = 1
        for number in range(1, len(HOSTILE) + 1):
            for verb in ("show", "show --headers", "show --raw", "parts", "RETR"):
                terminal.type(f"{verb} {number}")
                count += 1
                terminal.until(PROMPT, count)
        terminal.type("list\x1b[31m")
        terminal.until(PROMPT, count + 1)
        terminal.type("quit")
        assert terminal.end() == 0
        assert is_harmless(terminal.raw.replace("\r\n", "\n").replace("\r", ""))
