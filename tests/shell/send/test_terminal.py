"""send on a terminal: what it asks, what it shows, and how it is stopped."""

import re

import pexpect
import pytest

from tests.shell.running import SEND, Home
from tests.shell.send.maildrop import delivered, read, text_of
from tests.shell.send.runs import TO
from tests.shell.send.smtp_script import SILENT, scripted

COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def ended(terminal: "pexpect.spawn[str]") -> str:
    """Return what was still written, once the process has ended."""
    terminal.expect(pexpect.EOF)
    terminal.wait()
    return terminal.before or ""


def test_a_good_run_is_one_line(sandbox: Home) -> None:
    options = ("-s", "Mail subject", "--text", "hello", "-q")
    quiet = sandbox.terminal(SEND, *options, TO)
    assert ended(quiet) == ""
    terminal = sandbox.terminal(SEND, *options[:-1], TO, columns=200)
    (line,) = ended(terminal).splitlines()
    assert line.startswith(f'sent "Mail subject" to {TO}, ')
    assert " octets, by 127.0.0.1:" in line
    assert "queued as" in line
    assert terminal.exitstatus == 0


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 64), ("", 64)])
def test_an_empty_subject_is_asked_about(sandbox: Home, answer: str, code: int) -> None:
    terminal = sandbox.terminal(SEND, "--text", "hello", TO)
    terminal.expect_exact("The subject is empty. Send all the same? [y/N] ")
    terminal.sendline(answer)
    ended(terminal)
    assert terminal.exitstatus == code
    assert len(delivered(sandbox)) == (code == 0)


def test_the_text_is_written_in_the_editor(sandbox: Home) -> None:
    editor = sandbox.path / "editor"
    editor.write_text('#!/bin/sh\necho "from the editor" > "$2"\n', encoding="ascii")
    editor.chmod(0o700)
    home = sandbox.with_variables(VISUAL=f"{editor} -x", EDITOR="/bin/false")
    terminal = home.terminal(SEND, "-s", "x", TO, columns=200)
    assert "sent" in ended(terminal)
    assert text_of(read(delivered(sandbox)[0])) == "from the editor\n"


@pytest.mark.parametrize(("editor", "code"), [("/bin/true", 64), ("/bin/false", 66)])
def test_an_editor_that_writes_nothing(sandbox: Home, editor: str, code: int) -> None:
    terminal = sandbox.with_variables(EDITOR=editor).terminal(SEND, "-s", "x", TO)
    ended(terminal)
    assert terminal.exitstatus == code
    assert delivered(sandbox) == []


def test_the_password_is_asked_for_without_echo(home: Home) -> None:
    secret = "hunter2-hunter2"
    with scripted(offer=("AUTH PLAIN",)) as script:
        terminal = home.terminal(
            *(SEND, "--server", script.login_url, "-f", "me@example.org"),
            *("-s", "x", "--text", "x", "-vv", TO),
            columns=200,
        )
        terminal.expect_exact("Password of me at 127.0.0.1: ")
        terminal.sendline(secret)
        shown = ended(terminal)
    assert terminal.exitstatus == 0
    assert secret not in shown
    assert "AUTH PLAIN AG1lAGh1bnRlcjItaHVudGVyMg==" in script.lines
    assert "aHVudGVy" not in shown
    assert "AUTH PLAIN ***" in COLOUR.sub("", shown)


def test_a_large_upload_shows_progress(sandbox: Home) -> None:
    (sandbox.path / "large.bin").write_bytes(bytes(30_000_000))
    terminal = sandbox.terminal(SEND, "-s", "x", "--text", "x", "-a", "large.bin", TO)
    terminal.expect(r"sending +[0-9]+ %")
    assert terminal.exitstatus is None
    ended(terminal)
    assert terminal.exitstatus == 0


def test_stopped_by_the_keyboard(home: Home) -> None:
    with scripted({"MAIL": SILENT}) as script:
        terminal = home.terminal(
            *(SEND, "--server", script.url, "-f", "me@example.org"),
            *("-s", "x", "--text", "x", TO),
            columns=300,
        )
        script.until("MAIL")
        terminal.sendcontrol("c")
        shown = ended(terminal)
    assert "interrupted: nothing was sent" in shown
    assert "kept in" in shown
    assert "Traceback" not in shown
    assert terminal.exitstatus == 130


def test_a_servers_words_do_not_act_on_the_terminal(home: Home) -> None:
    words = "550 5.1.1 \x1b]0;owned\x07 \x9b31m \u00e9"
    with scripted({"RCPT": words}) as script:
        terminal = home.terminal(
            *(SEND, "-v", "--server", script.url, "-f", "me@example.org"),
            *("-s", "x", "--text", "x", TO),
            columns=300,
        )
        shown = ended(terminal)
    assert terminal.exitstatus == 67
    assert "\x1b]" not in shown
    assert "\x9b" not in shown
    assert "\\x1b]0;owned\\x07" in shown


@pytest.mark.parametrize("columns", [20, 40])
def test_a_narrow_window(sandbox: Home, columns: int) -> None:
    (sandbox.path / "large.bin").write_bytes(bytes(5_000_000))
    options = ("-s", "x" * 100, "--text", "x", "-a", "large.bin")
    terminal = sandbox.terminal(SEND, *options, TO, columns=columns)
    shown = ended(terminal)
    assert terminal.exitstatus == 0
    for line in re.split(r"[\r\n]+", shown):
        if "%" in line:
            assert len(line.removesuffix("\x1b[K")) < columns


def test_colour_is_for_terminals_that_want_it(sandbox: Home) -> None:
    options = ("-vv", "-s", "x", "--text", "x", TO)
    assert COLOUR.search(ended(sandbox.terminal(SEND, *options)))
    plain = sandbox.with_variables(NO_COLOR="1")
    assert not COLOUR.search(ended(plain.terminal(SEND, *options)))
    dumb = sandbox.with_variables(TERM="dumb")
    assert not COLOUR.search(ended(dumb.terminal(SEND, *options)))
    assert not COLOUR.search(sandbox.send(*options).err)
    assert COLOUR.search(sandbox.with_variables(FORCE_COLOR="1").send(*options).err)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(home: Home, shell: str) -> None:
    variables = {
        "_SEND_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": "send --read",
        "COMP_CWORD": "1",
        "_TYPER_COMPLETE_ARGS": "send --read",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    done = home.with_variables(**variables).send()
    assert "--read-recipients" in done.out.decode()
