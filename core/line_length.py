"""How long a line may be. RFC 5322 section 2.1.1."""

from core.pattern import pattern

LINE_OCTETS = 998
"""The most octets in a line, without its CRLF."""
LONG_LINE = pattern(rb"(?<![^\n])[^\r\n]{%d}[^\r\n]++" % LINE_OCTETS)


def end_within(octets: bytes, reach: int) -> bool:
    """Return whether every line of `octets` ends at most `reach` octets after it began.

    From the start of a line the last line end within reach is looked for, so that
    most lines are passed over.
    """
    at = 0
    while len(octets) - at > reach:
        at = octets.rfind(b"\n", at, at + reach) + 1
        if at == 0:
            return False
    return True
