"""A target: what is called with octets, and what its result has to obey."""

import itertools
from collections.abc import Callable, Iterable
from typing import TypeVar

from attrs import frozen

from core.defect import Defect, Parsed
from core.wire.lines import Lines, feed

T = TypeVar("T")

# What RFC 3629 keeps out of text, and out of JSON and terminals with it.
SURROGATES = frozenset(map(chr, range(0xD800, 0xE000)))


@frozen
class Target:
    """A law that holds for any octets: `check` raises AssertionError where it does not.

    `seeds` are octets that get past the first look of what is called. `whole`
    says that messages are such octets too.
    """

    check: Callable[[bytes], None]
    seeds: tuple[bytes, ...] = ()
    whole: bool = False

    @property
    def name(self) -> str:
        """What the command line calls the target."""
        return self.check.__name__


def is_clean(text: str) -> bool:
    """Return whether `text` can be written: it holds no lone surrogate."""
    return SURROGATES.isdisjoint(text)


def in_range(defects: Iterable[Defect], size: int) -> bool:
    """Return whether each defect stands inside `size` octets."""
    return all(0 <= defect.span.start <= defect.span.stop <= size for defect in defects)


def check_parser(
    octets: bytes,
    parse: Callable[[bytes], Parsed[T | None]],
    serialize: Callable[[T], bytes],
) -> T | None:
    """Return what `parse` reads, which is read again from what is written of it.

    Its defects stand inside `octets`.
    """
    parsed = parse(octets)
    assert in_range(parsed.defects, len(octets))
    if parsed.value is not None:
        assert parse(serialize(parsed.value)).value == parsed.value
    return parsed.value


def divided(octets: bytes, parts: int, mark: bytes = b"\x00") -> list[bytes]:
    """Return `octets` as `parts` arguments, split at `mark`; the last may hold it."""
    found = octets.split(mark, parts - 1)
    return [*found, *[b""] * (parts - len(found))]


def cut(octets: bytes) -> tuple[bytes, list[bytes]]:
    """Return octets, and the same in pieces: the first octets say how long each is."""
    count = octets[0] % 8 if octets else 0
    sizes, octets = octets[1 : 1 + count], octets[1 + count :]
    places = [0, *itertools.accumulate(size % 32 for size in sizes), len(octets)]
    return octets, [octets[a:b] for a, b in itertools.pairwise(places)]


def lines(octets: bytes) -> tuple[bytes, ...]:
    """Return the lines of `octets`, as a dialogue frames them."""
    state, complete = feed(Lines(len(octets)), octets)
    del state
    return tuple(line for line in complete if isinstance(line, bytes))
