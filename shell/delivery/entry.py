"""A message on its way: as a server lists it, as it came in, as it is stored."""

from enum import Enum

from core.value import frozen
from shell.exits import ShellError

# Octets by which a message may be larger than the server said.
SLACK = 1_000_000


@frozen
class Entry:
    """A message as the server lists it. `unique_id` is None if it has no usable one."""

    number: int
    unique_id: str | None
    listed_size: int | None

    @property
    def name(self) -> str:
        """What a report calls it."""
        return self.unique_id or f"message {self.number}"


class Arrival(Enum):
    """What became of a message that came in whole."""

    NEW = "it is stored with the next settle"
    KNOWN = "the very message is stored already"


@frozen(kw_only=True)
class Delivered:
    """A message that is stored for good, and where. Sizes are octets.

    `known` is whether an earlier run had stored it already.
    """

    entry: Entry
    sha256: str
    size: int
    target: str
    path: str
    known: bool


@frozen
class Outcome:
    """What is stored now, and why the rest is not."""

    delivered: tuple[Delivered, ...]
    error: ShellError | None = None


def ceiling(
    listed_size: int | None, max_size: int | None, room: int | None
) -> int | None:
    """Return the octets past which a message is abandoned; None if nothing is known.

    Twice what was listed, at least 1 MB; `max_size`; the free space. So a server that
    never ends a message fills no disk.
    """
    listed = None if listed_size is None else max(SLACK, 2 * listed_size)
    bounds = [bound for bound in (listed, max_size, room) if bound is not None]
    return min(bounds, default=None)
