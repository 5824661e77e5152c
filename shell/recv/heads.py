"""Header sections that come by TOP, and what is kept of them for listings."""

from core.header.field import parse_header
from core.pop3.event import Piece

# What a listing shows, a search asks for, and an answer would need.
KEPT = frozenset(
    {"from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id"}
)
# Octets that are looked at of one header section, and that are kept of one field.
SECTION_LIMIT = 262_144
FIELD_LIMIT = 8_192


class Heads:
    """A Sink for header sections: `rows` has what is kept, by message number."""

    def __init__(self) -> None:
        self.rows: dict[int, bytes] = {}
        self._pieces: list[bytes] = []
        self._size = 0

    def take(self, piece: Piece) -> None:
        """Take in a piece; what is past the limit is let go."""
        if self._size < SECTION_LIMIT:
            self._pieces.append(piece.octets)
            self._size += len(piece.octets)
        if piece.last:
            octets = b"".join(self._pieces)[:SECTION_LIMIT]
            self.rows[piece.number] = listed_fields(octets)
            self._pieces, self._size = [], 0

    def keep(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """Return none: these are not messages."""
        del numbers
        return ()


def listed_fields(octets: bytes) -> bytes:
    """Return the fields of a header section that are worth keeping, as they came."""
    section, _, _ = octets.partition(b"\r\n\r\n")
    fields = parse_header(section + b"\r\n").value.fields
    kept = (
        each.octets
        for each in fields
        if each.name.lower() in KEPT and len(each.octets) <= FIELD_LIMIT
    )
    return b"".join(kept) + b"\r\n"
