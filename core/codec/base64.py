"""The base64 content-transfer-encoding. RFC 2045 section 6.8.

    base64-line = *76( ALPHA / DIGIT / "+" / "/" / "=" ) CRLF

Anything outside the alphabet is passed over, as the section demands, and reported.
What is well formed is decoded straight from its lines at memory speed; whether it is
well formed shows in how many octets come out, without a second pass over them.
"""

import binascii
import re

import pybase64

from core.defect import Defect, DefectKind, Parsed
from core.span import Span

LINE_OCTETS = 57
"""How many octets fill one encoded line of 76."""

BLOCK_OCTETS = LINE_OCTETS * 1024
"""A piece of this many octets, or a multiple, can be encoded apart from the next."""

_BLANKS = b" \t\r\n"
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NO_LETTERS = bytes(set(range(256)) - set(_LETTERS))
# An encoder breaks its lines well before this many octets, or not at all.
_FIRST_LINE = 1024

JUNK = re.compile(rb"[^A-Za-z0-9+/= \t\r\n]")
# Letters up to the pads that follow them. Blanks may stand among the pads.
RUN = re.compile(rb"(?P<letters>[^=]*+)(?P<pads>(?:=[ \t\r\n]*+)*+)")
# A line of whole quanta, padded or not: base64 beyond doubt.
QUANTA_LINE = re.compile(
    rb"[ \t\r\n]*+"
    rb"(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)++"
    rb"[ \t]*+(?:\r?\n|\Z)"
)


def decode(octets: bytes | memoryview) -> Parsed[bytes]:
    """Return what base64 `octets` stand for. RFC 2045 section 6.8.

    Several padded pieces in a row are joined, as BASE64_PIECES. Text behind the last
    padding is left out as BASE64_TAIL. Octets outside the alphabet are BASE64_JUNK; a
    last quantum without its padding is BASE64_PADDING and keeps the octets it has.
    Each kind is reported once, where it is first met.
    """
    try:
        decoded = pybase64.b64decode(octets)
    except (binascii.Error, ValueError):
        return _decode_slowly(bytes(octets))
    if _is_whole(octets, len(decoded)):
        return Parsed(decoded)
    return _decode_slowly(bytes(octets))


def _is_whole(octets: bytes | memoryview, decoded: int) -> bool:
    """Return whether `octets` are whole quanta that give `decoded` octets.

    Every letter gives three quarters of an octet, so anything that was passed over,
    but for line ends, makes the input longer than the output accounts for.
    """
    tail = bytes(octets[-_FIRST_LINE:]).rstrip(_BLANKS)
    if not tail:
        return decoded == 0 and not bytes(octets).strip(_BLANKS)
    size = len(octets) - min(len(octets), _FIRST_LINE) + len(tail)
    if not tail.endswith((b"", b"==", b"=")[decoded % 3]):
        return False
    quanta = 4 * ((decoded + 2) // 3)
    if size == quanta:
        return True
    head = bytes(octets[:_FIRST_LINE])
    line = head.find(b"\n") + 1
    end = 2 if head[line - 2 : line] == b"\r\n" else 1
    if line > end and size - (size - 1) // line * end == quanta:
        return True
    blanks = bytes(octets[:size]).translate(None, _LETTERS + b"=")
    return size - len(blanks) == quanta and not blanks.strip(_BLANKS)


def _decode_slowly(octets: bytes) -> Parsed[bytes]:
    """Return what `octets` give, run by run. Linear: every octet is in one run."""
    decoded: list[bytes] = []
    letters: list[bytes] = []
    found: dict[DefectKind, Span] = {}
    count = 0
    stop = len(octets)
    for run in RUN.finditer(octets):
        letters.append(run["letters"].translate(None, _NO_LETTERS))
        count += len(letters[-1])
        over, pads = count % 4, run["pads"].count(b"=")
        last = run.end() == stop
        if pads > -over % 4 or (pads and 0 < over < 4 - pads and not last):
            found.setdefault(DefectKind.BASE64_JUNK, Span(*run.span("pads")))
        if 0 < over < 4 - pads and not last:
            continue
        if over == 1 or 0 < over < 4 - pads:
            found.setdefault(DefectKind.BASE64_PADDING, Span(run.end(), run.end()))
        decoded.append(_decode_letters(b"".join(letters), over))
        letters, count = [], 0
        if last:
            break
        if QUANTA_LINE.match(octets, run.end()) is None:
            stop = run.end()
            found[DefectKind.BASE64_TAIL] = Span(stop, len(octets))
            break
        found.setdefault(DefectKind.BASE64_PIECES, Span(*run.span("pads")))
    junk = JUNK.search(octets, 0, stop)
    stray = found.get(DefectKind.BASE64_JUNK)
    if junk is not None and (stray is None or junk.start() < stray.start):
        found[DefectKind.BASE64_JUNK] = Span(*junk.span())
    defects = [Defect(kind, span) for kind, span in found.items()]
    return Parsed(
        b"".join(decoded), tuple(sorted(defects, key=lambda defect: defect.span.start))
    )


def _decode_letters(letters: bytes, over: int) -> bytes:
    """Return what `letters` give, `over` of which begin a last quantum."""
    if over == 1:  # Six bits are no octet.
        return pybase64.b64decode(letters[:-1])
    return pybase64.b64decode(letters + b"="[: over // 2] * (4 - over))


def encode(octets: bytes) -> bytes:
    """Return `octets` in base64 on one line, without a line end."""
    return pybase64.b64encode(octets)


def encode_lines(octets: bytes | memoryview) -> bytes:
    """Return `octets` in base64 lines of 76 octets and CRLF. RFC 2045 section 6.8.

    Lines of several pieces join to the lines of the whole if every piece but the
    last holds a multiple of LINE_OCTETS.
    """
    view = memoryview(octets)
    # Blocks that stay in the processor's cache while their line ends are made.
    return b"".join(
        pybase64.encodebytes(view[at : at + BLOCK_OCTETS]).replace(b"\n", b"\r\n")
        for at in range(0, len(view), BLOCK_OCTETS)
    )


def encoded_size(size: int) -> int:
    """Return how many octets `encode_lines` makes of `size` octets."""
    letters = 4 * ((size + 2) // 3)
    return letters + 2 * ((letters + 75) // 76)
