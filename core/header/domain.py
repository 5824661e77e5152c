"""Domains in both of their forms: as people write them, as DNS has them. RFC 5890.

Apart from `address`, which holds a domain as it was given, because the tables behind
IDNA 2008 (RFC 5891) take longer to load than an address to parse.
"""

import idna

from core.pattern import pattern

# A U-label is longer as an A-label, so this is more than any domain can have.
LONGEST = 255
A_LABEL_TEXT = pattern(r"(?i)xn--[a-z0-9\-]++")


def to_ascii(domain: str) -> str | None:
    """Return `domain` with A-labels for its U-labels, or None if one has none.

    Letters are mapped first as UTS 46 has it, so that case does not matter. What is
    US-ASCII already, a literal for instance, stays as it is.
    """
    if domain.isascii():
        return domain
    if len(domain) > LONGEST:
        return None
    try:
        return str(idna.encode(domain, uts46=True), "ascii")
    except UnicodeError:
        return None


def to_unicode(domain: str) -> str:
    """Return `domain` with U-labels for its A-labels, as far as they are valid."""
    if "xn--" not in domain.lower() or len(domain) > LONGEST:
        return domain
    return ".".join(map(_unicode_label, domain.split(".")))


def _unicode_label(label: str) -> str:
    if A_LABEL_TEXT.fullmatch(label) is None:
        return label
    try:
        return idna.decode(label)
    except UnicodeError:
        return label
