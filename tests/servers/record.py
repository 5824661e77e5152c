"""A server that runs for a test: where it is, and who may log in."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import IO, NoReturn

import pytest
from attrs import field, frozen

DOMAIN = "example.org"
# Two people, so that one can try to be the other. The second password holds
# what USER and PASS, AUTH PLAIN and a configuration file may stumble over.
PASSWORDS = MappingProxyType(
    {
        "ann@example.org": "Tr0ub4dor&3",
        "bob@example.org": 'correct  horse "battery" stäple',
    }
)
FIRST = next(iter(PASSWORDS))
# A recipient that is put off, and one that nobody has heard of.
DEFERRED = f"later@{DOMAIN}"
UNKNOWN = f"nobody@{DOMAIN}"
SIZE_LIMIT = 10_000_000
PATIENCE = 30.0


class Kind(StrEnum):
    """How a port begins, in the order a client prefers."""

    IMPLICIT_TLS = "implicit TLS"
    UPGRADE = "STARTTLS or STLS"
    PLAIN = "clear text"


@frozen(kw_only=True)
class Server:
    """A server on loopback, and the first of those who may log in.

    Ports are by how they begin, maildirs by whose mail lies there.
    """

    host: str = "localhost"
    ports: Mapping[Kind, int]
    ca_file: Path
    log: Path
    maildirs: Mapping[str, Path]
    user: str = FIRST
    password: str = field(default=PASSWORDS[FIRST], repr=False)

    @property
    def maildir(self) -> Path:
        """Where the mail of `user` lies."""
        return self.maildirs[self.user]

    def messages(self, user: str | None = None) -> list[bytes]:
        """Return the octets of the messages in a user's maildir, oldest first."""
        folder = self.maildirs[user or self.user]
        found = [*folder.glob("new/*"), *folder.glob("cur/*")]
        return [file.read_bytes() for file in sorted(found, key=lambda f: f.name)]

    def deliver(self, octets: bytes, user: str | None = None) -> None:
        """Put a message into a user's maildir, past all protocols."""
        maildir = self.maildirs[user or self.user]
        name = f"{time.time_ns()}.test"
        temporary = maildir / "tmp" / name
        temporary.write_bytes(octets)
        temporary.chmod(0o666)
        temporary.rename(maildir / "new" / name)

    def clear(self) -> None:
        """Take all mail out of the maildirs, so that a test knows what it finds."""
        for maildir in self.maildirs.values():
            for file in (*maildir.glob("new/*"), *maildir.glob("cur/*")):
                file.unlink(missing_ok=True)


def new_maildirs(folder: Path, inner: str = "") -> Mapping[str, Path]:
    """Return a new maildir for each user, in `inner` of the user's own folder."""
    maildirs = {user: folder / user / inner for user in PASSWORDS}
    for maildir in maildirs.values():
        for name in ("cur", "new", "tmp"):
            (maildir / name).mkdir(parents=True)
    return MappingProxyType(maildirs)


def require(program: str) -> str:
    """Return the path of `program`; skip the test where it is not installed.

    With CI in the environment everything has to be there, and a missing
    program fails the test.
    """
    path = shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if path is None:
        missing(f"{program} is not installed")
    return path


def missing(why: str) -> NoReturn:
    """Skip the test, or fail it with CI in the environment."""
    if os.environ.get("CI"):
        pytest.fail(f"{why}, and CI is set", pytrace=False)
    pytest.skip(why)


def free_ports(count: int) -> list[int]:
    """Return loopback ports that nobody listens on, all different."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(listener.getsockname()[1]) for listener in sockets]
    for listener in sockets:
        listener.close()
    return ports


def answers(port: int) -> bool:
    """Return whether somebody accepts a connection on the loopback `port`."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


def wait_until(true: Callable[[], bool], what: str) -> None:
    """Return as soon as `true()` holds; fail after PATIENCE seconds."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {PATIENCE:g} s")
        time.sleep(0.02)


def start(argv: Sequence[str], stderr: int | IO[bytes]) -> "subprocess.Popen[bytes]":
    """Start a server that ends with the test session, however that ends."""
    setpriv = shutil.which("setpriv")
    leash = [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []
    return subprocess.Popen(
        [*leash, *argv], stdin=subprocess.DEVNULL, stdout=stderr, stderr=stderr
    )


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End a server by its process id, gently, then not."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
