"""One connection as a session of the sandbox sees it."""

import socket

READ_SIZE = 1 << 16
# Seconds after which a client that says nothing is left.
SILENCE = 600.0


class Link:
    """A connected socket: octets in, octets out, b"" at the end."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(SILENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection = connection

    @property
    def peer(self) -> str:
        """The client's address."""
        return str(self._connection.getpeername()[0])

    def read(self) -> bytes:
        """Return what has arrived; b"" at the end of input, silence included."""
        try:
            return self._connection.recv(READ_SIZE)
        except OSError:
            return b""

    def write(self, octets: bytes) -> bool:
        """Send `octets`; False if the client has gone."""
        try:
            self._connection.sendall(octets)
        except OSError:
            return False
        return True
