"""What is known of a server or an account, told as labels and what stands behind them.

Both commands tell the same facts in the same words: --check, `info` and `status`.
"""

from collections.abc import Iterable, Iterator, Mapping

from core.columns import pad, wrap
from shell.terminal.screen import Painted, Screen, Style, put

LABEL = 10


def tell_facts(screen: Screen, facts: Iterable[tuple[str, str]]) -> None:
    """Print each label with its text; an empty one goes on with the fact before it."""
    room = max(screen.width - LABEL, LABEL)
    for label, text in facts:
        pieces = wrap(text, room, whole=True) if screen.terminal else (text,)
        head = f"{label}:" if label else ""
        for piece in pieces:
            put(screen, (Painted(pad(head, LABEL), Style.CYAN), piece))
            head = ""


def login_words(user: str | None, way: str | None, tls: str | None) -> str:
    """Return who is logged in, how, and under what. `tls` is the version."""
    protected = "in clear text" if tls is None else f"under {tls}"
    if user is None or way is None:
        return f"nobody, {protected}"
    return f"{user} by {way}, {protected}"


def abilities(words: Mapping[str, str], offered: Iterable[str]) -> Iterator[str]:
    """Yield each of `offered`, what it is good for first where `words` say so.

    Keywords and capabilities are named as the server writes them.
    """
    there = frozenset(offered)
    yield from (f"{word} ({name})" for name, word in words.items() if name in there)


def times_words(milliseconds: Mapping[str, float | None]) -> str:
    """Return how long each step took, in milliseconds; None for one that was none."""
    taken = {step: took for step, took in milliseconds.items() if took is not None}
    return ", ".join(f"{step} {took:.0f} ms" for step, took in taken.items())
