"""Standard streams that are closed, full or no longer read."""

import subprocess

import pytest

from tests.shell.running import SEND, Home
from tests.shell.send.maildrop import delivered
from tests.shell.send.runs import TO
from tests.unprivileged import unprivileged


def run(home: Home, line: str) -> int:
    """Return the exit code of `line`, as a shell runs it; "$S" is send."""
    environment = home.environment | {"S": SEND}
    argv = unprivileged(["bash", "-o", "pipefail", "-c", line])
    return subprocess.run(
        argv, env=environment, cwd=home.path, timeout=30, check=False
    ).returncode


@pytest.mark.parametrize(
    "line",
    [
        "$S -s x --text x {} >&- 2>&-",
        "$S -s x --text x {} 2>/dev/full",
        "$S -vv -s x --text x {} 2>&1 | head -c 1 >/dev/null",
        "$S -vv -s x --text x {} <&- >&- 2>&-",
        "$S -s x {} <&-",
    ],
)
def test_a_message_goes_whoever_listens(sandbox: Home, line: str) -> None:
    assert run(sandbox, line.format(TO)) == 0
    assert len(delivered(sandbox)) == 1


@pytest.mark.parametrize("sink", [">&-", ">/dev/full"])
@pytest.mark.parametrize("option", ["-n", "--json", "--check"])
def test_an_answer_that_cannot_be_written(
    sandbox: Home, option: str, sink: str
) -> None:
    assert run(sandbox, f"$S {option} -s x --text x {TO} 2>/dev/null {sink}") == 74


def test_an_error_that_cannot_be_told(home: Home) -> None:
    assert run(home, f"$S -s x --text x {TO} 2>/dev/full") == 78
