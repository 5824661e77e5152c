"""A server that takes any mail and keeps none: Postfix's smtp-sink, or our own.

    python -m bench.sink PORT

listens on PORT of this machine. It offers PIPELINING and 8BITMIME.
"""

import os
import shutil
import socketserver
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.servers.record import answers, free_ports, start, stop, wait_until

EHLO = b"250-sink.example.org\r\n250-PIPELINING\r\n250 8BITMIME\r\n"


class Talk(socketserver.StreamRequestHandler):
    """One connection: every command is granted, mail data are dropped."""

    rbufsize = 1 << 20
    wbufsize = 1 << 16

    def handle(self) -> None:
        self.say(b"220 sink.example.org ESMTP\r\n")
        while line := self.rfile.readline():
            match line[:4].upper():
                case b"EHLO":
                    self.say(EHLO)
                case b"DATA":
                    self.say(b"354 go on\r\n")
                    while (line := self.rfile.readline()) and line != b".\r\n":
                        pass
                    self.say(b"250 2.0.0 taken\r\n")
                case b"QUIT":
                    self.say(b"221 2.0.0 bye\r\n")
                    return
                case _:
                    self.say(b"250 2.0.0 ok\r\n")

    def say(self, octets: bytes) -> None:
        """Answer; all waits for the next read where more has come already."""
        self.wfile.write(octets)
        if not self.rfile.peek(0)[:1] or len(octets) > 100:  # type: ignore[attr-defined]
            self.wfile.flush()


class Server(socketserver.ThreadingTCPServer):
    """A thread for each connection."""

    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def running_sink() -> Iterator[tuple[int, str]]:
    """Give the port of a sink in another process, and what it is."""
    program = shutil.which("smtp-sink", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    (port,) = free_ports(1)
    if program is not None:
        # As root it wants to know whom to become.
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        command, name = [program, *user, f"127.0.0.1:{port}", "1000"], "smtp-sink"
    else:
        command, name = [sys.executable, "-m", "bench.sink", str(port)], "bench.sink"
    with listening(command, port):
        yield port, name


@contextmanager
def listening(command: Sequence[str], port: int) -> Iterator[None]:
    """Have the server that `command` starts run; `port` answers from the first."""
    process = start(command, subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(port), f"port {port} of {command[0]}")
        yield
    finally:
        stop(process)


if __name__ == "__main__":
    Server(("127.0.0.1", int(sys.argv[1])), Talk).serve_forever()
