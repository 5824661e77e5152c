"""The session, as a person has it: on a terminal, one command after another."""

import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.columns import columns as columns_of
from shell.sandbox.maildrop import Maildrop
from tests.shell.recv.liar import Liar, lying, mail
from tests.shell.recv.maildrops import PASSWORD, USER, Served, fill, sandbox, served
from tests.shell.recv.messages import (
    CHINESE,
    HOSTILE,
    NEWSLETTER,
    attached,
    message,
    mixed,
    text_part,
)
from tests.shell.recv.screens import is_harmless
from tests.shell.recv.watching import Terminal
from tests.shell.recv.wire import wired
from tests.shell.running import Home, new_home

PROMPT = "sandbox>"
FILES = mixed(text_part("See it."), attached("a.txt", b"first"), subject="A file")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose own account is the sandbox, without a pager."""
    return new_home(tmp_path).with_variables(PUREMAIL_ACCOUNT="sandbox", PAGER="cat")


def fill_sandbox(home: Home, *messages: bytes) -> Maildrop:
    """Return the maildrop of the built-in account after `messages` came in."""
    maildrop = sandbox(home)
    fill(maildrop, messages)
    return maildrop


def url(port: int) -> str:
    """Return how --server names a maildrop on loopback."""
    return f"pop3+plain://{USER}@127.0.0.1:{port}"


@contextmanager
def holding(folder: Path, *messages: bytes) -> Iterator[Served]:
    """Serve a maildrop that holds `messages`."""
    with served(folder) as here:
        here.fill(messages)
        yield here


def held(maildrop: Maildrop) -> int:
    return len(maildrop.messages())


def test_a_session(home: Home) -> None:
    maildrop = fill_sandbox(home, CHINESE, FILES, NEWSLETTER)
    with Terminal(home) as terminal:
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
    assert (home.path / "out" / "a.txt").read_bytes() == b"first"


def test_the_end_of_input_is_quit(home: Home) -> None:
    maildrop = fill_sandbox(home, CHINESE, FILES)
    with Terminal(home) as terminal:
        terminal.until(PROMPT)
        terminal.type("delete last")
        terminal.until("(1 to delete)>")
        terminal.press("\x04")
        assert terminal.end() == 0
    assert held(maildrop) == 1


@pytest.mark.parametrize("kind", ["xterm", "dumb"])
def test_interrupting_twice_aborts(home: Home, kind: str) -> None:
    maildrop = fill_sandbox(home, CHINESE)
    with Terminal(home.with_variables(TERM=kind)) as terminal:
        terminal.until(PROMPT)
        terminal.type("delete 1")
        terminal.until("(1 to delete)>")
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


def test_abort_deletes_nothing(home: Home) -> None:
    maildrop = fill_sandbox(home, CHINESE)
    with Terminal(home) as terminal:
        terminal.until(PROMPT)
        terminal.type("delete 1")
        terminal.until("(1 to delete)>")
        terminal.type("abort")
        assert terminal.end() == 0
    assert held(maildrop) == 1


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_at_the_prompt(home: Home, number: int, code: int) -> None:
    maildrop = fill_sandbox(home, CHINESE)
    with Terminal(home) as terminal:
        terminal.until(PROMPT)
        terminal.type("delete 1")
        terminal.until("(1 to delete)>")
        terminal.process.kill(number)
        assert terminal.end() == code
    assert held(maildrop) == 1


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


def test_a_line_that_is_lost(tmp_path: Path) -> None:
    home = new_home(tmp_path).with_variables(PUREMAIL_PASSWORD=PASSWORD)
    with (
        holding(tmp_path, CHINESE, FILES) as here,
        wired(here.port) as wire,
        Terminal(home, "--server", url(wire.port), columns=120) as terminal,
    ):
        terminal.until(">")
        terminal.type("delete 1")
        terminal.until("(1 to delete)>")
        wire.cut()
        terminal.type("STAT")
        terminal.until("Connect again? [y/N]")
        assert "lost" in terminal.text or "closed" in terminal.text
        terminal.type("n")
        terminal.until("(1 to delete)>", 2)
        terminal.type("parts 2")
        terminal.until("Connect again? [y/N]", 2)
        terminal.type("y")
        terminal.until("connected again; 1 message marked again")
        terminal.until("a.txt")
        terminal.type("quit")
        assert terminal.end() == 0
        assert "1 message deleted" in terminal.text
        assert held(here.drop) == 1


def test_interrupting_a_command(tmp_path: Path) -> None:
    home = new_home(tmp_path).with_variables(PUREMAIL_PASSWORD=PASSWORD)
    with (
        holding(tmp_path, CHINESE, FILES) as here,
        wired(here.port) as wire,
        Terminal(home, "--server", url(wire.port), columns=120) as terminal,
    ):
        terminal.until(">")
        terminal.type("delete 1")
        terminal.until("(1 to delete)>")
        wire.hold()
        terminal.type("show 2")
        time.sleep(1)
        terminal.press("\x03")
        terminal.until("Connect again? [y/N]")
        assert "interrupted" in terminal.text
        wire.let_go()
        terminal.type("y")
        terminal.until("connected again; 1 message marked again")
        terminal.type("show 2")
        terminal.until("See it.")
        terminal.type("quit")
        assert terminal.end() == 0
        assert held(here.drop) == 1


def test_a_long_message_is_paged(home: Home) -> None:
    lines = "".join(f"line {number}\r\n" for number in range(200))
    fill_sandbox(home, message("From: a@b.example", body=lines.encode()))
    pager = home.path / "pager"
    pager.write_text("#!/bin/sh\nhead -n 5\necho paged\n")
    pager.chmod(0o700)
    with Terminal(home.with_variables(PAGER=str(pager))) as terminal:
        terminal.until(PROMPT)
        terminal.type("show 1")
        terminal.until("paged")
        terminal.until(PROMPT, 2)
        terminal.type("quit")
        assert terminal.end() == 0
        assert "line 100" not in terminal.text


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


def test_more_than_a_window(home: Home) -> None:
    octets = [message("From: a@b.example", f"Subject: no {n}") for n in range(1, 31)]
    fill_sandbox(home, *octets)
    with Terminal(home, rows=16) as terminal:
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
def test_a_window_is_fitted(home: Home, columns: int) -> None:
    fill_sandbox(home, CHINESE, NEWSLETTER, FILES)
    with Terminal(home.with_variables(TERM="dumb"), columns=columns) as terminal:
        terminal.until(PROMPT)
        terminal.type("show 2")
        terminal.until(PROMPT, 2)
        terminal.type("quit")
        assert terminal.end() == 0
        lines = terminal.raw.replace("sandbox> ", "").split("\r\n")
        assert max(map(columns_of, lines)) <= columns


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_no_colour(home: Home, name: str, value: str) -> None:
    fill_sandbox(home, CHINESE)
    with Terminal(home.with_variables(**{name: value})) as terminal:
        terminal.until(PROMPT)
        terminal.type("show 1")
        terminal.until(PROMPT, 2)
        terminal.type("quit")
        assert terminal.end() == 0
        assert re.search(r"\x1b\[[0-9;]*(?:3[0-7]|1)m", terminal.raw) is None


def test_nothing_acts_on_the_terminal(home: Home) -> None:
    fill_sandbox(home, *HOSTILE)
    with Terminal(home.with_variables(TERM="dumb"), rows=100) as terminal:
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


def test_help_and_words_that_nobody_knows(home: Home) -> None:
    with Terminal(home) as terminal:
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
            ('search "open', "No closing quotation".lower()),
            ("show", "show needs to know which message"),
            ("show 99", "there is no message 99"),
            ("list --nonsense", "No such option"),
            ("delete", "delete needs to know which"),
        ):
            terminal.type(line)
            assert answer in terminal.until(answer)
        terminal.type("")
        terminal.type("quit")
        assert terminal.end() == 0


def test_completion_and_history(home: Home) -> None:
    fill_sandbox(home, CHINESE)
    with Terminal(home) as terminal:
        terminal.until(PROMPT)
        terminal.press("stat\t")
        terminal.until("sandbox> status")
        terminal.press("\r")
        terminal.until("state:")
        terminal.press("\x1b[A\r")
        terminal.until("state:", 2)
        terminal.type("quit")
        assert terminal.end() == 0
    history = home.states / "history"
    assert "status" in history.read_text("utf-8")
    assert history.stat().st_mode & 0o777 == 0o600


def test_a_file_in_a_session(home: Home) -> None:
    (home.path / "a.eml").write_bytes(CHINESE)
    with Terminal(home) as terminal:
        terminal.until(PROMPT)
        terminal.type("show ./a.eml")
        terminal.until("报告在附件里")
        terminal.type("quit")
        assert terminal.end() == 0


def test_an_account_that_is_not_set_up(tmp_path: Path) -> None:
    with Terminal(new_home(tmp_path)) as terminal:
        assert terminal.end() == 78
        assert "send --configure" in terminal.text


def test_the_server_still_holds_the_session_before(tmp_path: Path) -> None:
    """Two of the new sessions are refused as in use; a third is let in."""
    home = new_home(tmp_path)

    def twist(connection: int, line: bytes, said: bytes) -> bytes | None:
        if connection == 1 and line.startswith(b"RETR"):
            raise ConnectionError
        if connection in {2, 3} and line.startswith(b"PASS"):
            return b"-ERR [IN-USE] locked\r\n"
        return said

    mails = [mail(CHINESE, "id1")]
    with lying(Liar(mails, twist=twist)) as liar:
        home.configure(liar.config())
        with Terminal(home) as terminal:
            terminal.until(">")
            terminal.type("show 1")
            terminal.until("Connect again? [y/N]")
            terminal.type("y")
            terminal.until("connected again")
            terminal.type("quit")
            assert terminal.end() == 0
    assert liar.connections == 4
