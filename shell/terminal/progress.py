"""How far a transfer is: one line on a terminal, written over until it is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

from core.amount import size_text
from core.columns import columns, cut
from core.visible import visible_line
from shell.clock import monotonic
from shell.quantity import duration_text
from shell.terminal.screen import Screen

# Says how many octets have passed, and which of several things is moving.
Advance: TypeAlias = Callable[[int, str], None]

# Seconds between two lines, and before the first of a transfer that may be short.
INTERVAL: Final = 0.1
PATIENCE: Final = 0.5
# Octets from which a transfer is shown at once.
LARGE: Final = 1_000_000
BAR: Final = 24


@contextmanager
def progress(
    screen: Screen, total: int | None, now: Callable[[], float] = monotonic
) -> Iterator[Advance]:
    """Yield what tells the person how many of `total` octets have passed.

    Nothing is written where no person watches. The line is taken away at the end.
    """
    began = now()
    written = began - INTERVAL if (total or 0) >= LARGE else began + PATIENCE - INTERVAL
    shown = False

    def advance(done: int, label: str) -> None:
        nonlocal written, shown
        moment = now()
        if not screen.terminal or moment - written < INTERVAL:
            return
        line = progress_line(label, done, total, moment - began, screen.width - 1)
        screen.stream.write(f"\r{line}\x1b[K")
        screen.stream.flush()
        written, shown = moment, True

    try:
        yield advance
    finally:
        if shown:
            screen.stream.write("\r\x1b[K")
            screen.stream.flush()


def progress_line(
    label: str, done: int, total: int | None, seconds: float, width: int
) -> str:
    """Return what is told after `seconds`: label, bar, octets, rate and time left.

    At most `width` columns; where all has no room, the bar goes first, then the rest
    is cut.
    """
    rate = done / seconds if seconds > 0 else 0.0
    facts = [label] if label else []
    if total:
        facts.append(f"{min(done * 100 // total, 100):3} %")
        facts.append(f"{size_text(done)} of {size_text(total)}")
    else:
        facts.append(size_text(done))
    if rate >= 1:
        facts.append(f"{size_text(round(rate))}/s")
        if total and done < total:
            facts.append(f"{duration_text((total - done) / rate)} left")
    text = visible_line("  ".join(facts))
    if total and columns(text) + BAR + 4 <= width:
        filled = min(done * BAR // total, BAR)
        text = f"[{'#' * filled}{'-' * (BAR - filled)}]  {text}"
    return cut(text, max(width, 0))
