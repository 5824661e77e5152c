"""The sandbox's two listeners on loopback, a thread for each session."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from core.value import frozen
from shell.sandbox.link import Link
from shell.sandbox.login import (
    MECHANISMS,
    OPEN_MECHANISMS,
    Door,
    closed_door,
    open_door,
)
from shell.sandbox.maildrop import Maildrop

LOOPBACK = "127.0.0.1"

Serve: TypeAlias = Callable[[Link], None]


@frozen
class Ports:
    """Where the sandbox listens on 127.0.0.1."""

    smtp: int
    pop3: int


@contextmanager
def running(folder: Path, user: str, secret: str) -> Iterator[Ports]:
    """Serve the maildrop in `folder` to `user` while the context lasts."""
    door = closed_door(user, secret)
    with _listening(folder, door, MECHANISMS, Ports(0, 0)) as ports:
        yield ports


@contextmanager
def running_for_everyone(folder: Path, ports: Ports) -> Iterator[Ports]:
    """Serve the maildrop in `folder` on fixed ports, whoever logs in."""
    with _listening(folder, open_door(), OPEN_MECHANISMS, ports) as bound:
        yield bound


@contextmanager
def _listening(
    folder: Path, door: Door, mechanisms: tuple[str, ...], ports: Ports
) -> Iterator[Ports]:
    maildrop = Maildrop(folder)
    with (
        socket.create_server((LOOPBACK, ports.smtp)) as smtp,
        socket.create_server((LOOPBACK, ports.pop3)) as pop3,
    ):
        _accept(smtp, lambda at: _serve_smtp(at, maildrop, door, mechanisms))
        _accept(pop3, lambda at: _serve_pop3(at, maildrop, door, mechanisms))
        yield Ports(smtp.getsockname()[1], pop3.getsockname()[1])


# Each command of ours speaks one of the two, and does not wait for the other's import.


def _serve_smtp(
    link: Link, maildrop: Maildrop, door: Door, mechanisms: tuple[str, ...]
) -> None:
    from shell.sandbox.smtp import SmtpSession

    SmtpSession(link, maildrop, door, mechanisms).run()


def _serve_pop3(
    link: Link, maildrop: Maildrop, door: Door, mechanisms: tuple[str, ...]
) -> None:
    from shell.sandbox.pop3 import Pop3Session

    Pop3Session(link, maildrop, door, mechanisms).run()


def _accept(listener: socket.socket, serve: Serve) -> None:
    """Serve whoever connects, until the listener is closed."""

    def session(connection: socket.socket) -> None:
        with connection:
            serve(Link(connection))

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=session, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
