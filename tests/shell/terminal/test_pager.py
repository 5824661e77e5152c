"""Long output goes through a pager, on a terminal alone."""

import io
from pathlib import Path

import pytest

from shell.terminal.pager import page
from shell.terminal.screen import Screen

LINES = [f"line {number}\x1b" for number in range(30)]


def paged(
    environment: dict[str, str], *, terminal: bool = True, lines: int = 30
) -> str:
    stream = io.StringIO()
    page(
        Screen(stream=stream, terminal=terminal, colour=False, width=80, height=24),
        LINES[:lines],
        {"PATH": "/usr/bin:/bin"} | environment,
    )
    return stream.getvalue()


def test_the_pager_gets_filtered_lines(tmp_path: Path) -> None:
    target = tmp_path / "out put"
    assert paged({"PAGER": f"tee '{target}'"}) == ""
    assert target.read_text() == "".join(f"line {n}\\x1b\n" for n in range(30))


@pytest.mark.parametrize("pager", ["", "cat", "/nonexistent", "open 'quote"])
def test_without_a_pager(pager: str) -> None:
    assert paged({"PAGER": pager}).count("\n") == 30


def test_what_fits_or_is_not_watched_is_written() -> None:
    assert paged({"PAGER": "false"}, lines=23).count("\n") == 23
    assert paged({"PAGER": "false"}, terminal=False).count("\n") == 30


def test_a_pager_may_leave_early() -> None:
    assert paged({"PAGER": "true"}) == ""


def test_the_pager_sees_no_secret(tmp_path: Path) -> None:
    target = tmp_path / "env"
    command = f"sh -c 'env > {target}; cat >/dev/null'"
    paged({"PAGER": command, "PUREMAIL_PASSWORD": "hunter2"})
    assert "hunter2" not in target.read_text()
    assert "LESS=FRX" in target.read_text()
