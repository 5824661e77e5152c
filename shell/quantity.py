"""Numbers, sizes and spans of time as a person writes and reads them."""

from core.pattern import pattern

# Powers of 1000, as disks and mail servers count.
SIZE_TEXT = pattern(
    r"(?P<number>[0-9]{1,15}+(?:\.[0-9]{1,3})?)[ ]?(?P<unit>[kKmMgG]?)[bB]?"
)
DURATION_TEXT = pattern(r"(?P<number>[0-9]{1,6}+)[ ]?(?P<unit>[smhdw]?)")


def counted(count: int, noun: str = "message") -> str:
    """Return how many there are: "1 message", "3 messages"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def parse_size(text: str) -> int:
    """Return how many octets "300", "20k", "1.5M" or "2G" is; k is 1000.

    Raises ValueError if `text` is no size.
    """
    if (size := SIZE_TEXT.fullmatch(text.strip())) is None:
        raise ValueError(f'"{text}" is no size; write 300, 20k, 1.5M or 2G')
    whole, _, fraction = size["number"].partition(".")
    thousandths = int(whole) * 1000 + int(fraction.ljust(3, "0") or 0)
    match size["unit"].lower():
        case "k":
            return thousandths
        case "m":
            return thousandths * 1000
        case "g":
            return thousandths * 1_000_000
        case _:
            return thousandths // 1000


def parse_duration(text: str) -> int:
    """Return how many seconds "90s", "12h", "30d" or "2w" is; a bare number is days.

    Raises ValueError if `text` is no duration.
    """
    if (duration := DURATION_TEXT.fullmatch(text.strip())) is None:
        raise ValueError(f'"{text}" is no duration; write 12h, 30d or 2w')
    number = int(duration["number"])
    match duration["unit"]:
        case "s":
            return number
        case "m":
            return number * 60
        case "h":
            return number * 3_600
        case "w":
            return number * 604_800
        case _:
            return number * 86_400


def duration_text(seconds: float) -> str:
    """Return `seconds` as a person counts: "0.4 s", "12 s", "3:05", "2:00:09"."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3_600:
        return f"{whole // 60}:{whole % 60:02}"
    if whole < 172_800:
        return f"{whole // 3_600}:{whole // 60 % 60:02}:{whole % 60:02}"
    return f"{round(whole / 86_400)} d"
