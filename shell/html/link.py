"""Where links lead: numbered, listed, and told apart from what they say."""

from typing import Final

from core.pattern import pattern
from core.visible import visible_line
from shell.html.flow import BLANKS_TEXT, FILLER_TEXT

# Characters of a target that are shown.
TARGET_LIMIT: Final = 2_000
# Characters in which a text that is a URL names its host. RFC 1035 section 2.3.4.
NAME_LIMIT: Final = 300
# A browser takes these out of a target, so they can hide in its middle.
DROPPED_TEXT = pattern(r"[\x00-\x20\x7f]++")
SCHEME_TEXT = pattern(r"[A-Za-z][A-Za-z0-9+.-]*+:(?://)?")
# A text that is itself a URL, a host or an address, and the host it names.
NAMES_HOST_TEXT = pattern(
    r"(?:[a-z][a-z0-9+.-]*+://|mailto:)?(?:[^\s/@]++@)?"
    r"((?:[\w-]++\.)++(?:xn--[\w-]++|[^\W\d_]{2,}+))\.?(?::[0-9]++)?(?:[/?#][\S]*+)?"
)


class Targets:
    """The links of one text, each target with one number. Never handed out."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, shown: str, href: str) -> str:
        """Return what to write behind the text of a link: nothing, or its number.

        A text that names a host other than the link's has both told apart.
        """
        target = DROPPED_TEXT.sub("", href)
        text = BLANKS_TEXT.sub(" ", FILLER_TEXT.sub("", shown)).strip()
        if not target or target.startswith("#") or _plain(text) == _plain(target):
            return ""
        number = self._numbers.setdefault(target, len(self._numbers) + 1)
        claimed, real = host_named(text), host_named(target)
        if claimed and real != claimed and not _within(claimed, real):
            return f" [{number}: leads to {real or 'elsewhere'}]"
        return f" [{number}]"

    def lines(self) -> list[str]:
        """Return a line for each number and its target."""
        return [
            f"[{number}] {visible_line(target[:TARGET_LIMIT])}"
            f"{'…' if len(target) > TARGET_LIMIT else ''}"
            for target, number in self._numbers.items()
        ]


def host_named(text: str) -> str | None:
    """Return the host in lower case, if `text` is no more than a URL or an address."""
    found = NAMES_HOST_TEXT.fullmatch(text[:NAME_LIMIT].lower())
    return found[1].removeprefix("www.") if found else None


def _within(claimed: str, real: str | None) -> bool:
    return real is not None and real.endswith(f".{claimed}")


def _plain(text: str) -> str:
    scheme = SCHEME_TEXT.match(text)
    return text[scheme.end() if scheme else 0 :].rstrip("/").lower()
