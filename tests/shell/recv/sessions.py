"""What a session is held with: maildrops, and messages in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shell.sandbox.maildrop import Maildrop
from tests.shell.recv.maildrops import USER, Served, fill, sandbox, served
from tests.shell.running import Home

PROMPT = "sandbox>"


def fill_sandbox(home: Home, *messages: bytes) -> Maildrop:
    """Return the maildrop of the built-in account after `messages` came in."""
    maildrop = sandbox(home)
    fill(maildrop, messages)
    return maildrop


def url(port: int) -> str:
    """Return how --server names a maildrop on loopback."""
    return f"pop3+plain://{USER}@127.0.0.1:{port}"


@contextmanager
def holding(folder: Path, *messages: bytes) -> Iterator[Served]:
    """Serve a maildrop that holds `messages`."""
    with served(folder) as here:
        here.fill(messages)
        yield here


def held(maildrop: Maildrop) -> int:
    """Return how many messages are in `maildrop`."""
    return len(maildrop.messages())
