"""A server of one connection on loopback, in a thread, for the stream's tests."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator

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
