"""Text measured in the columns of a terminal: cut, padded and wrapped."""

from collections.abc import Iterator
from unicodedata import category, east_asian_width

from core.pattern import pattern

ZERO_WIDTH_JOINER = "\u200d"
# VARIATION SELECTOR-16 asks for the wide, coloured form of what it follows. UTS #51.
EMOJI_FORM = "\ufe0f"
SOFT_HYPHEN = "\xad"
WORD_TEXT = pattern(r"[^ \t]++|[ \t]++")
# Characters that take two columns whatever stands beside them: most of what is written
# in Chinese, Japanese and Korean. They are measured 20 times as fast as others.
WIDE = (
    "\u3000-\u3029\u3030-\u303d\u3041-\u3096\u30a1-\u30fa"
    "\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e"
)
PLAIN_TEXT = pattern(f"[ -~{WIDE}]*+")
RUN_TEXT = pattern(f"[ -~]++|[{WIDE}]")


def columns(text: str) -> int:
    """Return how many columns `text` takes; Chinese and emoji take two a character."""
    if text.isascii():
        return len(text)
    if PLAIN_TEXT.fullmatch(text):
        return 2 * len(text) - len(text.encode("ascii", "ignore"))
    return sum(width for _, width in _clusters(text))


def cut(text: str, limit: int, mark: str = "…") -> str:
    """Return `text` in at most `limit` columns; a cut text ends in `mark`.

    No accent or joined emoji is parted from what it belongs to.
    """
    if columns(text) <= limit:
        return text
    room = limit - columns(mark)
    if room < 0:
        return mark[:limit]
    kept: list[str] = []
    for cluster, width in _clusters(text):
        room -= width
        if room < 0:
            break
        kept.append(cluster)
    return "".join(kept) + mark


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Return `text` filled with blanks to `width` columns, at its left if `right`."""
    blanks = " " * (width - columns(text))
    return blanks + text if right else text + blanks


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Return `text` cut and padded to exactly `width` columns."""
    return pad(cut(text, width), width, right=right)


def wrap(text: str, width: int, *, whole: bool = False) -> tuple[str, ...]:
    """Return the lines of at most `width` columns that one line of text is broken into.

    Broken at blanks, between wide characters, and where nothing else helps, in a word;
    not so if words stay `whole`, as addresses to copy should, whose lines are longer
    then. The blanks at a break go. A width below 2 is taken as 2.
    """
    width = max(width, 2)
    if columns(text) <= width:
        return (text,)
    lines: list[str] = []
    held: list[str] = []
    used = 0
    for piece, size in _pieces(text, width, whole=whole):
        if used + size > width and held:
            lines.append("".join(held).rstrip(" \t"))
            held, used = [], 0
            if piece.isspace():
                continue
        held.append(piece)
        used += size
    lines.append("".join(held).rstrip(" \t"))
    return tuple(lines)


def _pieces(text: str, width: int, *, whole: bool) -> Iterator[tuple[str, int]]:
    """Yield what a line is not broken within, and its columns."""
    for word in WORD_TEXT.finditer(text):
        size = columns(word[0])
        if word[0].isascii() and (whole or size <= width):
            yield word[0], size
        elif PLAIN_TEXT.fullmatch(word[0]):
            for run in RUN_TEXT.findall(word[0]):
                if run.isascii():
                    for at in range(0, len(run), width):
                        yield run[at : at + width], len(run[at : at + width])
                else:
                    yield run, 2
        else:
            yield from _broken(word[0], width)


def _broken(word: str, width: int) -> Iterator[tuple[str, int]]:
    """Yield the pieces of a word that holds characters of any kind."""
    held: list[str] = []
    used = 0
    for cluster, columns_of_it in _clusters(word):
        # A line may be broken on either side of a wide character.
        alone = columns_of_it == 2
        if held and (alone or used + columns_of_it > width):
            yield "".join(held), used
            held, used = [], 0
        held.append(cluster)
        used += columns_of_it
        if alone:
            yield "".join(held), used
            held, used = [], 0
    if held:
        yield "".join(held), used


def _clusters(text: str) -> Iterator[tuple[str, int]]:
    """Yield what is drawn as one, and its columns."""
    start = width = 0
    joined = False
    for index, character in enumerate(text):
        own = 1 if " " <= character < "\x7f" else _width(character)
        if index and (own == 0 or joined or _is_skin(character, text[index - 1])):
            if character == EMOJI_FORM and width == 1 and _is_symbol(text[start]):
                width = 2
        else:
            if index:
                yield text[start:index], width
            start, width = index, own
        joined = character == ZERO_WIDTH_JOINER and width == 2
    if text:
        yield text[start:], width


def _width(character: str) -> int:
    if character == SOFT_HYPHEN:
        return 1
    # Medial vowels and final consonants are drawn within the syllable before them.
    if (
        category(character) in {"Mn", "Me", "Cf", "Cc"}
        or "\u1160" <= character <= "\u11ff"
    ):
        return 0
    return 2 if east_asian_width(character) in {"W", "F"} else 1


def _is_skin(character: str, before: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff" and before > "\u2000"


def _is_symbol(character: str) -> bool:
    return character > "\u2000" or character in "#*0123456789©®"
