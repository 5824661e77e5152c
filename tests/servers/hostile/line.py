"""One connection as the server has it: lines in, octets out, and all that came."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import NoReturn

from attrs import define, field, frozen

from tests.servers.hostile.act import (
    Act,
    Drip,
    Drop,
    Endless,
    Pause,
    Reset,
    Stall,
)

# Seconds for which a server waits; a client that is tested gives up long before.
PATIENCE = 15.0

# Octets after which an endless answer ends, lest a broken client fill the disk.
ENOUGH = 400_000_000


@frozen
class Line:
    """One line that a client sent, without its end, and whether it came under TLS."""

    connection: int
    secure: bool
    octets: bytes

    @property
    def verb(self) -> str:
        """The command's verb, in capitals."""
        return self.octets.split(b" ")[0].decode("latin-1").upper()


@define
class Record:
    """What clients sent to a server: commands, whole messages, and every octet.

    `undotted` is mail data that no dot ended. `connections` were opened, and
    `reached` counts the octets that an endless answer came to. `deleted` are the
    letters of a maildrop that DELE was said for.
    """

    commands: list[Line] = field(factory=list)
    messages: list[bytes] = field(factory=list)
    undotted: list[bytes] = field(factory=list)
    clear: list[bytes] = field(factory=list)
    deleted: list[int] = field(factory=list)
    connections: int = 0
    reached: int = 0

    def verbs(self) -> list[str]:
        """Return the verbs in the order they came."""
        return [line.verb for line in self.commands]

    def said(self, verb: str) -> list[bytes]:
        """Return the commands with `verb`."""
        return [line.octets for line in self.commands if line.verb == verb]


class Gone(Exception):  # noqa: N818
    """The connection is over, by either side."""


class Peer:
    """A connection with a client, blocking, with all that comes noted in `record`."""

    def __init__(self, link: socket.socket, record: Record, number: int) -> None:
        self._link = link
        self.record = record
        self._number = number
        self._buffer = b""
        self.secure = False
        link.settimeout(PATIENCE)

    def shake_hands(self, context: ssl.SSLContext) -> None:
        """Return under TLS."""
        try:
            self._link = context.wrap_socket(self._link, server_side=True)
        except (OSError, ValueError) as error:
            raise Gone from error
        self._buffer = b""
        self.secure = True

    def hear(self) -> bytes:
        """Return the next line, with its CRLF taken off; it is noted."""
        while b"\n" not in self._buffer:
            self._buffer += self._take()
        line, self._buffer = self._buffer.split(b"\n", 1)
        line = line.removesuffix(b"\r")
        self.record.commands.append(Line(self._number, self.secure, line))
        return line

    def hear_data(self, midway: int | None) -> bytes | None:
        """Return mail data up to the dot, None once `midway` octets have come."""
        data = self._buffer
        try:
            while not (data.endswith(b"\r\n.\r\n") or data == b".\r\n"):
                if midway is not None and len(data) >= midway:
                    self.record.undotted.append(data)
                    self._buffer = b""
                    return None
                data += self._take()
        except Gone:
            self.record.undotted.append(data)
            raise
        self._buffer = b""
        self.record.messages.append(data)
        return data

    def do(self, act: Act) -> bytes:
        """Do what `act` says and return what was said; Gone if that was the end."""
        match act:
            case bytes():
                self.say(act)
                return act
            case Pause(octets=octets, later=later, seconds=seconds):
                self.say(octets)
                time.sleep(seconds)
                self.say(later)
                return octets
            case Drop(octets=octets):
                self.say(octets)
                # What is unread would make a reset of the farewell.
                self._link.settimeout(0.05)
                with contextlib.suppress(Gone):
                    self._take()
            case Reset():
                self._link.setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
                )
            case Stall(octets=octets):
                self.say(octets)
                self.drain()
            case Drip():
                self._drip(act)
            case Endless():
                self._go_on(act)
        raise Gone

    def _drip(self, act: Drip) -> None:
        stop = time.monotonic() + PATIENCE
        while time.monotonic() < stop:
            for octet in act.octets:
                self.say(bytes([octet]))
                time.sleep(act.pause)

    def _go_on(self, act: Endless) -> None:
        self.say(act.begin)
        time.sleep(act.pause)
        block = act.piece * (65_536 // len(act.piece) + 1)
        while self.record.reached < ENOUGH:
            self.say(block)
            self.record.reached += len(block)

    def say(self, octets: bytes) -> None:
        """Send `octets`."""
        try:
            self._link.sendall(octets)
        except OSError as error:
            raise Gone from error

    def drain(self) -> NoReturn:
        """Take in what comes until the client leaves. Raises Gone."""
        while True:
            for line in self._take().splitlines():
                self.record.commands.append(Line(self._number, self.secure, line))

    def close(self) -> None:
        """End the connection."""
        self._link.close()

    def _take(self) -> bytes:
        try:
            octets = self._link.recv(65_536)
        except OSError as error:
            raise Gone from error
        if not octets:
            raise Gone
        if not self.secure:
            self.record.clear.append(octets)
        return octets


Play = Callable[[Peer], None]


@frozen
class Running:
    """A server that runs: its port, and what clients sent so far."""

    port: int
    record: Record


@contextlib.contextmanager
def serving(play: Play) -> Iterator[Running]:
    """Give a server on loopback that has `play` with each connection in turn."""
    record = Record()
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def meet(link: socket.socket, number: int) -> None:
            peer = Peer(link, record, number)
            try:
                with contextlib.suppress(Gone):
                    play(peer)
            finally:
                peer.close()

        def run() -> None:
            while True:
                try:
                    link, _ = listener.accept()
                except OSError:
                    return
                record.connections += 1
                thread = threading.Thread(
                    target=meet, args=(link, record.connections), daemon=True
                )
                threads.append(thread)
                thread.start()

        accepting = threading.Thread(target=run, daemon=True)
        accepting.start()
        try:
            yield Running(listener.getsockname()[1], record)
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join(5)
            for thread in threads:
                thread.join(PATIENCE)
