"""yEnc, which carries files in 8-bit text: no standard, yet found in mail and news.

    =ybegin line=128 size=7 name=a.bin
    each octet plus 42, and the critical ones as "=" and 64 more
    =yend size=7

A file of several parts has a "=ypart" line below the first. See the draft 1.3 of 2002.
"""

from core.codec import charset
from core.codec.uuencode import EncodedFile
from core.defect import Defect, DefectKind, Parsed
from core.pattern import pattern
from core.span import Span

# Iterated over with a line end put in front, so that `re` can skip to it.
FILE = pattern(
    rb"\n=ybegin (?>[^\r\n]*?name=)(?P<name>[^\r\n]++)\r?"
    rb"(?:\n=ypart [^\r\n]*+\r?)?(?=\n)"
)
END = pattern(rb"\n=yend(?P<keys>[^\r\n]*+)(?:\r?\n|\Z)")
SIZE = pattern(rb"(?:\A| )size=([0-9]{1,15})(?![0-9])")
ESCAPED = pattern(rb"(?s)=(.)")

_SHIFTED = bytes((octet - 42) % 256 for octet in range(256))
_ESCAPED = bytes((octet - 64) % 256 for octet in range(256))


def find(octets: bytes) -> tuple[EncodedFile, ...]:
    """Return the files that stand in a text in yEnc, from "=ybegin" to "=yend"."""
    octets = b"\n" + octets
    found: list[EncodedFile] = []
    begin = FILE.search(octets)
    while begin is not None:
        end = END.search(octets, begin.end())
        if end is None:
            break
        name = charset.guess(begin["name"].rstrip())
        found.append(EncodedFile(name, Span(begin.start(), end.end() - 1)))
        begin = FILE.search(octets, end.end() - 1)
    return tuple(found)


def decode(octets: bytes | memoryview) -> Parsed[bytes]:
    """Return the first file, or part of one, that is in yEnc in `octets`.

    What is not as long as its "=yend" line says, or has none, is YENC_SIZE. Without
    "=ybegin" there is nothing, and YENC_SIZE too.
    """
    octets = b"\n" + bytes(octets)
    begin = FILE.search(octets)
    if begin is None:
        return Parsed(b"", (Defect(DefectKind.YENC_SIZE, Span(0, 0)),))
    end = END.search(octets, begin.end())
    stop = len(octets) if end is None else end.start()
    lines = octets[begin.end() : stop].replace(b"\r", b"").replace(b"\n", b"")
    plain = ESCAPED.sub(lambda match: match[1].translate(_ESCAPED), lines)
    value = plain.translate(_SHIFTED)
    size = None if end is None else SIZE.search(end["keys"])
    if size is not None and int(size[1]) == len(value):
        return Parsed(value)
    place = Span(stop - 1, (stop if end is None else end.end()) - 1)
    return Parsed(value, (Defect(DefectKind.YENC_SIZE, place),))
