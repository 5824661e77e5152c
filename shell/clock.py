"""Now, and fresh identifiers: the only time and randomness in the project."""

import os
import time
from datetime import datetime

from core.value import frozen

# Octets a second that a step may always take: slower than any line in use.
SLOWEST = 1_000


def now() -> datetime:
    """Return the present local time, which knows its offset from UTC."""
    return datetime.now().astimezone()


def epoch() -> float:
    """Return the seconds since 1970, which a change of the clock moves."""
    return time.time()


def monotonic() -> float:
    """Return seconds that only ever grow, for spans of time."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Wait for `seconds`."""
    time.sleep(seconds)


def random_octets(count: int) -> bytes:
    """Return `count` octets that nobody can foretell."""
    return os.urandom(count)


def fresh_identifier() -> str:
    """Return 26 hexadecimal digits that name one thing for good: 104 random bits."""
    return random_octets(13).hex()


def fresh_msg_id_left() -> str:
    """Return the left side of a new msg-id: the UTC time, then random digits.

    RFC 5322 section 3.6.4. The time lets a person sort, the rest is unique.
    """
    return f"{time.strftime('%Y%m%d%H%M%S', time.gmtime())}.{fresh_identifier()}"


def fresh_seed() -> bytes:
    """Return sixteen octets from which boundaries are made."""
    return random_octets(16)


def fresh_nonce() -> bytes:
    """Return a nonce for SCRAM: printable octets without a comma. RFC 5802."""
    return fresh_identifier().encode("ascii")


@frozen
class Deadline:
    """How long a step may take: `silence` seconds at a stretch, and until `end`.

    `end` is a moment of `monotonic`. A peer that drips an octet now and then
    breaks no silence, so the step has an end as well.
    """

    silence: float
    end: float

    def left(self) -> float:
        """Return the seconds to wait at most for the next octet; 0 if it is over."""
        return max(0.0, min(self.silence, self.end - monotonic()))

    def left_in_all(self) -> float:
        """Return the seconds until the step is over, whatever moves; 0 if it is."""
        return max(0.0, self.end - monotonic())


def deadline(silence: float, size: int = 0) -> Deadline:
    """Return the deadline of a step that begins now and moves `size` octets."""
    return Deadline(silence, monotonic() + 2 * silence + size / SLOWEST)
