"""Maildrops with mail in them, served on loopback or by the command's own sandbox."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import frozen

from shell.sandbox.maildrop import Maildrop
from shell.sandbox.server import running
from tests.shell.running import Home

USER = "ann"
PASSWORD = "correct horse"


@frozen
class Served:
    """A maildrop and the port on which POP3 is spoken over it."""

    drop: Maildrop
    port: int

    def fill(self, messages: Sequence[bytes]) -> list[str]:
        """Put `messages` into the maildrop, and return their unique-ids."""
        return fill(self.drop, messages)

    def messages(self) -> list[bytes]:
        """Return what is in the maildrop, oldest first."""
        stored = self.drop.messages()
        return [b"".join(self.drop.pieces(each.unique_id)) for each in stored]

    def ids(self) -> list[str]:
        """Return the unique-ids in the maildrop, oldest first."""
        return [each.unique_id for each in self.drop.messages()]

    def config(self, more: str = "") -> str:
        """Return a configuration with one account, `here`, for this server."""
        return (
            "[accounts.here]\n"
            f'pop3 = "pop3+plain://{USER}@127.0.0.1:{self.port}"\n'
            f'password = "{PASSWORD}"\n'
            f'deliver = "maildir:~/Mail/here"\n{more}'
        )


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve a new maildrop in `folder` while the context lasts."""
    drop = folder / "drop"
    with running(drop, USER, PASSWORD) as ports:
        yield Served(Maildrop(drop), ports.pop3)


def sandbox(home: Home) -> Maildrop:
    """Return the maildrop of the sandbox account of `home`."""
    return Maildrop(home.states / "sandbox")


def fill(drop: Maildrop, messages: Sequence[bytes]) -> list[str]:
    """Put `messages` into the maildrop, and return their unique-ids."""
    found: list[str] = []
    for octets in messages:
        delivery = drop.begin()
        delivery.write(octets)
        found.append(delivery.commit())
    return found


def message(subject: str, body: bytes = b"hello\r\n", sender: str = "Ann") -> bytes:
    """Return a small message."""
    name = hashlib.sha256(subject.encode()).hexdigest()[:16]
    return (
        f"From: {sender} <ann@example.org>\r\n"
        "To: bob@example.org\r\n"
        "Date: Fri, 20 Nov 2026 09:00:00 +0000\r\n"
        f"Message-ID: <{name}@example.org>\r\n"
        f"Subject: {subject}\r\n\r\n"
    ).encode() + body


def odd_messages(count: int, *, size: int = 0) -> list[bytes]:
    """Return messages that are all different, with octets that try every step.

    Lone dots, lines like From_, NUL, bare CR and LF, 8-bit octets, no last line end.
    """
    odd = (
        b".\r\n..\r\n.a\r\n",
        b"From me\r\n>From you\r\n",
        b"\x00\xff\xfe bare\rCR bare\nLF\r\n",
        b"no end of line",
        b"",
    )
    filler = b"x" * 70 + b"\r\n"
    return [
        message(
            f"message {number}",
            odd[number % len(odd)] + filler * (number * size // (72 * count)),
        )
        for number in range(count)
    ]


def digests(messages: Sequence[bytes]) -> list[str]:
    """Return the digest of each message, sorted."""
    return sorted(hashlib.sha256(each).hexdigest() for each in messages)


def delivered(maildir: Path) -> list[bytes]:
    """Return the messages of a maildir."""
    files = [*maildir.glob("new/*"), *maildir.glob("cur/*")]
    return [file.read_bytes() for file in sorted(files)]


def mail_of(home: Home) -> Path:
    """Return the Maildir into which the account `here` of `home` delivers."""
    return home.path / "Mail" / "here"


def crlf_ended(octets: bytes) -> bytes:
    """Return a message as POP3 gives it: its last line has an end."""
    return octets if octets.endswith(b"\r\n") else octets + b"\r\n"
