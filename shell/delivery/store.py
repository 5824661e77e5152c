"""Store: what every place for messages can do."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Protocol

from attrs import field

from core.value import frozen
from shell.exits import ShellError
from shell.records import Unsettled


class Digest:
    """The digests of one message that comes in pieces: whole, and header section."""

    def __init__(self) -> None:
        self.size = 0
        self._whole = sha256()
        self._head = sha256()
        self._last = b""
        self._in_head = True

    def update(self, octets: bytes) -> None:
        """Take in the next piece."""
        self.size += len(octets)
        self._whole.update(octets)
        if not self._in_head:
            return
        # The empty line may be cut: three octets of it may have come before.
        seam = self._last + octets
        end = seam.find(b"\r\n\r\n")
        if end < 0:
            self._head.update(octets)
            self._last = seam[-3:]
        else:
            self._head.update(octets[: max(0, end + 4 - len(self._last))])
            self._in_head = False

    @property
    def whole(self) -> str:
        """Return the SHA-256 of all octets, in hexadecimal."""
        return self._whole.hexdigest()

    @property
    def head(self) -> str:
        """Return the SHA-256 of the header section with its empty line."""
        return self._head.hexdigest()


@frozen
class Placed:
    """A message that is durable in its place. `path` is "" where there is none."""

    key: str
    path: str


@frozen
class Settlement:
    """What became of a batch: what is durable, and why the rest is not."""

    placed: tuple[Placed, ...]
    error: ShellError | None = None


@frozen(kw_only=True)
class Found:
    """A message of ours that an earlier run left in its place."""

    key: str
    path: str
    sha256: str
    head_sha256: str
    size: int


@frozen
class Recovery:
    """What an earlier run left behind.

    `found` is in place for good; `doubtful` are the unique-ids of messages that
    may come twice, and `reason` says why.
    """

    found: tuple[Found, ...] = ()
    doubtful: tuple[str, ...] = ()
    reason: str | None = None


class Incoming(Protocol):
    """One message on its way in. Each method raises OSError."""

    @property
    def digest(self) -> Digest:
        """Return the digests of what was written so far."""

    def write(self, octets: bytes) -> None:
        """Take in the next piece."""

    def finish(self) -> None:
        """Take note that the message is whole."""

    def abandon(self) -> None:
        """Leave no trace of the message. It may be gone already."""


@frozen
class Staged:
    """A message that has come in whole, and the key under which it is to be known."""

    key: str
    incoming: Incoming = field(eq=False)


class Store(Protocol):
    """A place for messages. Nobody sees a message before `settle` has placed it."""

    @property
    def capacity(self) -> int:
        """Return how many messages one batch may hold."""

    @property
    def lasting(self) -> bool:
        """Return whether what is in place can be found there again."""

    def recover(self, note: Unsettled | None, known: frozenset[str]) -> Recovery:
        """Return what an earlier run left, after what was half done is undone.

        `note` is what the state knows of that run; of messages with `known` keys
        nothing need be said. Raises ShellError.
        """

    def room(self) -> int | None:
        """Return how many octets there is space for; None if nobody knows."""

    def begin(self) -> Incoming:
        """Return a new message, with nothing in it. Raises OSError."""

    def prepare(self) -> int | None:
        """Return the length to which a batch that fails is cut back, if any.

        Who else writes there is kept out until `release`. Raises ShellError.
        """

    def settle(self, batch: Sequence[Staged]) -> Settlement:
        """Return what is durable now. What is not leaves nothing but `incoming`.

        Whoever called abandons each `incoming` after it, whatever became of it.
        """

    def release(self) -> None:
        """Let others write again."""

    def close(self) -> None:
        """Let go of the place."""
