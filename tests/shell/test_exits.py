"""Every failure has a kind, and every kind its exit code."""

import errno
import os
import socket
import ssl

import pytest

from shell.exits import (
    EXITS,
    Doing,
    ExitCode,
    Kind,
    ShellError,
    file_failure,
    network_failure,
    reply_kind,
    response_kind,
)


def test_every_kind_has_an_exit_code() -> None:
    assert set(EXITS) == set(Kind)


def test_every_failure_code_has_a_kind() -> None:
    assert set(EXITS.values()) == set(ExitCode) - {ExitCode.DONE}


def test_one_line_names_step_server_and_hint() -> None:
    error = ShellError(
        kind=Kind.AUTH,
        what="smtp.qq.com refused the login",
        stage="AUTH",
        code=535,
        enhanced="5.7.8",
        text="Login\nfail.",
        hint="Make an authorization code.",
    )
    assert str(error) == (
        "smtp.qq.com refused the login (AUTH): the server said"
        ' "535 5.7.8 Login fail.". Make an authorization code.'
    )
    assert error.exit is ExitCode.LOGIN
    assert not error.retry


def test_a_bare_error_is_its_words() -> None:
    assert str(ShellError(kind=Kind.BUSY, what="busy")) == "busy"


def test_errors_can_be_raised_through_contexts() -> None:
    cause = OSError(errno.EIO, "boom")
    with pytest.raises(ShellError) as caught:
        raise ShellError(kind=Kind.WRITE, what="x") from cause
    assert caught.value.__cause__ is cause


@pytest.mark.parametrize(
    ("stage", "code", "exit_code"),
    [
        ("greeting", 554, 69),
        ("greeting", 421, 75),
        ("EHLO", 502, 69),
        ("STARTTLS", 502, 69),
        ("STARTTLS", 454, 75),
        ("AUTH", 535, 77),
        ("AUTH", 534, 77),
        ("AUTH", 504, 69),
        ("AUTH", 538, 69),
        ("AUTH", 454, 75),
        ("MAIL", 550, 69),
        ("MAIL", 552, 65),
        ("MAIL", 451, 75),
        ("RCPT", 550, 67),
        ("RCPT", 552, 67),
        ("RCPT", 451, 75),
        ("DATA", 554, 65),
        ("content", 550, 65),
        ("content", 552, 65),
        ("content", 421, 75),
        ("QUIT", 554, 69),
        ("MAIL", 354, 76),
        ("RCPT", 199, 76),
    ],
)
def test_reply_codes(stage: str, code: int, exit_code: int) -> None:
    assert EXITS[reply_kind(stage, code)] == exit_code


def test_a_foreign_sender_is_a_matter_of_configuration() -> None:
    assert EXITS[reply_kind("MAIL", 553, own_sender=False)] is ExitCode.CONFIG
    assert EXITS[reply_kind("MAIL", 452, own_sender=False)] is ExitCode.TEMPORARY


@pytest.mark.parametrize(
    ("stage", "code", "text", "exit_code"),
    [
        ("PASS", "IN-USE", "", 75),
        ("PASS", "LOGIN-DELAY", "", 75),
        ("RETR", "SYS/TEMP", "", 75),
        ("RETR", "SYS/PERM", "", 69),
        ("RETR", "AUTH", "", 77),
        ("PASS", None, "no", 77),
        ("AUTH", "X-OTHER", "no", 77),
        ("RETR", None, "ERR.Mail.Download exceed", 75),
        ("RETR", None, "no such message", 69),
        ("greeting", None, "too many connections", 75),
        ("greeting", "SYS/PERM", "", 69),
        ("QUIT", None, "some messages not removed", 69),
    ],
)
def test_response_codes(
    stage: str, code: str | None, text: str, exit_code: int
) -> None:
    assert EXITS[response_kind(stage, code, text)] == exit_code


@pytest.mark.parametrize(
    ("number", "doing", "exit_code"),
    [
        (errno.ENOENT, Doing.READING, 66),
        (errno.EISDIR, Doing.READING, 66),
        (errno.EACCES, Doing.CREATING, 73),
        (errno.EROFS, Doing.CREATING, 73),
        (errno.ENOSPC, Doing.WRITING, 74),
        (errno.EDQUOT, Doing.WRITING, 74),
        (errno.EIO, Doing.WRITING, 74),
        (errno.EPIPE, Doing.WRITING, 141),
    ],
)
def test_file_failures(number: int, doing: Doing, exit_code: int) -> None:
    failure = file_failure(OSError(number, os.strerror(number)), doing, "notes.txt")
    assert failure.exit == exit_code
    assert "notes.txt" in str(failure)


def certificate_error() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "failed")
    error.verify_message = "self-signed certificate"
    return error


def tls_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, "failed")
    error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "stage", "kind"),
    [
        (socket.gaierror(socket.EAI_NONAME, "unknown"), "connect", Kind.HOST),
        (socket.gaierror(socket.EAI_AGAIN, "try again"), "connect", Kind.TEMPORARY),
        (ConnectionRefusedError(111, "refused"), "connect", Kind.CONNECT),
        (OSError(errno.ENETUNREACH, "unreachable"), "connect", Kind.CONNECT),
        (TimeoutError(), "connect", Kind.TIMEOUT),
        (TimeoutError(), "read", Kind.TIMEOUT),
        (ConnectionResetError(104, "reset"), "read", Kind.LOST),
        (certificate_error(), "tls", Kind.CERTIFICATE),
        (tls_error("WRONG_VERSION_NUMBER"), "tls", Kind.TLS),
        (tls_error("TLSV1_ALERT_PROTOCOL_VERSION"), "tls", Kind.TLS),
        (tls_error("NO_SHARED_CIPHER"), "tls", Kind.TLS),
        (ssl.SSLEOFError(8, "EOF occurred"), "read", Kind.LOST),
    ],
)
def test_network_failures(error: OSError, stage: str, kind: Kind) -> None:
    failure = network_failure(error, "mail.example.org:465", stage)
    assert failure.kind is kind
    assert "mail.example.org" in str(failure)
