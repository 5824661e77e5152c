"""Sizes as a person reads them."""


def size_words(octets: int) -> str:
    """Return `octets` as they are told: "1 octet", "812 octets", "48.2 kB"."""
    text = size_text(octets)
    if octets < 1_000:
        return f"{text} octet" if octets == 1 else f"{text} octets"
    return f"{text[:-1]} {text[-1]}B"


def size_text(octets: int) -> str:
    """Return `octets` in at most five columns: "812", "48.2k", "1.3M"."""
    if octets < 1_000:
        return str(octets)
    scaled = float(octets)
    for unit in ("k", "M", "G"):
        scaled /= 1_000
        if scaled < 99.95:
            return f"{scaled:.1f}{unit}"
        if scaled < 999.5:
            return f"{scaled:.0f}{unit}"
    return f"{scaled / 1_000:.1f}T"
