"""Command lines that are not followed, and streams that cannot be written."""

import os
import subprocess

import pytest

from tests.shell.running import BIN, Home, new_home
from tests.unprivileged import unprivileged


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return new_home(tmp_path_factory.mktemp("cli"))


def run(home: Home, line: str) -> tuple[int, str]:
    """Return the exit code of `line`, as a shell runs it, and what it said."""
    path = f"{BIN}:{os.environ['PATH']}"
    done = subprocess.run(
        unprivileged(["bash", "-o", "pipefail", "-c", line]),
        capture_output=True,
        check=False,
        cwd=home.path,
        encoding="utf-8",
        env=home.environment | {"PATH": path},
        stdin=subprocess.DEVNULL,
        timeout=30,
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("command", ["send --help", "recv --version", "recv list -h"])
@pytest.mark.parametrize(
    ("sink", "code"),
    [
        (">/dev/full", 74),
        (">/dev/full 2>/dev/full", 74),
        ("2>/dev/full", 0),
        ("2>&-", 0),
    ],
)
def test_help_that_cannot_be_written(
    home: Home, command: str, sink: str, code: int
) -> None:
    ended, said = run(home, f"{command} {sink}")
    assert ended == code, said
    # One line, or none where nobody reads.
    assert said.count("\n") == (sink == ">/dev/full"), said


@pytest.mark.parametrize("words", ["--help", "--version", "list -h"])
def test_help_that_nobody_reads_any_more(home: Home, words: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    # A shell says 141 for a process that SIGPIPE has ended, too.
    line = f"{BIN / 'recv'} {words}; exit $?"
    done = subprocess.run(
        unprivileged(["bash", "-c", line]),
        check=False,
        env=home.environment,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        stdout=writing,
        timeout=30,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize("sink", ["", "2>/dev/full", "2>&-", ">&-", "2>&1 | cat"])
@pytest.mark.parametrize("words", ["shwo", "list --nosuch", "fetch --limit x"])
def test_what_cannot_be_followed(home: Home, words: str, sink: str) -> None:
    ended, said = run(home, f"recv {words} {sink}")
    assert ended == 64, said
    assert "Traceback" not in said


def test_a_mistyped_word_has_its_neighbour(home: Home) -> None:
    ended, said = run(home, "recv shwo")
    assert ended == 64
    assert said == (
        "recv: No such command 'shwo'. Did you mean 'show'? "
        "`recv --help` lists what there is\n"
    )


@pytest.mark.parametrize("program", ["send -s x --text x a@example.org", "recv list"])
def test_an_account_that_is_not_there_is_named(home: Home, program: str) -> None:
    name, _, rest = program.partition(" ")
    ended, said = run(home, f"{name} -A nosuch {rest}")
    assert ended == 78
    assert 'there is no account "nosuch"' in said
    ended, said = run(home, program)
    assert ended == 78
    assert "no account is configured" in said


@pytest.mark.parametrize("command", ["recv list", "send a@example.org -s x --text y"])
def test_a_sandbox_that_cannot_be_made(home: Home, command: str) -> None:
    code, said = run(home, f"XDG_STATE_HOME=/dev/null {command} -A sandbox")
    assert code == 73
    assert "cannot create /dev/null/puremail/sandbox: " in said
