"""Questions on a real terminal, and none without one."""

import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from shell.exits import ShellError
from shell.terminal import prompt

PREAMBLE = "import sys; from shell.terminal.prompt import *; "


def talk(code: str, **environment: str) -> "pexpect.spawn[str]":
    return pexpect.spawn(
        sys.executable,
        ["-c", PREAMBLE + code],
        encoding="utf-8",
        timeout=20,
        env=dict(os.environ) | {"TERM": "xterm", **environment},
    )


def test_a_secret_is_not_echoed() -> None:
    child = talk("print('got', ask_secret('Password: ', instead='')[::-1])")
    child.expect_exact("Password: ")
    child.sendline("hunter2 ")
    child.expect_exact("got  2retnuh")
    assert "hunter2" not in str(child.before)
    child.expect(pexpect.EOF)


def test_the_echo_comes_back_after_an_interrupt() -> None:
    code = (
        "import termios\n"
        "try: ask_secret('Password: ', instead='')\n"
        "except KeyboardInterrupt: pass\n"
        "print('echo', bool(termios.tcgetattr(0)[3] & termios.ECHO))"
    )
    child = pexpect.spawn(
        sys.executable, ["-c", PREAMBLE + "\n" + code], encoding="utf-8", timeout=20
    )
    child.expect_exact("Password: ")
    child.sendintr()
    child.expect_exact("echo True")
    child.expect(pexpect.EOF)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("y", "True"), ("YES", "True"), ("", "False"), ("no", "False")],
)
def test_yes_or_no(typed: str, answer: str) -> None:
    child = talk("print('so', confirm('Send it?', instead=''))")
    child.expect_exact("Send it? [y/N] ")
    child.sendline(typed)
    child.expect_exact(f"so {answer}")
    child.expect(pexpect.EOF)


def test_no_answer() -> None:
    child = talk("print('so', [ask('Name\\x1b', instead='')])")
    child.expect_exact("Name\\x1b: ")
    child.sendline("")
    child.expect_exact("so ['']")
    child.expect(pexpect.EOF)


@pytest.mark.parametrize("question", ["ask", "confirm", "ask_secret"])
def test_nothing_is_asked_without_a_terminal(question: str) -> None:
    code = (
        "from shell.exits import ShellError\n"
        f"try: {question}('Really?', instead='Say --yes.')\n"
        "except ShellError as error: print(error.exit, error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{PREAMBLE}\n{code}"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == '64 no answer to "Really". Say --yes.\n'
    assert done.stderr == ""


def test_the_end_of_input_is_no_answer() -> None:
    code = (
        "from shell.exits import ShellError\n"
        "try: ask('Name', instead='Say --name.')\n"
        "except ShellError as error: print(error)"
    )
    child = talk("\n" + code)
    child.expect_exact("Name: ")
    child.sendeof()
    child.expect_exact('no answer to "Name". Say --name.')
    child.expect(pexpect.EOF)


def test_in_tests_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert not prompt.can_ask()
    with pytest.raises(ShellError):
        prompt.ask("Name", instead="Say --name.")


def test_a_session_completes_and_forgets_passwords(tmp_path: Path) -> None:
    history = tmp_path / "state" / "history"
    code = (
        "from pathlib import Path\n"
        f"read = line_reader(['list', 'show'], Path({str(history)!r}),"
        " lambda line: not line.startswith('PASS'))\n"
        "for _ in range(3): print('<%s>' % read('recv> '))"
    )
    child = talk("\n" + code, COLUMNS="80", LINES="24")
    child.expect("recv>")
    child.send("li\t")
    # The completion is drawn over what was typed.
    child.expect_exact("st")
    child.send("\r")
    child.expect_exact("<list>")
    child.send("PASS hunter2\r")
    child.expect_exact("<PASS hunter2>")
    child.send("\x1b[A\r")
    child.expect_exact("<list>")
    child.expect(pexpect.EOF)
    assert "list" in history.read_text()
    assert "hunter2" not in history.read_text()
    assert history.stat().st_mode & 0o777 == 0o600
