"""What goes over a line, as records for those who watch; loaded when somebody does."""

import hashlib
from collections.abc import Callable, Iterator

from core.transcript import (
    Began,
    Ended,
    Heard,
    Kept,
    Poured,
    Pouring,
    Secured,
    TranscriptRecord,
    Wrote,
)
from shell import clock


class Recorder:
    """Makes a record of each thing that happens, and tells it to every watch."""

    def __init__(self, watches: tuple[Callable[[TranscriptRecord], None], ...]) -> None:
        self._watches = watches

    def began(self, protocol: str, server: str, *, trusted: bool) -> None:
        """Tell that a session began; `trusted` says that it is under TLS already."""
        self._tell(
            Began(time=clock.epoch(), protocol=protocol, server=server, trusted=trusted)
        )

    def wrote(self, shown: bytes) -> None:
        """Tell what is written, its secrets starred."""
        self._tell(Wrote(clock.epoch(), shown))

    def poured(self, source: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Yield `pieces`, mail data, and tell what they were."""
        self._tell(Pouring(clock.epoch(), source))
        digest, size = hashlib.sha256(), 0
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            yield piece
        self._tell(Poured(clock.epoch(), source, size, digest.hexdigest()))

    def heard(self, octets: bytes) -> None:
        """Tell what arrived."""
        self._tell(Heard(clock.epoch(), octets))

    def secured(self, version: str) -> None:
        """Tell that the line is under TLS of `version`."""
        self._tell(Secured(clock.epoch(), version))

    def kept(self, asked: tuple[int, ...], kept: tuple[int, ...]) -> None:
        """Tell which messages were asked to be made durable, and which were."""
        self._tell(Kept(clock.epoch(), asked, kept))

    def ended(self, reason: str) -> None:
        """Tell that the line was lost or given up."""
        self._tell(Ended(clock.epoch(), reason))

    def _tell(self, record: TranscriptRecord) -> None:
        for watch in self._watches:
            watch(record)
