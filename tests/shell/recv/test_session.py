"""The session, as a person has it: on a terminal, one command after another."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shell.sandbox.maildrop import Maildrop
from tests.shell.recv.maildrops import PASSWORD, USER
from tests.shell.recv.messages import CHINESE, FILES, NEWSLETTER
from tests.shell.recv.sessions import PROMPT, fill_sandbox, held, holding, url
from tests.shell.recv.watching import Terminal
from tests.shell.running import Home, new_home


def test_a_session(sandbox: Home) -> None:
    maildrop = fill_sandbox(sandbox, CHINESE, FILES, NEWSLETTER)
    with Terminal(sandbox) as terminal:
        text = terminal.until(PROMPT)
        assert "sandbox: 3 messages" in text
        assert text.index("Autumn news") < text.index("A file") < text.index("技术活")
        terminal.type("show 1")
        terminal.until("报告在附件里")
        terminal.type("3")
        terminal.until("https://evil.example/login")
        terminal.type("parts 2")
        terminal.until('"a.txt"')
        terminal.type("save 2 -o out")
        terminal.until("saved out/a.txt (part 2, 5 octets)")
        terminal.type("delete 1,3")
        terminal.until("2 messages marked")
        terminal.until("(2 to delete)>")
        terminal.type("undelete 3")
        terminal.until("(1 to delete)>")
        assert held(maildrop) == 3
        terminal.type("quit")
        assert terminal.end() == 0
        assert "1 message deleted" in terminal.text
    assert held(maildrop) == 2
    assert (sandbox.path / "out" / "a.txt").read_bytes() == b"first"


def test_the_end_of_input_is_quit(sandbox: Home) -> None:
    maildrop = fill_sandbox(sandbox, CHINESE, FILES)
    with Terminal(sandbox) as terminal:
        terminal.until(PROMPT)
        terminal.type("delete last")
        terminal.until("(1 to delete)>")
        terminal.press("\x04")
        assert terminal.end() == 0
    assert held(maildrop) == 1


@contextmanager
def one_marked(sandbox: Home) -> Iterator[tuple[Maildrop, Terminal]]:
    """Hold a session whose one message is marked for deletion."""
    maildrop = fill_sandbox(sandbox, CHINESE)
    with Terminal(sandbox) as terminal:
        terminal.until(PROMPT)
        terminal.type("delete 1")
        terminal.until("(1 to delete)>")
        yield maildrop, terminal


@pytest.mark.parametrize("kind", ["xterm", "dumb"])
def test_interrupting_twice_aborts(sandbox: Home, kind: str) -> None:
    with one_marked(sandbox.with_variables(TERM=kind)) as (maildrop, terminal):
        terminal.press("half a li\x03")
        terminal.until("once more")
        terminal.type("STAT")
        terminal.until("+OK 0 0")
        terminal.press("\x03")
        terminal.until("once more", 2)
        terminal.press("\x03")
        assert terminal.end() == 130
        assert "1 message not deleted after all" in terminal.text
    assert held(maildrop) == 1


def test_abort_deletes_nothing(sandbox: Home) -> None:
    with one_marked(sandbox) as (maildrop, terminal):
        terminal.type("abort")
        assert terminal.end() == 0
    assert held(maildrop) == 1


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_at_the_prompt(sandbox: Home, number: int, code: int) -> None:
    with one_marked(sandbox) as (maildrop, terminal):
        terminal.process.kill(number)
        assert terminal.end() == code
    assert held(maildrop) == 1


def test_a_terminal_that_hangs_up(sandbox: Home) -> None:
    with Terminal(sandbox) as terminal:
        terminal.until(PROMPT)
        with Path(os.devnull).open("rb") as nowhere:
            os.dup2(nowhere.fileno(), terminal.process.fileno())
        assert terminal.process.wait() == 129


def test_every_protocol_command_by_its_own_name(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    answers = (
        ("CAPA", "UIDL"),
        (f"USER {USER}", "+OK"),
        (f"PASS {PASSWORD}", "+OK"),
        ("STAT", f"+OK 2 {len(CHINESE) + len(FILES)}"),
        ("LIST 1", f"+OK 1 {len(CHINESE)}"),
        ("LIST", f"2 {len(FILES)}"),
        ("UIDL 2", "+OK 2 2"),
        ("UIDL", "1 2"),
        ("TOP 2 0", "Subject: A file"),
        ("RETR 2", "filename=a.txt"),
        ("DELE 1", "+OK"),
        ("RSET", "+OK"),
        ("NOOP", "+OK"),
        ("stat", "+OK 2"),
        ("retr 1", "From: =?gb2312?B?"),
    )
    with (
        holding(tmp_path, CHINESE, FILES) as here,
        Terminal(home, "--no-login", "--server", url(here.port), rows=200) as terminal,
    ):
        terminal.until(">")
        for line, answer in answers:
            assert answer in terminal.answer(line)
        terminal.type("QUIT")
        assert terminal.end() == 0
    history = (home.states / "history").read_text("utf-8")
    assert "USER" in history
    assert PASSWORD not in history
    assert PASSWORD not in "".join(
        path.read_bytes().decode("utf-8", "replace")
        for path in home.path.rglob("*")
        if path.is_file()
    )


def test_a_wrong_password(tmp_path: Path) -> None:
    home = new_home(tmp_path).with_variables(PUREMAIL_PASSWORD="wrong")
    with (
        holding(tmp_path) as here,
        Terminal(home, "--server", url(here.port)) as terminal,
    ):
        assert terminal.end() == 77
        assert "Traceback" not in terminal.text
        assert "wrong" not in terminal.text


def test_another_account(tmp_path: Path) -> None:
    home = new_home(tmp_path).with_variables(PAGER="cat")
    fill_sandbox(home, FILES)
    with holding(tmp_path, CHINESE) as here:
        home.configure(
            f'default = "mine"\n[accounts.mine]\nemail = "{USER}@example.org"\n'
            f'pop3 = "{url(here.port)}"\npassword.command = ["echo", "{PASSWORD}"]\n'
            '[accounts.bad]\nemail = "x@example.org"\n'
            f'pop3 = "{url(here.port)}"\nuser = "x"\n'
            'password.command = ["echo", "bad"]\n'
        )
        with Terminal(home) as terminal:
            terminal.until("mine>")
            terminal.type("account nobody")
            terminal.until("nobody")
            terminal.type("account sandbox")
            terminal.until("sandbox>")
            assert "A file" in terminal.text
            terminal.type("account bad")
            terminal.until("sandbox>", 2)
            terminal.type("account mine")
            terminal.until("mine>", 3)
            terminal.type("quit")
            assert terminal.end() == 0


def test_help_and_words_that_nobody_knows(sandbox: Home) -> None:
    with Terminal(sandbox) as terminal:
        terminal.until(PROMPT)
        for line, answer in (
            ("help", "undelete   Take deletion marks back."),
            ("help fetch", "--delete-after"),
            ("help TOP", "RFC 1939 7"),
            ("help nonsense", 'there is no command "nonsense"'),
            ("lsit", "Did you mean `list`?"),
            ("exit", "`quit` leaves and deletes what is marked"),
            ("h", "undelete   Take deletion marks back."),
            ("ab 1", "unexpected extra argument"),
            ("s", 'there is no command "s"'),
            ("sta", "state:"),
            ('search "open', "no closing quotation"),
            ("show", "show needs to know which message"),
            ("show 99", "there is no message 99"),
            ("list --nonsense", "No such option"),
            ("delete", "delete needs to know which"),
        ):
            assert answer in terminal.answer(line)
        terminal.type("")
        terminal.type("quit")
        assert terminal.end() == 0


def test_completion_and_history(sandbox: Home) -> None:
    fill_sandbox(sandbox, CHINESE)
    with Terminal(sandbox) as terminal:
        terminal.until(PROMPT)
        terminal.press("stat\t")
        terminal.until("sandbox> status")
        terminal.press("\r")
        terminal.until("state:")
        terminal.press("\x1b[A\r")
        terminal.until("state:", 2)
        terminal.type("quit")
        assert terminal.end() == 0
    history = sandbox.states / "history"
    assert "status" in history.read_text("utf-8")
    assert history.stat().st_mode & 0o777 == 0o600


def test_a_file_in_a_session(sandbox: Home) -> None:
    (sandbox.path / "a.eml").write_bytes(CHINESE)
    with Terminal(sandbox) as terminal:
        terminal.until(PROMPT)
        terminal.type("show ./a.eml")
        terminal.until("报告在附件里")
        terminal.type("quit")
        assert terminal.end() == 0


def test_an_account_that_is_not_set_up(tmp_path: Path) -> None:
    with Terminal(new_home(tmp_path)) as terminal:
        assert terminal.end() == 78
        assert "send --configure" in terminal.text
