"""Stream: octets to and from a server, over TCP and TLS, never without a deadline."""

import ipaddress
import select
import socket
from typing import TYPE_CHECKING, Protocol

from shell.clock import Deadline
from shell.cutoff import cut_at
from shell.exits import Kind, ShellError, network_failure
from shell.race import connected
from shell.server import authority
from shell.tls import Trust, client_context

if TYPE_CHECKING:
    import ssl

# Octets asked of the kernel at once, and gathered from TLS records into one read.
READ_SIZE = 262_144
# Octets asked for after a read that brought less than it asked for: room for more is
# a mapping of its own each time, which costs as much as an answer takes to come.
FEW = 65_536

# Octets of text in one full TLS record. RFC 8446 section 5.1.
RECORD = 16_384


class Stream(Protocol):
    """What a dialogue is driven over."""

    @property
    def server(self) -> str:
        """Return the server's "host:port", as it was asked for."""

    @property
    def tls_version(self) -> str | None:
        """Return the version that was agreed on, as "TLSv1.3"; None in clear."""

    @property
    def address_literal(self) -> str:
        """Return our end's address literal, for EHLO. RFC 5321 section 4.1.3."""

    def waiting(self) -> bool:
        """Return whether `read` would give octets, or the end, at once."""

    def read(self, deadline: Deadline) -> bytes:
        """Return what has arrived, at least an octet; b"" at the end of input.

        Raises ShellError if the line stays silent, or breaks.
        """

    def write(self, octets: bytes | memoryview, deadline: Deadline) -> int:
        """Return how many of `octets` went out: all, unless something arrived.

        Where a write would wait or fails, and the other side has spoken, the write
        stops: `read` gives its words at once, and who goes on writing gives the
        rest of `octets` first. Raises ShellError if the line stays stuck, or breaks.
        """

    def start_tls(self, deadline: Deadline) -> None:
        """Return after the handshake, with the server proved.

        Raises ShellError if it fails, or if octets in clear wait to be read; the
        connection is closed then.
        """

    def close(self) -> None:
        """End the connection, without a word. It may be ended already."""


class TcpStream:
    """A Stream over one connected socket, which never blocks."""

    def __init__(self, link: socket.socket, host: str, port: int, trust: Trust) -> None:
        self._socket = link
        self._secured: ssl.SSLSocket | None = None
        self._host = host
        self._port = port
        self._trust = trust
        self._arrived: list[bytes] = []
        self._held = 0
        self._ended = False
        self._failure: OSError | None = None
        self._used = False
        self._ask = FEW
        self._poll = select.poll()
        self._interest = select.POLLIN
        self._poll.register(link, self._interest)

    @property
    def server(self) -> str:
        """Return the server's "host:port", as it was asked for."""
        return authority(self._host, self._port)

    @property
    def tls_version(self) -> str | None:
        """Return the version that was agreed on, as "TLSv1.3"; None in clear."""
        return self._secured.version() if self._secured else None

    @property
    def address_literal(self) -> str:
        """Return our end's address literal. RFC 5321 section 4.1.3."""
        return address_literal(str(self._socket.getsockname()[0]))

    @property
    def peer_address(self) -> str:
        """Return the address that won the race, without brackets."""
        return str(self._socket.getpeername()[0])

    def waiting(self) -> bool:
        """Return whether `read` would give octets, or the end, at once."""
        # A readable socket may hold nothing but a TLS session ticket, so only
        # what can be taken out counts.
        if not self._arrived and not self._ended:
            # In clear a question is cheaper than a read that finds nothing.
            if self._secured is None and not self._ready(select.POLLIN, 0):
                return False
            self._pull()
        return bool(self._arrived) or self._ended

    def read(self, deadline: Deadline) -> bytes:
        """Return what has arrived, at least an octet; b"" at the end of input."""
        self._used = True
        known = self._arrived or self._ended or self._secured is not None
        # What is there may be taken after the deadline too.
        if not known and self._ready(select.POLLIN, deadline.left()):
            self._pull()
        while not self.waiting():
            self._wait(select.POLLIN, deadline, "read")
        if not self._arrived and self._failure is not None:
            raise network_failure(self._failure, self.server, "read")
        octets = b"".join(self._arrived)
        self._arrived.clear()
        self._held = 0
        return octets

    def write(self, octets: bytes | memoryview, deadline: Deadline) -> int:
        """Return how many of `octets` went out: all, unless something arrived."""
        self._used = True
        sent = 0
        while sent < len(octets):
            interest = select.POLLIN | select.POLLOUT
            try:
                rest = memoryview(octets)[sent:] if sent else octets
                sent += self._socket.send(rest)
                continue
            except BlockingIOError:
                pass
            except OSError as error:
                if not _would_block(error):
                    self._pull()
                    if self._arrived:
                        return sent
                    raise network_failure(error, self.server, "write") from error
                if type(error).__name__ == "SSLWantReadError":
                    interest = select.POLLIN
            if self.waiting():
                if not self._arrived:
                    raise self._lost("write")
                return sent
            self._wait(interest, deadline, "write")
        return sent

    def start_tls(self, deadline: Deadline) -> None:
        """Return after the handshake, with the server proved. RFC 8446, RFC 3207."""
        import ssl

        self._refuse_clear_octets()
        context = client_context(self._trust)
        self._poll.unregister(self._socket)
        try:
            secured = context.wrap_socket(
                self._socket, server_hostname=self._host, do_handshake_on_connect=False
            )
            self._socket = self._secured = secured
            self._ask = RECORD
            self._poll.register(secured, self._interest)
            with cut_at(deadline, secured):
                while True:
                    try:
                        secured.do_handshake()
                        break
                    except ssl.SSLWantReadError:
                        self._wait(select.POLLIN, deadline, "tls")
                    except ssl.SSLWantWriteError:
                        self._wait(select.POLLOUT, deadline, "tls")
        except ShellError:
            self.close()
            raise
        except (OSError, ValueError) as error:
            # A host that no certificate can name (an empty label) is a ValueError.
            failure = error if isinstance(error, OSError) else OSError(str(error))
            if not deadline.left():
                failure = TimeoutError()
            self.close()
            raise network_failure(failure, self.server, "tls") from error

    def close(self) -> None:
        """End the connection, without a word. It may be ended already."""
        self._ended = True
        self._socket.close()

    def _refuse_clear_octets(self) -> None:
        """Raise ShellError if the server spoke before the handshake.

        Nothing that came in clear may be read as if it had come under TLS.
        """
        if not self.waiting():
            return
        silent = not self._arrived
        self.close()
        if silent:
            raise self._lost("tls")
        if not self._used:
            what = f"{self.server} does not speak TLS here: it greets in clear"
            hint = "The port may be one for STARTTLS or STLS."
            raise ShellError(kind=Kind.TLS, what=what, stage="tls", hint=hint)
        what = f"{self.server} sent octets in clear behind its go-ahead for TLS"
        raise ShellError(kind=Kind.PROTOCOL, what=what, stage="tls")

    def _pull(self) -> None:
        """Take in what has arrived, without waiting; note the end."""
        while self._held < READ_SIZE:
            try:
                octets = self._socket.recv(self._ask)
            except BlockingIOError:
                return
            except OSError as error:
                if not _would_block(error):
                    self._ended = True
                    self._failure = error
                return
            if not octets:
                self._ended = True
                return
            self._arrived.append(octets)
            self._held += len(octets)
            if self._secured is None:
                self._ask = FEW if len(octets) < self._ask else READ_SIZE
                return
            if len(octets) < RECORD:
                return

    def _wait(self, interest: int, deadline: Deadline, stage: str) -> None:
        """Wait until the socket is ready. Raises ShellError if it takes too long."""
        left = deadline.left()
        if not left or not self._ready(interest, left):
            raise network_failure(TimeoutError(), self.server, stage)

    def _ready(self, interest: int, seconds: float) -> bool:
        """Return whether the socket is ready, after `seconds` at most."""
        if interest != self._interest:
            self._poll.modify(self._socket, interest)
            self._interest = interest
        return bool(self._poll.poll(seconds * 1000))

    def _lost(self, stage: str) -> ShellError:
        """Return the error for a line that the other side has ended."""
        failure = self._failure or ConnectionError("the server closed it")
        return network_failure(failure, self.server, stage)


def _would_block(error: OSError) -> bool:
    """Return whether `error` only says that TLS has to wait for the socket."""
    return type(error).__name__ in ("SSLWantReadError", "SSLWantWriteError")


def address_literal(address: str) -> str:
    """Return `address` in brackets. RFC 5321 section 4.1.3."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv4Address):
        return f"[{parsed}]"
    if parsed.ipv4_mapped is not None:
        return f"[{parsed.ipv4_mapped}]"
    return f"[IPv6:{parsed}]"


def connect(host: str, port: int, trust: Trust, deadline: Deadline) -> TcpStream:
    """Return a stream in clear to `host`. For implicit TLS, `start_tls` comes next.

    Raises ShellError if nobody can be reached before the deadline.
    """
    link = connected(host, port, deadline)
    # A group of commands is one write already; Nagle would only hold it back.
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return TcpStream(link, host, port, trust)
