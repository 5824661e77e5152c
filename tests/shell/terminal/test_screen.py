"""What each kind of stream is shown."""

import io
import os
import pty
from collections.abc import Iterator
from typing import TextIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shell.terminal.screen import (
    Line,
    Painted,
    Screen,
    Style,
    put,
    put_octets,
    render,
    screen_of,
)


def screen(*, colour: bool = False, terminal: bool = True) -> Screen:
    return Screen(
        stream=io.StringIO(), terminal=terminal, colour=colour, width=80, height=24
    )


def shown(screen: Screen) -> str:
    assert isinstance(screen.stream, io.StringIO)
    return screen.stream.getvalue()


@pytest.fixture
def terminal() -> Iterator[TextIO]:
    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as stream:
        yield stream
    os.close(master)


@pytest.mark.parametrize(
    ("environment", "colour", "watched"),
    [
        ({"TERM": "xterm"}, True, True),
        ({"TERM": "dumb"}, False, False),
        ({}, False, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, False, True),
        ({"TERM": "xterm", "NO_COLOR": ""}, True, True),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, False),
        ({"TERM": "xterm", "FORCE_COLOR": "1", "NO_COLOR": "1"}, False, True),
    ],
)
def test_a_terminal(
    terminal: TextIO, environment: dict[str, str], *, colour: bool, watched: bool
) -> None:
    found = screen_of(terminal, environment)
    assert (found.colour, found.terminal) == (colour, watched)


def test_the_size(terminal: TextIO) -> None:
    assert (screen_of(terminal, {}).width, screen_of(terminal, {}).height) == (80, 24)
    found = screen_of(terminal, {"COLUMNS": "40", "LINES": "10"})
    assert (found.width, found.height) == (40, 10)
    assert screen_of(terminal, {"COLUMNS": "-3", "LINES": "x"}).width == 80


@pytest.mark.parametrize(
    ("environment", "colour"),
    [
        ({"TERM": "xterm"}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
    ],
)
def test_no_terminal(environment: dict[str, str], *, colour: bool) -> None:
    found = screen_of(io.StringIO(), environment)
    assert (found.colour, found.terminal, found.width) == (colour, False, 80)


def test_colour_is_ours_alone() -> None:
    line: Line = ("From: ", Painted("\x1b[31mx", Style.BOLD))
    assert render(screen(colour=True), line) == "From: \x1b[1m\\x1b[31mx\x1b[0m"
    assert render(screen(), line) == "From: \\x1b[31mx"


@given(st.lists(st.text()), st.booleans())
def test_nothing_from_outside_acts(texts: list[str], terminal: bool) -> None:
    target = screen(terminal=terminal)
    put(target, *texts, tuple(texts))
    assert "\x1b" not in shown(target)
    assert "\r" not in shown(target)
    assert shown(target).count("\n") >= len(texts) + 1


def test_octets_are_exact_where_nobody_watches() -> None:
    octets = bytes(range(256)) * 3
    inner = io.BytesIO()
    stream = io.TextIOWrapper(inner, encoding="utf-8", newline="\n")
    put_octets(screen_of(stream, {}), octets)
    stream.flush()
    assert inner.getvalue() == octets


def test_octets_are_filtered_on_a_terminal() -> None:
    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as stream:
        put_octets(screen_of(stream, {"FORCE_COLOR": "1"}), b"a\x1b[2J\xff\r\nb\r\n")
    assert os.read(master, 100) == b"a\\x1b[2J\\xff\r\nb\r\n"
    os.close(master)


def test_a_narrow_locale_shows_escapes() -> None:
    inner = io.BytesIO()
    stream = io.TextIOWrapper(inner, encoding="ascii")
    put(screen_of(stream, {}), "中文")
    assert inner.getvalue() == b"\\u4e2d\\u6587\n"
