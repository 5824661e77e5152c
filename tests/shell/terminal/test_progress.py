"""How far a transfer is."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.columns import columns
from shell.terminal.progress import progress, progress_line
from shell.terminal.screen import Screen


def screen(*, terminal: bool = True) -> Screen:
    return Screen(
        stream=io.StringIO(), terminal=terminal, colour=False, width=80, height=24
    )


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def written(target: Screen, total: int | None, steps: int, seconds: float) -> str:
    clock = Clock()
    with progress(target, total, clock) as advance:
        for step in range(1, steps + 1):
            clock.seconds += seconds
            advance(step * (total or steps) // steps, "3 of 12")
    assert isinstance(target.stream, io.StringIO)
    return target.stream.getvalue()


def test_a_line_that_is_written_over_and_taken_away() -> None:
    lines = written(screen(), 10_000_000, 10, 0.2).split("\r")
    assert len(lines) == 12
    assert lines[1].startswith(
        "[##----------------------]  3 of 12   10 %  1.0M of 10.0M"
    )
    assert lines[-1] == "\x1b[K"


def test_no_more_than_ten_a_second() -> None:
    assert written(screen(), 10_000_000, 1_000, 0.001).count("\r") <= 12


def test_a_short_transfer_is_not_shown() -> None:
    assert written(screen(), 5_000, 10, 0.01) == ""
    assert written(screen(), None, 10, 0.2).count("3 of 12") == 8


def test_nobody_watches() -> None:
    assert written(screen(terminal=False), 10_000_000, 10, 1) == ""


def test_the_line_goes_when_the_transfer_fails() -> None:
    target = screen()

    def fail() -> None:
        with progress(target, 2_000_000) as advance:
            advance(1, "")
            raise OSError("broken")

    with pytest.raises(OSError, match="broken"):
        fail()
    assert isinstance(target.stream, io.StringIO)
    assert target.stream.getvalue().endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("done", "total", "seconds", "width", "line"),
    [
        (
            500,
            1_000,
            1,
            200,
            "[############------------]  a   50 %  500 of 1.0k  500/s  1.0 s left",
        ),
        (500, 1_000, 1, 50, "a   50 %  500 of 1.0k  500/s  1.0 s left"),
        (500, 1_000, 1, 20, "a   50 %  500 of 1.…"),
        (5_000, 1_000, 1, 50, "a  100 %  5.0k of 1.0k  5.0k/s"),
        (500, None, 0, 50, "a  500"),
    ],
)
def test_lines(
    done: int, total: int | None, seconds: float, width: int, line: str
) -> None:
    assert progress_line("a", done, total, seconds, width) == line


@given(
    st.text(),
    st.integers(0, 10**13),
    st.none() | st.integers(0, 10**13),
    st.floats(0, 1e6),
    st.integers(0, 120),
)
def test_it_fits(
    label: str, done: int, total: int | None, seconds: float, width: int
) -> None:
    line = progress_line(label, done, total, seconds, width)
    assert columns(line) <= width
    assert "\x1b" not in line
