"""The exit codes of what goes wrong on this side, each by a run that ends with it.

What a server says or keeps to itself is in test_replies.py, signals in
test_stopping.py.
"""

import socket
import sys
from importlib.metadata import version

import pytest

from tests.shell.running import NOWHERE, Home, no_such_host
from tests.shell.send.runs import MAIL, TO, one_line, sent
from tests.shell.send.smtp_script import scripted


@pytest.mark.parametrize(
    "options",
    [
        ("--nonsense",),
        ("-m", "a", "--text", "b", TO),
        ("--eml", "a", "-s", "b", TO),
        ("--text", "b"),
        ("--header", "no colon", "--text", "b", TO),
        ("--header", "To: x@y", "--text", "b", TO),
        ("--notify", "always", "--text", "b", TO),
        ("--auth", "NONSENSE", "-s", "x", "--text", "b", TO),
        ("--dry-run", "--json", "--text", "b", TO),
        ("--again", "-s", "x"),
        ("--save-sent", "nowhere:x", "--text", "b", TO),
        ("--password-command", '"', "-s", "x", "--text", "b", TO),
    ],
)
def test_64_usage(sandbox: Home, options: tuple[str, ...]) -> None:
    done = sandbox.send(*options)
    assert done.code == 64, done
    assert one_line(done)


@pytest.mark.parametrize(
    "address",
    [
        "a@b.org\nBcc: c@d.org",
        "a@b.org\r\n",
        "nobody",
        "a@b@c",
        "a b@c d",
        "\x1b@x.org",
    ],
)
def test_65_an_address_that_is_none(sandbox: Home, address: str) -> None:
    done = sandbox.send("-s", "x", "--text", "b", "--", address)
    assert done.code == 65
    assert "\x1b" not in one_line(done)


def test_66_an_attachment_that_is_missing(sandbox: Home) -> None:
    done = sandbox.send("-s", "x", "--text", "b", "-a", "nothing.zip", TO)
    assert done.code == 66
    assert "nothing.zip" in one_line(done)


def test_66_a_folder_is_not_attached(sandbox: Home) -> None:
    done = sandbox.send("-s", "x", "--text", "b", "-a", ".", TO)
    assert done.code == 66
    assert "tar -czf" in one_line(done)


def test_66_a_file_that_may_not_be_read(sandbox: Home) -> None:
    file = sandbox.path / "closed"
    file.write_bytes(b"x")
    file.chmod(0)
    done = sandbox.send("-s", "x", "--text", "b", "-a", "closed", TO)
    assert done.code == 66
    assert "closed: Permission denied" in one_line(done)


def test_68_a_host_that_is_none(home: Home) -> None:
    done = home.send("--server", f"smtps://{NOWHERE}", *MAIL)
    assert done.code == no_such_host()
    assert NOWHERE in one_line(done)


def test_70_our_own_fault(home: Home) -> None:
    broken = (
        "import sys, shell.send.job as job\n"
        "def run(options): raise KeyError('x' * 10)\n"
        "job.run = run\n"
        "from shell.cli.entry import send\n"
        "sys.argv = ['send', 'a@b.org']\n"
        "send()\n"
    )
    done = home.run(sys.executable, "-c", broken)
    assert done.code == 70
    assert "please report it: KeyError" in one_line(done)


def test_73_a_transcript_that_cannot_be_made(home: Home) -> None:
    with scripted() as script:
        done = sent(home, script, "--transcript", "none/x.jsonl")
    assert done.code == 73
    assert "none/x.jsonl" in one_line(done)
    assert script.sessions == 0


def test_74_a_journal_that_cannot_be_written(home: Home) -> None:
    home.states.mkdir(parents=True)
    home.states.chmod(0o500)
    with scripted() as script:
        done = sent(home, script)
    assert done.code == 74, done
    # Without the journal no end goes out, and so no message.
    assert script.messages == []


def test_75_nobody_listens(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    done = home.send("--server", f"smtps://127.0.0.1:{port}", *MAIL)
    assert done.code == 75
    assert "refused" in one_line(done)


def test_78_no_configuration(home: Home) -> None:
    done = home.send("-s", "Mail subject", "--text", "x", "example@example.org")
    assert done.code == 78
    line = one_line(done)
    assert "send --configure" in line
    assert "-A sandbox" in line


def test_78_a_configuration_that_cannot_be_read(home: Home) -> None:
    home.configure("accounts = 1\n")
    assert home.send("-s", "x", "--text", "x", TO).code == 78


def test_78_no_password_names_every_place(home: Home) -> None:
    done = home.send("--server", "smtp+plain://me@127.0.0.1:1", *MAIL)
    assert done.code == 78
    line = one_line(done)
    for place in ("PUREMAIL_PASSWORD", "keyring", "netrc", "--password-command"):
        assert place in line


def test_version_and_help_end_with_0(home: Home) -> None:
    done = home.send("--version")
    assert (done.code, done.err) == (0, "")
    assert done.out.decode() == f"send (puremail) {version('puremail')}\n"
    done = home.send("-h")
    assert (done.code, done.err) == (0, "")
    assert b"--on-reject" in done.out
