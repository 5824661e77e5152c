"""Our server's half of SMTP, driven by programs of others."""

import base64
import smtplib
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from core.message import parse_message
from shell.sandbox.server import Ports
from tests.servers.record import require
from tests.servers.services import HOST, SECRET, USER, Access, maildrop, run, sandbox

pytestmark = pytest.mark.slow

MESSAGE = (
    b"Date: Tue, 01 Jan 2030 12:00:00 +0000\r\nFrom: ann@example.org\r\n"
    b"To: bob@example.org\r\nMessage-ID: <1@example.org>\r\nSubject: dots\r\n\r\n"
    b".one\r\n..two\r\n.\r\n \r\nthe end\r\n"
)


@pytest.fixture(params=Access)
def ports(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ports]:
    """Return the ports of a sandbox that holds nothing."""
    with sandbox(tmp_path, request.param) as ports:
        yield ports


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Ports]:
    """Return the ports of a sandbox that one user can log in to."""
    with sandbox(tmp_path, Access.CLOSED) as ports:
        yield ports


def stored(tmp_path: Path) -> list[bytes]:
    """Return the messages that the sandbox has taken."""
    drop = maildrop(tmp_path)
    return [b"".join(drop.pieces(one.unique_id)) for one in drop.messages()]


def curl(tmp_path: Path, port: int, mechanism: str, *to: str) -> None:
    """Have curl submit MESSAGE."""
    (tmp_path / "message").write_bytes(MESSAGE)
    recipients = [word for one in to for word in ("--mail-rcpt", one)]
    done = run(
        tmp_path,
        *(require("curl"), "--silent", "--show-error"),
        *("--url", f"smtp://{HOST}:{port}/client.example.org"),
        *("--user", f"{USER}:{SECRET}", "--login-options", f"AUTH={mechanism}"),
        *("--mail-from", USER, *recipients, "--upload-file", "message"),
    )
    assert done.returncode == 0, done.stderr


def swaks(tmp_path: Path, port: int, mechanism: str, *to: str, more: str = "") -> None:
    """Have swaks submit MESSAGE."""
    # It puts a line end behind the last line, whether there is one or not.
    octets = MESSAGE.replace(b"\r\n", b"\n").removesuffix(b"\n")
    (tmp_path / "message").write_bytes(octets)
    done = run(
        tmp_path,
        *(require("swaks"), "--server", HOST, "--port", str(port)),
        *("--helo", "client.example.org", "--auth", mechanism),
        *("--auth-user", USER, "--auth-password", SECRET),
        *("--from", USER, "--to", ",".join(to), "--data", "@message"),
        *more.split(),
    )
    assert done.returncode == 0, done.stdout + done.stderr


def msmtp(tmp_path: Path, port: int, mechanism: str, *to: str) -> None:
    """Have msmtp submit MESSAGE."""
    done = run(
        tmp_path,
        *(require("msmtp"), f"--host={HOST}", f"--port={port}", "--tls=off"),
        *(f"--auth={mechanism.lower()}", f"--user={USER}"),
        *(f"--passwordeval=echo '{SECRET}'", f"--from={USER}", "--", *to),
        stdin=MESSAGE.replace(b"\r\n", b"\n"),
    )
    assert done.returncode == 0, done.stderr


Program = Callable[..., None]
PROGRAMS: list[tuple[Program, str]] = [
    (curl, "PLAIN"),
    (curl, "LOGIN"),
    (swaks, "PLAIN"),
    (swaks, "LOGIN"),
    (msmtp, "PLAIN"),
    (msmtp, "LOGIN"),
]


@pytest.mark.parametrize(
    ("program", "mechanism"),
    PROGRAMS,
    ids=[f"{program.__name__}-{mechanism}" for program, mechanism in PROGRAMS],
)
def test_programs_submit(
    tmp_path: Path, ports: Ports, program: Program, mechanism: str
) -> None:
    program(tmp_path, ports.smtp, mechanism, "bob@example.org", "eve@example.org")
    (octets,) = stored(tmp_path)
    assert octets.endswith(MESSAGE)
    assert (
        parse_message(octets).header.fields[0].octets.startswith(b"Return-Path: <ann@")
    )


def test_scram(tmp_path: Path, closed: Ports) -> None:
    msmtp(tmp_path, closed.smtp, "SCRAM-SHA-256", "bob@example.org")
    assert stored(tmp_path)[0].endswith(MESSAGE)


def test_swaks_pipelines(tmp_path: Path, ports: Ports) -> None:
    swaks(tmp_path, ports.smtp, "PLAIN", "bob@example.org", more="--pipeline")
    assert stored(tmp_path)[0].endswith(MESSAGE)


def test_s_nail(tmp_path: Path, ports: Ports) -> None:
    user = USER.replace("@", "%40")
    done = run(
        tmp_path,
        *(require("s-nail"), "-n", "-Sv15-compat", "-Ssendwait"),
        f"-Smta=smtp://{user}:{SECRET.replace('&', '%26')}@{HOST}:{ports.smtp}",
        *("-Ssmtp-auth=plain", f"-Sfrom={USER}", "-Shostname=client.example.org"),
        *("-s", "dots", "bob@example.org"),
        stdin=b".one\n..two\nthe end\n",
    )
    assert done.returncode == 0, done.stderr
    message = parse_message(stored(tmp_path)[0])
    assert message.subject == "dots"
    assert message.text == ".one\n..two\nthe end\n"


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_smtplib(tmp_path: Path, ports: Ports, mechanism: str) -> None:
    message = EmailMessage()
    message["Subject"] = "grün"
    message.set_content(".\n..\nthe end\n")
    with smtplib.SMTP(HOST, ports.smtp, timeout=30) as session:
        session.ehlo()
        assert mechanism in session.esmtp_features["auth"].split()
        session.user, session.password = USER, SECRET
        authenticate = getattr(session, f"auth_{mechanism.lower()}")
        assert session.auth(mechanism, authenticate)[0] == 235
        for _ in range(3):
            assert session.send_message(message, USER, ["bob@example.org"]) == {}
        assert session.noop()[0] == 250
        assert session.rset()[0] == 250
        assert session.vrfy("bob")[0] in {250, 252}
        assert session.docmd("NONSENSE")[0] == 500
        assert session.docmd("DATA")[0] == 503
    octets = stored(tmp_path)
    assert len(octets) == 3
    for one in octets:
        assert parse_message(one).subject == "grün"
        assert parse_message(one).text == ".\n..\nthe end\n"


def test_smtplib_with_utf8(tmp_path: Path, ports: Ports) -> None:
    message = EmailMessage()
    message["Subject"] = "grün"
    message["From"] = "jörg@example.org"
    message["To"] = "bob@example.org"
    message.set_content("hello\n")
    with smtplib.SMTP(HOST, ports.smtp, timeout=30) as session:
        session.login(USER, SECRET)
        assert session.send_message(message) == {}
    (octets,) = stored(tmp_path)
    assert "From: jörg@example.org".encode() in octets


def test_a_login_is_asked_for(tmp_path: Path, closed: Ports) -> None:
    with smtplib.SMTP(HOST, closed.smtp, timeout=30) as session:
        session.ehlo()
        with pytest.raises(smtplib.SMTPAuthenticationError):
            session.login(USER, "wrong")
    with smtplib.SMTP(HOST, closed.smtp, timeout=30) as session:
        session.ehlo()
        assert session.docmd("AUTH", "PLAIN")[0] == 334
        assert session.docmd("*")[0] == 501
        said = base64.b64encode(f"\0{USER}\0{SECRET}".encode()).decode()
        assert session.docmd("AUTH", f"PLAIN {said}")[0] == 235
    assert stored(tmp_path) == []


def test_chunks(tmp_path: Path, ports: Ports) -> None:
    with smtplib.SMTP(HOST, ports.smtp, timeout=30) as session:
        session.login(USER, SECRET)
        assert session.has_extn("chunking")
        session.mail(USER)
        session.rcpt("bob@example.org")
        session.send(b"BDAT %d\r\n" % len(MESSAGE) + MESSAGE)
        assert session.getreply()[0] == 250
        session.send(b"BDAT 3 LAST\r\n.\r\n")
        assert session.getreply()[0] == 250
        assert session.quit()[0] == 221
    assert stored(tmp_path)[0].endswith(MESSAGE + b".\r\n")
