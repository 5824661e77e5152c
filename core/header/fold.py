"""Folding and unfolding. RFC 5322 sections 2.2.3 and 3.2.2.

A field is folded before a blank that stands in its body anyway, so that unfolding
gives back the very octets. Lines keep to 78 characters where a blank allows it, and
to 998 always: a longer word becomes encoded-words.
"""

from core.codec import encoded_word
from core.pattern import pattern

LINE_CHARACTERS = 78
"""RFC 5322 section 2.1.1: characters in a line, without its CRLF."""

# A longer word or gap goes into encoded-words, so that no line is too long.
_LONGEST_WORD = 900
_LONGEST_GAP = 40
# An encoded-word with fewer characters begins a new line instead.
_LEAST_ROOM = 28

PLAIN_TEXT = pattern(r"[!-~](?:[ -~]*+(?<! ))?")
# Words with the blanks before them; the first and the last keep those at the ends.
WORD_TEXT = pattern(
    r"(?P<blanks>(?<!\A) ++|)(?P<word>(?:\A ++)?[^ ]++(?: ++\Z)?|\A ++\Z)"
)
# Words that go into encoded-words in one place alone, single spaces between all.
ONE_RUN_TEXT = pattern(
    r"((?:[!-~]++ )*+)([^ ]++(?: [!-~]*+[^ -~][^ ]*+)*+)((?: [!-~]++)*+)"
)
PLAIN_WORD_TEXT = pattern(r"[!-~]++")


def fold_text(name: str, text: str) -> bytes:
    """Return the field `name` with the unstructured body `text`, CRLF and all.

    Words that are not printable US-ASCII go into encoded-words, and so do blanks at
    either end. Raises ValueError for a lone surrogate.
    """
    whole = f"{name}: {text}"
    if len(whole) <= LINE_CHARACTERS and "=?" not in text:
        if text.isascii():
            if PLAIN_TEXT.fullmatch(text) is not None:
                return whole.encode("ascii") + b"\r\n"
        elif (line := _fold_one_word(name, text)) is not None:
            return line
    folding = Folding(name)
    run, before = "", ""
    for match in WORD_TEXT.finditer(text):
        blanks, word = match.groups()
        if _is_plain(blanks, word):
            if run:
                folding.add_words(run, before)
                run = ""
            folding.add(word.encode("ascii"), blanks or " ")
        elif run:
            run += blanks + word
        else:
            run, before = blanks[1:] + word, " "
    if run:
        folding.add_words(run, before)
    return folding.octets()


def _fold_one_word(name: str, text: str) -> bytes | None:
    """Return the field if one encoded-word is all that its line needs.

    So it is with most that are not US-ASCII, and takes a quarter of the time.
    """
    match = ONE_RUN_TEXT.fullmatch(text)
    if match is None:
        return None
    head, run, tail = match.groups()
    first, *more = encoded_word.encode(run)
    line = b"%b: %b%b%b\r\n" % (name.encode(), head.encode(), first, tail.encode())
    return None if more or len(line) > LINE_CHARACTERS + 2 else line


def _is_plain(blanks: str, word: str) -> bool:
    return (
        PLAIN_WORD_TEXT.fullmatch(word) is not None
        and "=?" not in word
        and len(word) <= _LONGEST_WORD
        and len(blanks) <= _LONGEST_GAP
    )


def fold_line(name: str, line: str) -> bytes | None:
    """Return the field `name` with the body `line`, None if that has to be folded.

    `line` is a structured body, serialized. This is the quick way for most fields.
    """
    whole = f"{name}: {line}\r\n"
    return whole.encode() if len(whole) <= LINE_CHARACTERS + 2 else None


class Folding:
    """A field while it is being written, token by token, inside one call."""

    def __init__(self, name: str) -> None:
        self._pieces = [name.encode("ascii") + b":"]
        self._column = len(name) + 1
        self._begun = False

    def add(self, token: bytes, blanks: str = " ") -> None:
        """Add a token and the blanks before it; without blanks it is never folded.

        Nor is the first token, whatever its length: Python's `email` would take the
        blank behind the fold for part of the value.
        """
        size = len(blanks) + len(token)
        if blanks and self._begun and self._column + size > LINE_CHARACTERS:
            self._pieces.append(b"\r\n")
            self._column = 0
        self._pieces.append(blanks.encode("ascii") + token)
        self._column += size
        self._begun = True

    def add_words(
        self, text: str, blanks: str = " ", ends: bytes = b"", least: int = _LEAST_ROOM
    ) -> None:
        """Add `text` as encoded-words, the blanks before them and `ends` behind.

        With a room of less than `least` characters the first begins a new line.
        """
        room = LINE_CHARACTERS - self._column - len(blanks)
        if room < least and self._begun:
            room = encoded_word.LONGEST
        room = min(room, encoded_word.LONGEST) - len(ends)
        *words, last = encoded_word.encode(text, room)
        for word in words:
            self.add(word, blanks)
            blanks = " "
        self.add(last + ends, blanks)

    def octets(self) -> bytes:
        """Return the field with its CRLF."""
        return b"".join((*self._pieces, b"\r\n"))
