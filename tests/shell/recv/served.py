"""The sandbox's maildrop, filled; and a line to its POP3 server that can be cut."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from shell.sandbox.maildrop import Maildrop
from shell.sandbox.server import running
from tests.shell.running import Home

USER = "ann"
PASSWORD = "s3cret-word"


def fill(folder: Path, *messages: bytes) -> Maildrop:
    """Return the maildrop in `folder` after `messages` were delivered, in order."""
    maildrop = Maildrop(folder)
    for octets in messages:
        delivery = maildrop.begin()
        delivery.write(octets)
        delivery.commit()
    return maildrop


def fill_sandbox(home: Home, *messages: bytes) -> Maildrop:
    """Return the maildrop of the built-in account, filled."""
    return fill(home.states / "sandbox", *messages)


class Wire:
    """A port that leads to another one, until the lines over it are cut."""

    def __init__(self, listener: socket.socket, port: int) -> None:
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._to = port
        self._links: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    def run(self) -> None:
        """Join lines until the listener is closed."""
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._links += (near, far)
                for one, other in ((near, far), (far, near)):
                    thread = threading.Thread(target=_carry, args=(one, other))
                    self._threads.append(thread)
                    thread.start()

    def cut(self) -> None:
        """End every line."""
        for link in self._links:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End every line, and give back what they held."""
        self.cut()
        for thread in self._threads:
            thread.join(5)
        for link in self._links:
            link.close()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while octets := one.recv(65_536):
            other.sendall(octets)
    with suppress(OSError):
        other.shutdown(socket.SHUT_RDWR)


@contextmanager
def serving(folder: Path) -> Iterator[Wire]:
    """Serve the maildrop in `folder` to USER, over a wire that can be cut."""
    with (
        running(folder, USER, PASSWORD) as ports,
        socket.create_server(("127.0.0.1", 0)) as listener,
    ):
        wire = Wire(listener, ports.pop3)
        threading.Thread(target=wire.run, daemon=True).start()
        try:
            yield wire
        finally:
            wire.close()


def url(wire: Wire) -> str:
    """Return how --server names the wire."""
    return f"pop3+plain://{USER}@127.0.0.1:{wire.port}"
