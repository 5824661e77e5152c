"""A file larger than memory may be, streamed from disk."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.shell.running import SEND, Home
from tests.shell.send.runs import TO

SIZE = 2_000_000_000
CEILING_KB = 64_000


class Sink:
    """An SMTP server that counts mail data and keeps none of it."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.port: int = listener.getsockname()[1]
        self.taken = 0

    def run(self) -> None:
        """Serve one session."""
        link, _ = self.listener.accept()
        with link:
            link.sendall(b"220 sink\r\n")
            while octets := link.recv(4096):
                if octets.upper().startswith(b"DATA"):
                    link.sendall(b"354 go on\r\n")
                    self._take(link)
                    link.sendall(b"250 taken\r\n")
                else:
                    link.sendall(b"250 ok\r\n")

    def _take(self, link: socket.socket) -> None:
        end = b""
        while not end.endswith(b"\r\n.\r\n"):
            octets = link.recv(1 << 20)
            if not octets:
                return
            self.taken += len(octets)
            end = (end + octets)[-5:]


@contextmanager
def sinking() -> Iterator[Sink]:
    """Serve one session in a thread."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sink = Sink(listener)
        thread = threading.Thread(target=sink.run, daemon=True)
        thread.start()
        yield sink
        thread.join(10)


def peak(home: Home, *options: str) -> int:
    """Return the peak memory of a run in kB, which must end well."""
    told = home.path / "status"
    argv = ("/usr/bin/time", "-f", "%M", "-o", str(told), SEND, *options)
    done = home.run(*argv, timeout=600)
    assert done.code == 0, done
    return int(re.findall(r"\d+", told.read_text("ascii"))[-1])


@pytest.mark.deep
def test_two_gigabytes(home: Home) -> None:
    if not Path("/usr/bin/time").exists():
        pytest.skip("time is not installed")
    with (home.path / "large.bin").open("wb") as file:
        file.truncate(SIZE)
    with sinking() as sink:
        url = f"smtp+plain://127.0.0.1:{sink.port}"
        options = ("--server", url, "-f", "me@example.org", "-s", "x", "--text", "x")
        assert peak(home, *options, "-a", "large.bin", TO) < CEILING_KB
    assert sink.taken > SIZE * 4 // 3
