"""The quoted-printable content-transfer-encoding, and the Q encoding of words.

RFC 2045 section 6.7, and RFC 2047 section 4.2:

    quoted-printable  := qp-line *(CRLF qp-line)
    qp-line           := *(qp-segment transport-padding CRLF) qp-part transport-padding
    qp-part           := *(ptext / SPACE / TAB / hex-octet)
    hex-octet         := "=" 2(DIGIT / "A" / "B" / "C" / "D" / "E" / "F")

`binascii` decodes at memory speed, once three things that it reads otherwise than the
section does are out of its way: blanks at the end of a line, a soft line break of a
bare CR, and one that ends the input. A body whose first line ends in CRLF has lines
that end in CRLF; in any other, LF ends a line as well.
"""

import binascii
import re
from collections.abc import Iterator

from core.defect import Defect, DefectKind, Parsed
from core.pattern import pattern
from core.span import Span

# Searched for before decoding: the literal octet in front lets `re` skip to it. A CR
# that is bare, or behind a blank; and an LF behind a blank.
ODD_CR = pattern(rb"\r(?!\n(?<![ \t]\r\n))")
BLANK_LF = pattern(rb"\n(?<=[ \t]\n)")
BLANKS_CRLF = pattern(rb"(?<![ \t])[ \t]++(?=\r\n|\Z)")
BLANKS_LF = pattern(rb"(?<![ \t])[ \t]++(?=\r?\n|\Z)")
# Of a run of equals signs, two are one and the last may break the line.
CR_BREAK = pattern(rb"(?<!=)((?:==)*+)=\r(?!\n)")
BREAK = pattern(rb"=(?:\r(?!\n)|\Z)")
ESCAPE = pattern(rb"=(?![0-9A-Fa-f]{2}|[ \t]*+\r?\n|\r|\Z)")
RAW = pattern(rb"[\x80-\xff]++")
# Where this finds nothing, neither of BREAK and ESCAPE does.
ODD_EQUALS = pattern(rb"=(?![0-9A-Fa-f]{2}|[ \t]*+\r?\n)")

PIECE_OCTETS = 262_144
"""How many octets of a body are decoded at once, where it is decoded in pieces."""

# What is decoded alike whatever follows: the octet after it may begin a piece.
CUT = pattern(rb"\n|=[0-9A-Fa-f]{2}|[^= \t\r\n]{3}")

WORD_ESCAPE = pattern(rb"=([0-9A-Fa-f]{2})")
WORD_BAD = pattern(rb"=(?![0-9A-Fa-f]{2})")


def decode(octets: bytes | memoryview) -> Parsed[bytes]:
    """Return what quoted-printable `octets` stand for. RFC 2045 section 6.7.

    Blanks at the end of a line go, as QUOTED_PRINTABLE_BLANKS. An equals sign that
    escapes nothing stays, as QUOTED_PRINTABLE_ESCAPE, though two are read as one. A
    soft line break of a bare CR, or at the very end, is QUOTED_PRINTABLE_BREAK; 8-bit
    octets stay, as QUOTED_PRINTABLE_RAW. Each kind is reported once, where it is
    first met.
    """
    octets = bytes(octets)
    in_lf = _ends_lines_in_lf(octets)
    plain = _is_plain(octets, in_lf=in_lf)
    checks: list[tuple[DefectKind, re.Pattern[bytes]]] = []
    if ODD_EQUALS.search(octets):
        checks.append((DefectKind.QUOTED_PRINTABLE_BREAK, BREAK))
        checks.append((DefectKind.QUOTED_PRINTABLE_ESCAPE, ESCAPE))
    if not plain:
        blanks = BLANKS_LF if in_lf else BLANKS_CRLF
        checks.append((DefectKind.QUOTED_PRINTABLE_BLANKS, blanks))
    if not octets.isascii():
        checks.append((DefectKind.QUOTED_PRINTABLE_RAW, RAW))
    defects = [
        Defect(kind, Span(*match.span()))
        for kind, odd in checks
        if (match := odd.search(octets)) is not None
    ]
    defects.sort(key=lambda defect: defect.span.start)
    value = binascii.a2b_qp(octets) if plain else _decoded(octets, in_lf=in_lf)
    return Parsed(value, tuple(defects))


def decoded(octets: bytes | memoryview) -> bytes:
    """Return the value that `decode` gives, in a third of its time: no defects."""
    octets = bytes(octets)
    return _decoded(octets, in_lf=_ends_lines_in_lf(octets))


def decoded_pieces(
    octets: bytes | memoryview, size: int = PIECE_OCTETS
) -> Iterator[bytes]:
    """Yield the value that `decode` gives, of `size` octets or few more at a time.

    What has no place to cut, such as a million blanks, is in one piece.
    """
    in_lf = _ends_lines_in_lf(bytes(octets[:1000]))
    start = 0
    while start < len(octets):
        cut = CUT.search(octets, start + size)
        stop = len(octets) if cut is None else cut.end()
        yield _decoded(bytes(octets[start:stop]), in_lf=in_lf)
        start = stop


def _decoded(octets: bytes, *, in_lf: bool) -> bytes:
    if not _is_plain(octets, in_lf=in_lf):
        blanks = BLANKS_LF if in_lf else BLANKS_CRLF
        octets = CR_BREAK.sub(rb"\1=\n", blanks.sub(b"", octets))
    return binascii.a2b_qp(octets)


def decoded_lines(octets: bytes | memoryview) -> bytes:
    """Return the value that `decode` gives with LF for every CRLF.

    Taking the CRs out beforehand, where each is part of a CRLF, takes a fifth of the
    time that replacing takes.
    """
    octets = bytes(octets)
    if _is_plain(octets, in_lf=_ends_lines_in_lf(octets)):
        value = binascii.a2b_qp(octets.replace(b"\r", b""))
        if b"\r" not in value:
            return value
    return decoded(octets).replace(b"\r\n", b"\n")


def _is_plain(octets: bytes, *, in_lf: bool) -> bool:
    """Return whether `binascii` reads `octets` as the section does."""
    return not (
        octets.endswith((b" ", b"\t"))
        or ODD_CR.search(octets) is not None
        or (in_lf and BLANK_LF.search(octets) is not None)
    )


def _ends_lines_in_lf(octets: bytes) -> bool:
    """Return whether the first line ends in a bare LF; a line is 998 octets at most."""
    end = octets.find(b"\n", 0, 1000)
    return end >= 0 and octets[end - 1 : end] != b"\r"


def encode(octets: bytes) -> bytes:
    """Return `octets`, text with CRLF line ends, in lines of at most 76 octets.

    A CR or LF that is not part of CRLF is escaped, and so is what relays and mbox
    files change: a line of a single dot and "From " at the start of a line. RFC 2045
    section 6.7, RFC 2049 section 3.
    """
    return b"\r\n".join([_encode_line(line) for line in octets.split(b"\r\n")])


def _encode_line(line: bytes) -> bytes:
    if line.startswith(b"From "):
        return b"=46=\r\n" + _encode_line(line[1:])
    if b"\n" in line:  # `b2a_qp` would take it for a line end and miscount.
        pieces = [line[at : at + 24] for at in range(0, len(line), 24)]
        return b"=\r\n".join(
            [b"=" + piece.hex("=").upper().encode() for piece in pieces]
        )
    return binascii.b2a_qp(line, istext=False).replace(b"\n", b"\r\n")


def decode_word(octets: bytes) -> Parsed[bytes]:
    """Return what the encoded-text of a Q word stands for. RFC 2047 section 4.2.

    An equals sign that escapes nothing stays, as QUOTED_PRINTABLE_ESCAPE; raw blanks
    and 8-bit octets stay as they are.
    """
    bad = WORD_BAD.search(octets)
    if bad is None:
        return Parsed(binascii.a2b_qp(octets, header=True))
    octets = octets.replace(b"_", b" ")
    value = WORD_ESCAPE.sub(lambda match: binascii.unhexlify(match[1]), octets)
    defect = Defect(DefectKind.QUOTED_PRINTABLE_ESCAPE, Span(*bad.span()))
    return Parsed(value, (defect,))
