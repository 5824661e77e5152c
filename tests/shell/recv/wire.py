"""A line to a server that can be cut while a session goes on."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Wire:
    """A port that leads to another one, until the lines over it are cut."""

    def __init__(self, listener: socket.socket, port: int) -> None:
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._to = port
        self._links: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._flowing = threading.Event()
        self._flowing.set()
        self.waiting = threading.Event()
        """Set once there is something that is not let through."""

    def run(self) -> None:
        """Join lines until the listener is closed."""
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._links += (near, far)
                for one, other in ((near, far), (far, near)):
                    thread = threading.Thread(target=self._carry, args=(one, other))
                    self._threads.append(thread)
                    thread.start()

    def hold(self) -> None:
        """Let nothing more through."""
        self.waiting.clear()
        self._flowing.clear()

    def let_go(self) -> None:
        """Let everything through again."""
        self._flowing.set()

    def cut(self) -> None:
        """End every line."""
        for link in self._links:
            with suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while octets := one.recv(65_536):
                if not self._flowing.is_set():
                    self.waiting.set()
                self._flowing.wait()
                other.sendall(octets)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End every line, and give back what they held."""
        self.let_go()
        self.cut()
        for thread in self._threads:
            thread.join(5)
        for link in self._links:
            link.close()


@contextmanager
def wired(port: int) -> Iterator[Wire]:
    """Give a wire to the server at `port`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        wire = Wire(listener, port)
        threading.Thread(target=wire.run, daemon=True).start()
        try:
            yield wire
        finally:
            wire.close()
