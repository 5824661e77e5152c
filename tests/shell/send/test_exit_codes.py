"""Every exit code of the contract, each by a run that ends with it."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.certificates import Certificates
from tests.shell.running import BIN, SEND, Done, Home
from tests.shell.send.smtp_script import CLOSE, SILENT, Script, scripted

TO = "you@example.org"
MAIL = ("-f", "me@example.org", "-s", "x", "--text", "hello", TO)


def sent(home: Home, script: Script, *options: str) -> Done:
    return home.send("--server", script.url, "--timeout", "5", *options, *MAIL)


def one_line(done: Done) -> str:
    """Return the one line of an error, which no traceback is."""
    assert done.err.endswith("\n")
    (line,) = done.err.splitlines()
    assert line.startswith("send: ")
    return line


def test_0_taken_by_the_server_for_all(home: Home) -> None:
    with scripted() as script:
        done = sent(home, script)
    assert (done.code, done.out, done.err) == (0, b"", "")
    assert len(script.messages) == 1


def test_0_even_if_quit_fails(home: Home) -> None:
    with scripted({"QUIT": CLOSE}) as script:
        assert sent(home, script).code == 0


def test_1_taken_for_some(home: Home) -> None:
    refusal = {"RCPT <no@x.org>": "550 5.1.1 nobody here"}
    with scripted(refusal) as script:
        done = sent(home, script, "--on-reject", "skip", "-c", "no@x.org")
    assert done.code == 1
    assert '<no@x.org> was refused: the server said "550 5.1.1 nobody' in done.err
    assert len(script.messages) == 1


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
        ("--auth", "NONSENSE", "--text", "b", TO),
        ("--dry-run", "--json", "--text", "b", TO),
        ("--again", "-s", "x"),
        ("--save-sent", "nowhere:x", "--text", "b", TO),
        ("--password-command", '"', "--text", "b", TO),
    ],
)
def test_64_usage(sandbox: Home, options: tuple[str, ...]) -> None:
    done = sandbox.send(*options)
    assert done.code == 64, done
    assert "Traceback" not in done.err


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


@pytest.mark.parametrize("reply", ["554 5.7.1 spam", "552 5.3.4 too large"])
def test_65_refused_for_content(home: Home, reply: str) -> None:
    with scripted({"content": reply}) as script:
        done = sent(home, script)
    assert done.code == 65
    assert reply[4:] in one_line(done)


def test_65_larger_than_the_server_takes(home: Home) -> None:
    with scripted(offer=("SIZE 100",)) as script:
        done = sent(home, script)
    assert done.code == 65
    assert script.messages == []
    assert "MAIL" not in script.verbs()


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
    assert sandbox.send("-s", "x", "--text", "b", "-a", "closed", TO).code == 66


def test_67_a_recipient_refused_for_good(home: Home) -> None:
    with scripted({"RCPT": "550 5.1.1 nobody here"}) as script:
        done = sent(home, script)
    assert done.code == 67
    assert "nobody here" in one_line(done)
    assert script.messages == []


def test_67_if_one_of_the_refusals_is_for_good(home: Home) -> None:
    later = {"RCPT <a@x.org>": "450 4.2.1 later", "RCPT <b@x.org>": "550 5.1.1 no"}
    with scripted(later) as script:
        done = sent(home, script, "-c", "a@x.org", "-c", "b@x.org")
    assert done.code == 67
    assert "DATA" not in script.verbs()
    assert len([line for line in done.err.splitlines() if "was refused" in line]) == 2


def test_68_a_host_that_is_none(home: Home) -> None:
    host = "nowhere.invalid"
    try:
        socket.getaddrinfo(host, 465)
    except socket.gaierror as error:
        known = error.errno != socket.EAI_AGAIN
    done = home.send("--server", f"smtps://{host}", *MAIL)
    # Without a resolver nobody can say that there is no such host.
    assert done.code == (68 if known else 75)
    assert host in one_line(done)


@pytest.mark.parametrize("reply", ["554 5.7.1 go away", "530 no"])
def test_69_a_server_that_takes_no_session(home: Home, reply: str) -> None:
    with scripted({"greeting": reply}) as script:
        assert sent(home, script).code == 69


def test_69_no_mechanism_to_log_in_by(home: Home) -> None:
    with scripted(offer=("AUTH GSSAPI NTLM",)) as script:
        done = home.with_variables(PUREMAIL_PASSWORD="p").send(
            "--server", script.login_url, *MAIL
        )
    assert done.code == 69
    assert "GSSAPI, NTLM" in one_line(done)


def test_69_tls_that_is_missing(home: Home) -> None:
    with scripted() as script:
        done = home.send("--server", f"smtp://127.0.0.1:{script.port}", *MAIL)
    assert done.code == 69
    assert "does not offer TLS" in one_line(done)
    assert set(script.verbs()) <= {"EHLO", "QUIT"}


@pytest.mark.parametrize("kind", ["expired", "wrong_host", "other_ca", "cn_only"])
def test_69_a_certificate_that_proves_nothing(
    home: Home, certificates: Certificates, kind: str
) -> None:
    context = getattr(certificates, kind).context()
    ca_file = str(certificates.ca_file)
    with scripted(context=context) as script:
        url = f"smtps://localhost:{script.port}"
        done = home.send("--server", url, "--ca-file", ca_file, *MAIL)
    assert done.code == 69
    assert "certificate" in one_line(done)
    assert script.lines == []


def test_69_a_need_that_the_server_cannot_meet(home: Home) -> None:
    with scripted() as script:
        assert sent(home, script, "--require-tls").code == 69
    with scripted(offer=()) as script:
        assert sent(home, script, "--notify", "never").code == 69


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
        assert sent(home, script, "--transcript", "none/x.jsonl").code == 73


def test_74_a_journal_that_cannot_be_written(home: Home) -> None:
    home.states.mkdir(parents=True)
    home.states.chmod(0o500)
    with scripted() as script:
        done = sent(home, script)
    assert done.code == 74, done
    # Without the journal no end goes out, and so no message.
    assert script.messages == []


@pytest.mark.parametrize(
    "replies",
    [
        {"greeting": "421 4.3.2 busy"},
        {"MAIL": "451 4.3.0 later"},
        {"RCPT": "450 4.2.0 greylisted"},
        {"DATA": "451 4.3.0 later"},
        {"content": "452 4.3.1 disk full"},
        {"greeting": CLOSE},
        {"EHLO": CLOSE},
        {"MAIL": CLOSE},
    ],
)
def test_75_later(home: Home, replies: dict[str, str]) -> None:
    with scripted(replies) as script:
        done = sent(home, script)
    assert done.code == 75
    assert one_line(done)


def test_75_nobody_listens(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    done = home.send("--server", f"smtps://127.0.0.1:{port}", *MAIL)
    assert done.code == 75
    assert "refused" in one_line(done)


@pytest.mark.parametrize("step", ["greeting", "EHLO", "MAIL", "RCPT", "DATA"])
def test_75_silence(home: Home, step: str) -> None:
    with scripted({step: SILENT}) as script:
        done = home.send("--server", script.url, "--timeout", "0.3", *MAIL)
    assert done.code == 75
    assert "did not answer in time" in one_line(done)


@pytest.mark.parametrize(
    "replies",
    [
        {"greeting": "hello"},
        {"EHLO": "999 what"},
        {"MAIL": "250-a\r\n550 b"},
        {"MAIL": "250 ok\r\n250 and more"},
        {"RCPT": "354 go"},
        {"greeting": "220 " + "x" * 5000},
    ],
)
def test_76_a_broken_protocol(home: Home, replies: dict[str, str]) -> None:
    with scripted(replies) as script:
        done = sent(home, script)
    assert done.code == 76
    assert one_line(done)
    assert script.messages == []


def test_77_a_login_that_is_refused(home: Home) -> None:
    secret = "hunter2-hunter2"
    with scripted({"AUTH": "535 5.7.8 bad credentials"}) as script:
        done = home.with_variables(PUREMAIL_PASSWORD=secret).send(
            "--server", script.login_url, *MAIL
        )
    assert done.code == 77
    assert "the login of me was refused (AUTH)" in one_line(done)
    assert "535 5.7.8 bad credentials" in done.err
    # One try, and nothing goes out without the login.
    assert script.verbs() == ["EHLO", "AUTH", "QUIT"]
    assert secret not in done.err


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


def test_78_a_sender_that_is_not_the_login(home: Home) -> None:
    with scripted({"MAIL": "553 5.7.1 not yours"}) as script:
        done = home.with_variables(PUREMAIL_PASSWORD="p").send(
            "--server", script.login_url, *MAIL
        )
    assert done.code == 78


@pytest.mark.parametrize("reply", [CLOSE, SILENT])
def test_79_the_last_octet_is_out_and_no_reply_came(home: Home, reply: str) -> None:
    with scripted({"content": reply}) as script:
        done = home.send("--server", script.url, "--timeout", "0.5", *MAIL)
    assert done.code == 79
    line = one_line(done)
    assert "unknown" in line
    assert "Message-ID" in line or "<" in line
    assert len(script.messages) == 1


@pytest.mark.parametrize(
    ("step", "number", "code"),
    [
        ("EHLO", signal.SIGINT, 130),
        ("MAIL", signal.SIGTERM, 143),
        ("DATA", signal.SIGHUP, 129),
        ("DATA", signal.SIGINT, 130),
    ],
)
def test_stopped_before_the_end(
    home: Home, step: str, number: signal.Signals, code: int
) -> None:
    with scripted({step: SILENT}) as script:
        process = home.start(SEND, "--server", script.url, *MAIL)
        wait_for(script, step)
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    assert process.returncode == code
    assert b"nothing was sent" in err
    assert b"is kept in" in err
    assert script.messages == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_79_stopped_behind_the_last_octet(home: Home, number: signal.Signals) -> None:
    with scripted({"content": SILENT}) as script:
        process = home.start(SEND, "--server", script.url, *MAIL)
        assert script.arrived.wait(20)
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 79
    assert b"unknown" in err


def test_141_a_closed_output_pipe_is_silent(sandbox: Home) -> None:
    (sandbox.path / "large.txt").write_text("line\n" * 400_000, encoding="ascii")
    process = sandbox.start(SEND, "-n", "-s", "x", "-m", "large.txt", TO)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    with process.stderr as stderr:
        told = stderr.read()
    assert process.wait(20) == 141
    assert b"Traceback" not in told
    assert b"BrokenPipe" not in told


def wait_for(script: Script, verb: str) -> None:
    """Return once the server has heard `verb`."""
    for _ in range(400):
        if verb in script.verbs():
            return
        subprocess.run(["sleep", "0.05"], check=True)
    raise AssertionError(f"{verb} was never said")


def test_version_and_help_end_with_0(home: Home) -> None:
    assert home.send("--version").code == 0
    done = home.send("-h")
    assert done.code == 0
    assert Path(BIN).exists()
    assert b"--on-reject" in done.out
