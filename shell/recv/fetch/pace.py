"""How much is asked for at once: about what one second brings.

Nothing of a window is stored before its fence, so a window is also what a lost line
costs. It is never larger than a batch.
"""

from collections.abc import Iterator

from core.value import frozen

# Messages and octets of the largest window, and of the first.
MOST = 64
MOST_OCTETS = 2_000_000
FIRST = 16
FIRST_OCTETS = 500_000
LEAST_OCTETS = 65_536
# Seconds.
WANTED = 1.0


@frozen
class Pace:
    """The bounds of the next window: messages, and octets by their listed sizes."""

    messages: int = FIRST
    octets: int = FIRST_OCTETS

    def after(self, messages: int, octets: int, seconds: float) -> "Pace":
        """Return the bounds after a window that took so long."""
        share = WANTED / max(seconds, 0.001)
        return Pace(
            max(1, min(MOST, round(messages * share), 4 * self.messages)),
            max(
                LEAST_OCTETS,
                min(MOST_OCTETS, round(octets * share), 4 * self.octets),
            ),
        )


def bounded(pace: Pace, most: int, room: int | None) -> Pace:
    """Return the bounds where a batch holds `most` and there is space for `room`."""
    octets = pace.octets if room is None else max(min(pace.octets, room), 1)
    return Pace(min(pace.messages, most), octets)


def window(numbers: Iterator[tuple[int, int]], pace: Pace) -> Iterator[int]:
    """Yield what of `numbers`, each with its size in octets, makes the next window."""
    messages, octets = 0, 0
    for number, size in numbers:
        if messages and (messages >= pace.messages or octets + size > pace.octets):
            return
        messages, octets = messages + 1, octets + size
        yield number
