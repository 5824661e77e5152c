"""Uuencoded files, as an encoding and as found in the text of old mail. POSIX.1-2017.

    begin 644 name
    M and 60 characters, each of six bits above a space; M says that they are 45 octets
    ` for no octets
    end

A backquote stands for a space, blanks at the end of a line may be lost, and a check
character may follow the data.
"""

import binascii
import re

from core.codec import charset
from core.defect import Defect, DefectKind, Parsed
from core.pattern import pattern
from core.span import Span
from core.value import frozen

# Iterated over, so both alternatives begin with what `re` can skip to.
BEGIN = pattern(rb"\nbegin [0-7]{3,4}[ \t]++(?P<name>[^\r\n]++)\r?(?=\n)")
FIRST_BEGIN = pattern(rb"begin [0-7]{3,4}[ \t]++(?P<name>[^\r\n]++)\r?(?=\n)")
LINE = pattern(rb"\n(?P<size>[ -`])(?P<data>[ -~]*+)(?=\r?(?:\n|\Z))")
END = pattern(rb"\n(?:[ `]?[ \t]*+\r?\n)?end[ \t]*+\r?(?:\n|\Z)")


@frozen
class EncodedFile:
    """A file that stands encoded in a text: its name, as it came, and its place.

    `span` covers the lines of its frame too, and nothing else.
    """

    name: str
    span: Span


def decode(octets: bytes | memoryview) -> Parsed[bytes]:
    """Return the first file that is uuencoded in `octets`.

    Without its "begin" or "end" line (UUENCODE_FRAME) the lines are taken as far as
    they go. A line that does not hold what it says is UUENCODE_LINE, and what it holds
    is kept.
    """
    octets = b"\n" + bytes(octets)
    begin = BEGIN.search(octets)
    defects: list[Defect] = []
    at = 0 if begin is None else begin.end()
    if begin is None:
        defects.append(Defect(DefectKind.UUENCODE_FRAME, Span(0, 0)))
    pieces: list[bytes] = []
    odd: Span | None = None
    end = END.match(octets, at)
    while end is None and (line := LINE.match(octets, at)) is not None:
        piece, whole = _decode_line(line)
        pieces.append(piece)
        if not whole and odd is None:
            odd = Span(line.start(), line.end() - 1)
        at = line.end()
        if octets[at : at + 1] == b"\r":
            at += 1
        end = END.match(octets, at)
    if odd is not None:
        defects.append(Defect(DefectKind.UUENCODE_LINE, odd))
    if end is None and begin is not None:
        defects.append(Defect(DefectKind.UUENCODE_FRAME, Span(at - 1, at - 1)))
    return Parsed(b"".join(pieces), tuple(defects))


def find(octets: bytes) -> tuple[EncodedFile, ...]:
    """Return the files that stand uuencoded in a text, in order.

    A "begin" line counts if an "end" line follows the lines that hold what they say,
    so that a sentence is never taken for a file.
    """
    found: list[EncodedFile] = []
    first = FIRST_BEGIN.match(octets)
    begin = first or BEGIN.search(octets)
    while begin is not None:
        at = begin.end()
        end = END.match(octets, at)
        while end is None and (line := LINE.match(octets, at)) is not None:
            if not _decode_line(line)[1]:
                break
            at = line.end() + (octets[line.end() : line.end() + 1] == b"\r")
            end = END.match(octets, at)
        if end is not None:
            start = begin.start() + (begin is not first)
            name = charset.guess(begin["name"].rstrip())
            found.append(EncodedFile(name, Span(start, end.end())))
            at = end.end() - 1
        begin = BEGIN.search(octets, at)
    return tuple(found)


def _decode_line(line: "re.Match[bytes]") -> tuple[bytes, bool]:
    """Return the octets of one line, and whether it holds as many as it says."""
    size = (line["size"][0] - 0x20) & 0x3F
    letters = (size + 2) // 3 * 4
    held = len(line["data"])
    try:
        piece = binascii.a2b_uu(line["size"] + line["data"][:letters])
    except binascii.Error:
        return b"", False
    # The last octet may be lost with blanks; one check character may follow.
    return piece, letters - 3 <= held <= letters + 2
