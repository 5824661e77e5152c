"""Our own servers on loopback, and how programs of others are run against them."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from shell.sandbox.maildrop import Maildrop
from shell.sandbox.server import Ports, running, running_for_everyone

USER, SECRET = "ann@example.org", "Tr0ub4dor&3"
HOST = "127.0.0.1"


class Access(StrEnum):
    """Who may use a sandbox: USER alone, or everyone."""

    CLOSED = "closed"
    OPEN = "open"


def maildrop(tmp_path: Path) -> Maildrop:
    """Return where the sandbox of a test keeps its mail."""
    return Maildrop(tmp_path / "mail")


@contextmanager
def sandbox(tmp_path: Path, access: Access) -> Iterator[Ports]:
    """Give the ports of a sandbox over the maildrop of a test."""
    folder = tmp_path / "mail"
    match access:
        case Access.CLOSED:
            serving = running(folder, USER, SECRET)
        case Access.OPEN:
            serving = running_for_everyone(folder, Ports(0, 0))
    with serving as ports:
        yield ports


def run(
    tmp_path: Path, *argv: str, stdin: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    """Return how a program ended that has nobody's configuration."""
    return subprocess.run(
        argv,
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": "/usr/sbin:/usr/bin:/bin", "LANG": "C"},
    )
