"""The sandbox, as other programs and a person at telnet see it."""

import base64
import poplib
import smtplib
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import pytest

from shell.sandbox.maildrop import Maildrop
from shell.sandbox.server import Ports, running, running_for_everyone

USER, SECRET = "sandbox", "open sesame"
MESSAGE = b"From: a@example.org\r\nSubject: dots\r\n\r\n.\r\n..\r\nLF . LF\n.\n\r\n"


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[Ports]:
    with running(tmp_path, USER, SECRET) as ports:
        yield ports


@pytest.fixture
def everyone(tmp_path: Path) -> Iterator[Ports]:
    with running_for_everyone(tmp_path, Ports(0, 0)) as ports:
        yield ports


# poplib takes "LF . LF" for the end of a message.
PLAIN = b"From: a@example.org\r\nSubject: plain\r\n\r\n.\r\n..\r\n"


def submit(port: int, octets: bytes = PLAIN) -> None:
    with smtplib.SMTP("127.0.0.1", port) as client:
        client.ehlo("[127.0.0.1]")
        client.login(USER, SECRET)
        client.mail("a@example.org")
        client.rcpt("b@example.org")
        client.putcmd("data")
        assert client.getreply()[0] == 354
        client.send(octets.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        assert client.getreply()[0] == 250


def mailbox(port: int) -> poplib.POP3:
    client = poplib.POP3("127.0.0.1", port)
    client.user(USER)
    client.pass_(SECRET)
    return client


class Typist:
    """A person at telnet: a line out, lines in."""

    def __init__(self, port: int) -> None:
        self.connection = socket.create_connection(("127.0.0.1", port), 10)
        self.replies = self.connection.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.replies.close()
        self.connection.close()

    def read(self) -> str:
        return self.replies.readline().decode().removesuffix("\r\n")

    def read_all(self) -> list[str]:
        lines = [self.read()]
        while lines[-1][3:4] == "-":
            lines.append(self.read())
        return lines

    def type(self, *lines: str) -> str:
        self.connection.sendall("".join(f"{line}\r\n" for line in lines).encode())
        return self.read()


def test_what_goes_in_comes_out(ports: Ports) -> None:
    submit(ports.smtp)
    client = mailbox(ports.pop3)
    assert client.stat()[0] == 1
    assert client.retr(1)[1][-3:] == [b"", b".", b".."]
    client.quit()


def test_octets_survive(ports: Ports, tmp_path: Path) -> None:
    submit(ports.smtp, MESSAGE)
    maildrop = Maildrop(tmp_path)
    (stored,) = maildrop.messages()
    assert b"".join(maildrop.pieces(stored.unique_id)).endswith(MESSAGE)
    with Typist(ports.pop3) as typist:
        typist.read()
        assert typist.type(f"USER {USER}") == "+OK"
        assert typist.type(f"PASS {SECRET}") == "+OK"
        assert typist.type("RETR 1") == f"+OK {stored.size} octets"
        octets = b""
        while not octets.endswith(b"\r\n.\r\n"):
            octets += typist.replies.readline()
        whole = octets[:-3].replace(b"\r\n..", b"\r\n.")
        assert whole == b"".join(maildrop.pieces(stored.unique_id))


def test_deletion_is_real_at_quit(ports: Ports) -> None:
    submit(ports.smtp)
    client = mailbox(ports.pop3)
    client.dele(1)
    assert client.stat()[0] == 0
    client.rset()
    client.quit()
    client = mailbox(ports.pop3)
    assert client.stat()[0] == 1
    client.dele(1)
    client.quit()
    client = mailbox(ports.pop3)
    assert client.stat()[0] == 0
    client.quit()


def test_one_session_at_a_time(ports: Ports) -> None:
    first = mailbox(ports.pop3)
    with Typist(ports.pop3) as second:
        assert second.read().startswith("-ERR [IN-USE]")
        assert second.read() == ""
    first.quit()


def test_a_wrong_password_is_refused(ports: Ports) -> None:
    client = poplib.POP3("127.0.0.1", ports.pop3)
    client.user(USER)
    with pytest.raises(poplib.error_proto, match="AUTH"):
        client.pass_("wrong")
    client.close()
    with (
        smtplib.SMTP("127.0.0.1", ports.smtp) as smtp,
        pytest.raises(smtplib.SMTPAuthenticationError),
    ):
        smtp.login(USER, "wrong")


def test_a_message_cut_off_leaves_nothing(ports: Ports, tmp_path: Path) -> None:
    with Typist(ports.smtp) as typist:
        typist.read()
        typist.type("HELO me")
        typist.type("MAIL FROM:<a@example.org>")
        typist.type("RCPT TO:<b@example.org>")
        typist.type("DATA")
        typist.connection.sendall(b"Subject: cut\r\n\r\nhal")
        typist.connection.shutdown(socket.SHUT_WR)
        assert typist.read() == ""
        assert not Maildrop(tmp_path).messages()
        assert not list((tmp_path / "tmp").iterdir())


def test_the_smtp_dialogue_of_the_course_text(everyone: Ports) -> None:
    with Typist(everyone.smtp) as typist:
        assert typist.read().startswith("220 ")
        typist.connection.sendall(b"EHLO qq.com\r\n")
        assert any(line[4:].startswith("AUTH ") for line in typist.read_all())
        assert typist.type("AUTH login") == "334 VXNlcm5hbWU6"
        assert (
            typist.type(base64.b64encode(b"me@qq.com").decode()) == "334 UGFzc3dvcmQ6"
        )
        assert typist.type(base64.b64encode(b"code").decode()).startswith("235 ")
        assert typist.type("MAIL FROM:<me@qq.com>").startswith("250 ")
        assert typist.type("RCPT TO:<you@qq.com>").startswith("250 ")
        assert typist.type("data").startswith("354 ")
        queued = typist.type(
            "subject:I love computer networks!",
            "from:me@qq.com",
            "",
            "I love computer networks!",
            ".",
        )
        assert queued.startswith("250 ")
        assert "queued as" in queued
        assert typist.type("quit").startswith("221 ")
        assert typist.read() == ""


def test_the_pop3_dialogue_of_the_course_text(everyone: Ports) -> None:
    submit(everyone.smtp)
    with Typist(everyone.pop3) as typist:
        assert typist.read().startswith("+OK ")
        assert typist.type("user me@qq.com") == "+OK"
        assert typist.type("pass secret") == "+OK"
        assert typist.type("list") == "+OK"
        assert typist.read().startswith("1 ")
        assert typist.read() == "."
        assert typist.type("retr 1").startswith("+OK ")
        while typist.read() != ".":
            pass
        assert typist.type("quit") == "+OK Bye"
        assert typist.read() == ""


def test_a_maildrop_that_cannot_be_locked(tmp_path: Path, ports: Ports) -> None:
    (tmp_path / "lock").mkdir()
    with socket.create_connection(("127.0.0.1", ports.pop3)) as client:
        assert client.recv(100).startswith(b"-ERR [SYS/PERM] ")


def test_a_maildrop_that_cannot_be_read(tmp_path: Path, ports: Ports) -> None:
    client = poplib.POP3("127.0.0.1", ports.pop3)
    client.user(USER)
    (tmp_path / "new").rmdir()
    with pytest.raises(poplib.error_proto, match=r"\[SYS/PERM\]"):
        client.pass_(SECRET)
    client.close()
