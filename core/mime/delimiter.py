"""Boundary delimiters, and finding them. RFC 2046 section 5.1.1."""

from typing import TypeAlias

from core.pattern import pattern
from core.span import Source

# dash-boundary := "--" boundary             delimiter := CRLF dash-boundary
# close-delimiter := delimiter "--"          transport-padding := *LWSP-char
# A line end of LF alone counts as CRLF does.
DELIMITER = pattern(rb"\n--([^\n]*+)")
# boundary := 0*69<bchars> bcharsnospace
BOUNDARY = pattern(rb"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")

# Of which open multipart a delimiter line is, and whether it closes it.
Place: TypeAlias = tuple[int, bool]


# A delimiter line: the offset of the LF before it, that behind its own, and its place.
Delimiter: TypeAlias = tuple[int, int, int, bool]


class OpenLines:
    """The delimiter lines of the multiparts that are open, while a parser runs.

    A line is known by what stands between "--" and the blanks at its end, so that it
    takes one look to tell whose it is, however deep the nest. Where two multiparts
    have one boundary, the inner hides the outer until it is closed.
    """

    def __init__(self) -> None:
        self.places: dict[bytes, Place] = {}
        self.hidden: list[tuple[bytes, Place | None]] = []

    def open(self, boundary: bytes, level: int) -> bool:
        """Enter both lines of a multipart; return whether they hide another's."""
        hides = False
        for line, closes in ((boundary, False), (boundary + b"--", True)):
            hidden = self.places.get(line)
            hides = hides or hidden is not None
            self.hidden.append((line, hidden))
            self.places[line] = level, closes
        return hides

    def close(self) -> None:
        """Take out both lines of the multipart that was opened last."""
        for _ in range(2):
            line, hidden = self.hidden.pop()
            if hidden is None:
                del self.places[line]
            else:
                self.places[line] = hidden

    def names(self, line: bytes, boundary: bytes | None) -> bool:
        """Return whether "--" and `line` delimit a part, were `boundary` open too."""
        if line in self.places:
            return True
        return boundary is not None and line.removesuffix(b"--") == boundary

    def find(self, source: Source, at: int, *, dashless: bool) -> Delimiter | None:
        """Return the first delimiter line from offset `at` on, which begins a line.

        `dashless` says that a dash is unlikely before it, as in base64: `find` skips
        to the first eight times as fast as the pattern does.
        """
        places = self.places
        if not places:
            return None
        start = at - 1
        if dashless:
            dash = source.find(b"-", at)
            if dash < 0:
                return None
            start = max(start, dash - 1)
        # With one multipart open, `find` of its boundary is twice as fast as the
        # pattern on text full of dashes.
        only = b"\n--" + self.hidden[-2][0] if len(places) == 2 else None
        while True:
            if only is not None:
                start = source.find(only, start)
            else:
                line = DELIMITER.search(source, start)
                start = -1 if line is None else line.start()
            if start < 0:
                return None
            stop = source.find(b"\n", start + len(b"\n--"))
            stop = len(source) if stop < 0 else stop
            place = places.get(source[start + len(b"\n--") : stop].rstrip())
            if place is not None:
                return start, min(stop + 1, len(source)), *place
            start = stop
