"""The ceilings that every parser obeys."""

from attrs import Attribute, field

from core.value import frozen

# Python's own comparison, hashing and copying recurse into a tree of values.
DEPTH_CEILING = 100


def _positive(_: object, attribute: "Attribute[int]", value: int) -> None:
    if value < 1:
        raise ValueError(f"Limits.{attribute.name} must be at least 1, not {value}")


def _shallow(_: object, attribute: "Attribute[int]", value: int) -> None:
    if not 1 <= value <= DEPTH_CEILING:
        raise ValueError(
            f"Limits.{attribute.name} must be 1 to {DEPTH_CEILING}, not {value}"
        )


@frozen(kw_only=True)
class Limits:
    """How much a parser takes from one input before it reports instead.

    What lies past a limit is never dropped: it stays in the source as octets,
    and a defect or a violation says so. Raises ValueError for a limit below 1,
    and for a depth above 100.
    """

    depth: int = field(default=DEPTH_CEILING, validator=_shallow)
    """Levels of multipart and message/rfc822 that become a tree."""
    parts: int = field(default=10_000, validator=_positive)
    """Entities in one message."""
    fields: int = field(default=10_000, validator=_positive)
    """Fields in one header section; mailboxes, parameters and words in one field."""
    defects: int = field(default=1_000, validator=_positive)
    """Defects reported by one parser for one input."""
    reply_line: int = field(default=4_096, validator=_positive)
    """Octets in one line of a reply or response. RFC 5321 allows 512."""
    challenge_line: int = field(default=12_288, validator=_positive)
    """Octets in a line that carries a SASL challenge. RFC 4954 section 4."""
    reply_lines: int = field(default=512, validator=_positive)
    """Lines in one multi-line reply."""
    reply_octets: int = field(default=65_536, validator=_positive)
    """Octets in one multi-line reply."""
    entries: int = field(default=1_000_000, validator=_positive)
    """Scan listings or unique-ids in one POP3 listing."""


DEFAULT_LIMITS = Limits()
