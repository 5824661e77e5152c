"""Octets on their way out, gathered so that a group of commands is one write."""

from shell import clock
from shell.signals import Interrupted
from shell.stream import Stream

# A large message leaves in writes of at least this many octets.
WRITE_SIZE = 1 << 16


class Out:
    """What is queued, and which source of mail data has not gone out to its end.

    `queued` counts octets.
    """

    def __init__(self, stream: Stream) -> None:
        self.unended: str | None = None
        self.queued = 0
        self._stream = stream
        self._queue: list[bytes] = []
        # Octets of the queue up to the end of the unended source, where known.
        self._end: int | None = None

    def add(self, octets: bytes) -> None:
        """Queue `octets`."""
        self._queue.append(octets)
        self.queued += len(octets)

    def begin(self, source: str) -> None:
        """Note that the octets of `source` come next."""
        self.unended, self._end = source, None

    def end(self) -> None:
        """Note that the last octet of the source is queued."""
        self._end = self.queued

    def flush(self, silence: float) -> bool:
        """Write what is queued; False if something arrived before all was out.

        What is left stays queued then. Raises ShellError if the line breaks.
        """
        if not self.queued:
            return True
        octets = b"".join(self._queue)
        try:
            sent = self._stream.write(octets, clock.deadline(silence, len(octets)))
        except Interrupted:
            # A signal can come when the octets are gone and nobody has counted them.
            if self._end is not None:
                self.unended = self._end = None
            raise
        if self._end is not None:
            self._end -= sent
            if self._end <= 0:
                self.unended = self._end = None
        self._queue = [octets[sent:]] if sent < len(octets) else []
        self.queued -= sent
        return not self.queued

    def drop(self) -> None:
        """Forget what is queued."""
        self._queue, self.queued = [], 0
