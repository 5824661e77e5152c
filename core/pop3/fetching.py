"""Fetching: windows of RETR, each drained and fenced, kept, and only then deleted.

Numbers tell answers apart only by their order. So before any message of a window
is recorded or deleted, a NOOP behind it has been answered and nothing more has
come: had the server said one answer too many or too few, it would show there.
"""

from collections.abc import Iterator
from typing import TypeAlias

from core.pop3.command import Dele, Keep, Noop, Quit, Retr
from core.pop3.event import Answer, Stored
from core.pop3.response import Response
from core.pop3.talk import Talk, cause, granted, group
from core.value import frozen
from core.wire.turn import Missing

# With its fence a window is all that may be in flight. What a lost line costs is
# a window, so it is bounded in octets too: a round trip a megabyte is no price.
WINDOW = 127
WINDOW_OCTETS = 2_000_000


@frozen
class Wanted:
    """A message to fetch: its number, its size in octets if known, what then."""

    number: int
    size: int | None = None
    delete: bool = False


@frozen
class Unfetched:
    """No whole message came: the server's refusal, or a lost line."""

    number: int
    cause: Response | Missing


@frozen
class Unkept:
    """The message came, but is not on disk for good."""

    number: int


@frozen
class Kept:
    """The message is on disk for good, and on the server."""

    number: int


@frozen
class Unmarked:
    """The message was to be deleted, and DELE was not granted: it stays."""

    number: int
    cause: Response | Missing


@frozen
class Marked:
    """The message is marked as deleted; only QUIT deletes it. RFC 1939 section 6."""

    number: int


@frozen
class Deleted:
    """The message was deleted: QUIT was granted."""

    number: int


@frozen
class Undeleted:
    """The message was marked, and QUIT was refused or never said: it may be there."""

    number: int
    cause: Response | Missing


@frozen
class Uncertain:
    """The message was marked, and QUIT was sent and not answered."""

    number: int


Fate: TypeAlias = (
    Unfetched | Unkept | Kept | Unmarked | Marked | Deleted | Undeleted | Uncertain
)


def fetch(
    wanted: tuple[Wanted, ...], most: int = WINDOW, octets: int = WINDOW_OCTETS
) -> Talk[tuple[Fate, ...]]:
    """Return what became of each of `wanted`, in their order.

    A window holds at most `most` messages and `octets` by their sizes, but one
    message at least. Each Keep asks for what came whole to be made durable, and
    what its answer names is what may be deleted. Raises ValueError if a number
    stands twice.
    """
    if len({one.number for one in wanted}) < len(wanted):
        raise ValueError("wanted: a number stands twice")
    fates: dict[int, Fate] = {}
    for window in windows(wanted, most, octets):
        kept = yield from _window(window, fates)
        dele = tuple(one.number for one in window if one.delete and one.number in kept)
        # Nothing is in flight between DELE and the next RETR either: one +OK too
        # many would pass for the answer to RETR, and the true one for mail.
        fates.update((fate.number, fate) for fate in (yield from delete(dele)))
    return tuple(fates[one.number] for one in wanted)


def windows(
    wanted: tuple[Wanted, ...], most: int, octets: int
) -> Iterator[tuple[Wanted, ...]]:
    """Yield `wanted` in windows of at most `most` messages and about `octets`."""
    window: list[Wanted] = []
    size = 0
    for one in wanted:
        if window and (len(window) >= most or size + (one.size or 0) > octets):
            yield tuple(window)
            window, size = [], 0
        window.append(one)
        size += one.size or 0
    if window:
        yield tuple(window)


def _window(
    window: tuple[Wanted, ...], fates: dict[int, Fate]
) -> Talk[tuple[int, ...]]:
    """Return which messages of `window` were kept, and enter the fates of all."""
    *answers, fence = yield from group(*(Retr(one.number) for one in window), Noop())
    came: list[int] = []
    for one, answer in zip(window, answers, strict=True):
        if granted(answer):
            came.append(one.number)
        else:
            fates[one.number] = Unfetched(one.number, cause(answer))
    kept: tuple[int, ...] = ()
    if came and isinstance(fence, Response):
        answer = yield (Keep(tuple(came)),)
        kept = answer.numbers if isinstance(answer, Stored) else ()
    for number in came:
        fates[number] = Kept(number) if number in kept else Unkept(number)
    return kept


def delete(numbers: tuple[int, ...]) -> Talk[tuple[Marked | Unmarked, ...]]:
    """Return whether each of `numbers` is marked; QUIT is not said."""
    if not numbers:
        return ()
    answers = yield from group(*map(Dele, numbers))
    return tuple(
        Marked(number) if granted(answer) else Unmarked(number, cause(answer))
        for number, answer in zip(numbers, answers, strict=True)
    )


def leave(fates: tuple[Fate, ...] = ()) -> Talk[tuple[Answer, tuple[Fate, ...]]]:
    """Return the answer to QUIT, and `fates` as it leaves them.

    Only +OK makes a marked message a deleted one. RFC 1939 section 6.
    """
    answer = yield (Quit(),)
    return answer, tuple(_left(fate, answer) for fate in fates)


def _left(fate: Fate, answer: Answer) -> Fate:
    match fate:
        case Marked(number=number) if granted(answer):
            return Deleted(number)
        case Marked(number=number) if answer is Missing.UNANSWERED:
            return Uncertain(number)
        case Marked(number=number):
            return Undeleted(number, cause(answer))
        case _:
            return fate
