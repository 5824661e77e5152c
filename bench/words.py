"""What seeded mails are made of: words, names, hosts, dates. Deterministic."""

import random

SYLLABLES = (
    *("an", "be", "cor", "da", "el", "fi", "gor", "hu", "in", "jo", "ka", "lo", "mi"),
    *("nu", "or", "pe", "qui", "ra", "so", "ti", "ur", "ve", "wi", "xa", "yo", "ze"),
)
FOREIGN = (
    *("Grüße", "naïve", "Łódź", "señor", "Ærø", "číslo", "Ωμέγα", "Привет", "письмо"),
    *("你好", "会議", "안녕", "مرحبا", "שלום", "façade", "œuvre", "smörgåsbord"),
)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def word(chance: random.Random) -> str:
    """Return a word of one to three syllables."""
    return "".join(chance.choices(SYLLABLES, k=chance.randint(1, 3)))


def sentence(chance: random.Random, foreign: float = 0.0) -> str:
    """Return six to sixteen words and a full stop, some of them in other scripts."""
    words = [
        chance.choice(FOREIGN) if chance.random() < foreign else word(chance)
        for _ in range(chance.randint(6, 16))
    ]
    return " ".join(words).capitalize() + "."


def paragraphs(chance: random.Random, octets: int, foreign: float = 0.0) -> str:
    """Return sentences on lines of up to 72 characters, about `octets` long."""
    lines: list[str] = []
    size = 0
    while size < octets:
        line = ""
        for each in sentence(chance, foreign).split(" "):
            if len(line) + len(each) > 71:
                lines.append(line)
                size += len(line) + 2
                line = ""
            line = f"{line} {each}" if line else each
        lines.append(line)
        size += len(line) + 2
        if chance.random() < 0.3:
            lines.append("")
            size += 2
    return "\r\n".join(lines) + "\r\n"


def host(chance: random.Random) -> str:
    """Return a host name in a domain of the documentation."""
    return f"{word(chance)}.{chance.choice(('example.org', 'example.com'))}"


def address(chance: random.Random) -> str:
    """Return an addr-spec."""
    return f"{word(chance)}.{word(chance)}@{host(chance)}"


def letters(chance: random.Random, count: int) -> str:
    """Return `count` letters of base64."""
    return "".join(chance.choices(LETTERS, k=count))


def date(chance: random.Random) -> str:
    """Return a date-time; its day name is right."""
    # 1 January 2024 was a Monday.
    day = chance.randrange(28 * 12)
    month, in_month = divmod(day, 28)
    lengths = (0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335)
    name = DAYS[(lengths[month] + in_month) % 7]
    clock = ":".join(f"{chance.randrange(each):02}" for each in (24, 60, 60))
    zone = chance.choice(("+0000", "+0100", "-0500", "+0800"))
    return f"{name}, {in_month + 1:02} {MONTHS[month]} 2024 {clock} {zone}"
