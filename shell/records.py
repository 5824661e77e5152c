"""What the state of an account holds, as values."""

from collections.abc import Mapping

from attrs import field

from core.value import frozen
from shell.clock import epoch
from shell.identity import message_key


@frozen(kw_only=True)
class Stored:
    """One message that is durable in a target. Times are seconds since 1970.

    `head_sha256` is the digest of its header section: it tells two messages apart
    that a server gave one unique-id. What was found in a target after the state
    was lost has no `unique_id`; where `listed_size` is None, any size fits.
    """

    key: str
    head_sha256: str
    sha256: str
    size: int
    target: str
    path: str
    unique_id: str | None = None
    listed_size: int | None = None
    stored_at: float = field(factory=epoch)


@frozen
class HeaderRow:
    """What a listing shows of one message: octets of its header section."""

    unique_id: str
    listed_size: int | None
    octets: bytes


@frozen
class Unsettled:
    """A target in which a run may have left more, or less, than the state knows.

    `length` is an mbox's before the append; `unique_ids` are the messages that
    were on their way.
    """

    target: str
    length: int | None
    unique_ids: tuple[str, ...]


@frozen
class Marks:
    """What the state knows of the messages in a maildrop.

    `stored` has the listed sizes of each key.
    """

    login: str
    shown: frozenset[str]
    stored: Mapping[str, tuple[int | None, ...]]

    def is_shown(self, unique_id: str) -> bool:
        """Return whether the message was shown in full."""
        return unique_id in self.shown

    def is_stored(self, unique_id: str, listed_size: int) -> bool:
        """Return whether the message is stored, and of the size that is listed."""
        sizes = self.stored.get(message_key(self.login, unique_id), ())
        return listed_size in sizes or None in sizes

    def is_new(self, unique_id: str, listed_size: int) -> bool:
        """Return whether the message is neither shown nor stored."""
        return not (self.is_shown(unique_id) or self.is_stored(unique_id, listed_size))


@frozen
class Summary:
    """What `recv status` tells of the state: counts, and octets stored."""

    shown: int
    stored: int
    octets: int
    pending: int
    last_stored_at: float | None
