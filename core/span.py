"""Places in a source, and what a source has to offer."""

from typing import Protocol, overload

from core.value import frozen


@frozen
class Span:
    """Octets [start, stop) of one source. Offsets count octets from 0.

    Made by the hundred thousand and only by parsers, so nothing is validated.
    """

    start: int
    stop: int

    def __len__(self) -> int:
        """Return how many octets the span covers."""
        return self.stop - self.start


class Source(Protocol):
    """What the parsers need of an input: `bytes` and `mmap.mmap` have it.

    A mapped file is looked at in place and never read whole.
    """

    def find(self, sub: bytes, start: int = ..., stop: int = ..., /) -> int:
        """Return the offset of the first `sub` in [start, stop), or -1."""

    @overload
    def __getitem__(self, index: int, /) -> int: ...
    @overload
    def __getitem__(self, index: "slice[int | None, int | None, None]", /) -> bytes: ...

    def __len__(self) -> int:
        """Return how many octets there are."""

    def __buffer__(self, flags: int, /) -> memoryview:
        """Return a view of the octets, for `re` and for the decoders."""
