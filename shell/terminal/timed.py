"""A line of talk with the moment at which it was told."""

from shell import clock
from shell.terminal.screen import Line, Painted, Style


def timed(text: str, begun: float) -> Line:
    """Return `text` behind the seconds since `begun`, by the monotonic clock."""
    seconds = clock.monotonic() - begun
    return (Painted(f"{seconds:7.3f} s  ", Style.DIM), text)
