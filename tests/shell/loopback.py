"""A server of one connection on loopback, in a thread, and a stream to it."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator

import pytest

from shell.clock import deadline
from shell.exits import ShellError
from shell.stream import TcpStream, connect
from shell.tls import Trust
from tests.servers.certificates import Certificate

SOON = 5.0

Talk = Callable[[socket.socket], None]


@contextlib.contextmanager
def serving(talk: Talk) -> Iterator[int]:
    """Give the port on which one connection is taken and handed to `talk`.

    Failures of the line are the client's to tell. The connection is closed
    when `talk` returns.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)

        def run() -> None:
            with contextlib.suppress(OSError):
                link, _ = listener.accept()
                with link:
                    link.settimeout(10)
                    with contextlib.suppress(OSError):
                        talk(link)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            thread.join(10)
            assert not thread.is_alive()


def reset(link: socket.socket) -> None:
    """Close `link` by a reset in place of a farewell."""
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    link.close()


def until_closed(link: socket.socket) -> None:
    """Take in whatever comes, to the end."""
    while link.recv(65_536):
        pass


def says(octets: bytes) -> Talk:
    """Return a server that says `octets` and then listens."""

    def talk(link: socket.socket) -> None:
        link.sendall(octets)
        until_closed(link)

    return talk


def greets(link: socket.socket) -> None:
    """Greet, then listen."""
    says(b"220 ready\r\n")(link)


def over_tls(certificate: Certificate, talk: Talk) -> Talk:
    """Return a server that shows `certificate`, then does `talk` under TLS."""

    def secured(link: socket.socket) -> None:
        context = certificate.context()
        with context.wrap_socket(link, server_side=True) as wrapped:
            talk(wrapped)

    return secured


def opened(port: int, trust: Trust | None = None) -> TcpStream:
    """Return a stream to `port`, in clear."""
    return connect("127.0.0.1", port, trust or Trust(), deadline(SOON))


def secured(port: int, trust: Trust, seconds: float = SOON) -> TcpStream:
    """Return a stream to `port` after its handshake, which has `seconds`."""
    stream = opened(port, trust)
    stream.start_tls(deadline(seconds))
    return stream


def refusal(talk: Talk, trust: Trust, seconds: float = SOON) -> ShellError:
    """Return why there is no handshake with a server that does `talk`."""
    with serving(talk) as port, pytest.raises(ShellError) as caught:
        secured(port, trust, seconds)
    return caught.value
