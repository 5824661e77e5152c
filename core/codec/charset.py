"""Charset names, and decoding that always gives text. RFC 2978, RFC 2045 section 5.2.

A name is looked up here and never in Python's registry, whose codecs include some that
are no charsets, some that raise whatever they are told, and some that hand out lone
surrogates. Where a name is widely used for a superset of what it names, the superset
is read: gb2312 is GB 18030, iso-8859-1 is windows-1252, ks_c_5601-1987 is code page
949. Text never holds a lone surrogate: what has no character becomes U+FFFD.
"""

import codecs
import re

from core.codec import charset_name
from core.defect import Defect, DefectKind, Parsed
from core.pattern import pattern
from core.span import Span

# The five octets that windows-1252 leaves open are control characters, as on the web.
WINDOWS_1252 = "".join(
    bytes((octet,)).decode("cp1252", "ignore") or chr(octet) for octet in range(256)
)

# Codecs in which an octet below 128 may be something else than in us-ascii.
_NOT_ASCII = frozenset(
    {"UTF-16", "utf-16-be", "utf-16-le", "UTF-32", "utf-32-be", "utf-32-le", "utf-7"}
    | {"hz", "ISO-2022-JP", "ISO-2022-KR", "ISO-2022-CN", "iso2022_jp_2004"}
    | {"shift_jis_2004", "cp864", "cp037", "cp500", "cp1026", "cp1140"}
)

# Hanzi come in pairs of high octets. A run of two pairs or more, and no run of odd
# length, is more than accented letters give.
GB_TEXT = pattern(rb"(?:[\x00-\x7f]++|(?:[\xa1-\xf7][\xa1-\xfe])++(?![\x80-\xff]))*+")
GB_WORD = pattern(rb"(?:[\xa1-\xf7][\xa1-\xfe]){2}")

# One octet of a row of JIS X 0208 to the first octet of Shift_JIS; the parity of the
# row rides in the high bit of the cell, and so decides the second octet.
_JIS_FIRST = bytes(
    0 if octet < 0x21 else (octet + 1) // 2 + (0x70 if octet < 0x5F else 0xB0)
    for octet in range(0x7F)
).ljust(256, b"\0")
_JIS_EVEN = bytes(0x80 * (octet % 2 == 0) for octet in range(256))
_JIS_SECOND = bytes(
    (octet + 0x1F + (octet > 0x5F) if octet < 0x80 else octet - 0x80 + 0x7E) % 256
    for octet in range(256)
)
_HIGH = bytes(octet | 0x80 if 0x20 < octet < 0x7F else octet for octet in range(256))

EIGHT_BIT = pattern(rb"[\x80-\xff]++")
JIS_SHIFT = pattern(rb"\x1b(\$[@B]|\([BHIJ])")
JIS_PAIRS = pattern(rb"(?:[\x21-\x7e]{2})++")
SHIFTED_OUT = pattern(rb"\x0e([^\x0f\n]*+)\x0f?")
DESIGNATION = pattern(rb"\x1b\$\)[AC]")


def decode(octets: bytes | memoryview, name: str) -> Parsed[str]:
    """Return the text that `octets` are in the charset `name`.

    A byte order mark wins over the name and is left out; CHARSET_MARK says that they
    disagree. An unknown name is CHARSET_UNKNOWN, and leaves what is UTF-8. Octets
    above 127 in us-ascii, or where the name says nothing, are guessed, as
    CHARSET_EIGHT_BIT. CHARSET_OCTETS is the first place the charset has nothing for.
    """
    codec = charset_name.find(name)
    text = _plain(octets, codec)
    if text is not None:
        return Parsed(text)
    octets = bytes(octets)
    mark = _mark(octets, codec)
    if mark is not None:
        marked, length = mark
        body = _decode_in(octets[length:], marked)
        defects = [
            Defect(
                defect.kind, Span(defect.span.start + length, defect.span.stop + length)
            )
            for defect in body.defects
        ]
        if codec is None or not marked.startswith(codec.lower()):
            defects.insert(0, Defect(DefectKind.CHARSET_MARK, Span(0, length)))
        return Parsed(body.value, tuple(defects))
    if codec is None:
        whole = Span(0, len(octets))
        text = octets.decode("utf-8", "replace")
        return Parsed(text, (Defect(DefectKind.CHARSET_UNKNOWN, whole),))
    return _decode_in(octets, codec)


def decoded(octets: bytes, name: str) -> str | None:
    """Return the text that `decode` gives if its octets below 128 are us-ascii.

    None if not, or if it has defects: only then a line end may be half a character.
    """
    codec = charset_name.find(name)
    text = _plain(octets, codec)
    if text is not None or codec is None or codec in _NOT_ASCII:
        return text
    parsed = decode(octets, name)
    return None if parsed.defects else parsed.value


def _plain(octets: bytes | memoryview, codec: str | None) -> str | None:
    """Return the text if it is UTF-8 or us-ascii as the charset says, else None."""
    try:
        if codec == "utf-8":
            return str(octets, "utf-8").removeprefix("\ufeff")
        if codec is not None and codec not in _NOT_ASCII:
            return str(octets, "ascii")
    except UnicodeDecodeError:
        pass
    return None


def guess(octets: bytes) -> str:
    """Return the text that `octets` look like: UTF-8, else GB 18030 or windows-1252."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if GB_WORD.search(octets) and GB_TEXT.fullmatch(octets):
        return octets.decode("gb18030", "replace")
    return codecs.charmap_decode(octets, "replace", WINDOWS_1252)[0]


def encode(text: str) -> tuple[str, bytes]:
    """Return the smallest charset that holds `text`, us-ascii or utf-8, and its octets.

    Raises ValueError (UnicodeEncodeError) for a lone surrogate.
    """
    if text.isascii():
        return "us-ascii", text.encode("ascii")
    return "utf-8", text.encode("utf-8")


def _mark(octets: bytes, codec: str | None) -> tuple[str, int] | None:
    """Return what a byte order mark says `octets` are, and its length in octets.

    Two octets of a mark may be letters in an 8-bit charset; where the name is not one
    of Unicode's, a NUL must bear it out.
    """
    if octets.startswith(codecs.BOM_UTF8):
        return "utf-8", 3
    wide = codec is not None and codec.lower().startswith("utf-32")
    if wide and octets.startswith(codecs.BOM_UTF32_LE):
        return "utf-32-le", 4
    if wide and octets.startswith(codecs.BOM_UTF32_BE):
        return "utf-32-be", 4
    if octets[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return None
    unicode = codec is not None and codec.lower().startswith("utf-16")
    if not unicode and b"\0" not in octets[:1024]:
        return None
    return ("utf-16-le" if octets[0] == 0xFF else "utf-16-be"), 2


def _decode_in(octets: bytes, codec: str) -> Parsed[str]:
    match codec:
        case "guess":
            found = EIGHT_BIT.search(octets)
            span = Span(*found.span()) if found else Span(0, 0)
            defect = Defect(DefectKind.CHARSET_EIGHT_BIT, span)
            return Parsed(guess(octets), (defect,))
        case "WINDOWS-1252":
            return Parsed(codecs.charmap_decode(octets, "replace", WINDOWS_1252)[0])
        case "UTF-16" | "UTF-32":
            return _try(octets, (_order(octets, codec.lower()),))
        case "utf-7":
            return _decode_utf_7(octets)
        case "BIG5":
            return _try(octets, ("cp950", "big5hkscs"))
        case "ISO-2022-JP":
            return _decode_iso_2022_jp(octets)
        case "ISO-2022-KR":
            return _try(_shifted_in(octets), ("cp949",))
        case "ISO-2022-CN":
            return _try(_shifted_in(octets), ("gb18030",))
        case _:
            return _try(octets, (codec,))


def _try(octets: bytes, names: tuple[str, ...]) -> Parsed[str]:
    """Return the text in the first of Python's codecs `names` that reads all of it.

    If none does, the last one's, with U+FFFD for what it cannot read.
    """
    span = Span(0, 0)
    for name in names:
        try:
            return Parsed(octets.decode(name))
        except UnicodeDecodeError as error:
            span = Span(error.start, error.end)
    defect = Defect(DefectKind.CHARSET_OCTETS, span)
    return Parsed(octets.decode(names[-1], "replace"), (defect,))


def _order(octets: bytes, codec: str) -> str:
    """Return `codec` in the order that the zeros tell, else the network's. RFC 2781."""
    head = octets[:1024]
    little = head[1::2].count(0) > head[::2].count(0)
    return f"{codec}-le" if little else f"{codec}-be"


def _decode_utf_7(octets: bytes) -> Parsed[str]:
    """Return the text; half a surrogate pair becomes U+FFFD. RFC 2152."""
    parsed = _try(octets, ("utf-7",))
    pairs = parsed.value.encode("utf-16-le", "surrogatepass")
    text = pairs.decode("utf-16-le", "replace")
    if parsed.defects or text == parsed.value:
        return Parsed(text, parsed.defects)
    whole = Span(0, len(octets))
    return Parsed(text, (Defect(DefectKind.CHARSET_OCTETS, whole),))


def _decode_iso_2022_jp(octets: bytes) -> Parsed[str]:
    """Return the text, with the rows that vendors added. RFC 1468, RFC 1554.

    Where Python's codecs give up, the text goes to Shift_JIS as Windows has it, which
    holds those rows, half-width kana, and 8-bit octets under the wrong name.
    """
    for name in ("iso2022_jp_2", "iso2022_jp_ext"):
        try:
            return Parsed(octets.decode(name))
        except UnicodeDecodeError:
            continue
    first, *shifted = JIS_SHIFT.split(octets)
    pieces = [first]
    for shift, piece in zip(shifted[::2], shifted[1::2], strict=True):
        if shift in (b"$@", b"$B"):
            pieces.append(JIS_PAIRS.sub(_shift_jis, piece))
        else:
            pieces.append(piece.translate(_HIGH) if shift == b"(I" else piece)
    return _try(b"".join(pieces), ("cp932",))


def _shift_jis(pairs: "re.Match[bytes]") -> bytes:
    """Return octet pairs of JIS X 0208 in Shift_JIS, all pairs at a time."""
    rows, cells = pairs[0][::2], pairs[0][1::2]
    parity = int.from_bytes(rows.translate(_JIS_EVEN)) | int.from_bytes(cells)
    octets = bytearray(pairs[0])
    octets[::2] = rows.translate(_JIS_FIRST)
    octets[1::2] = parity.to_bytes(len(cells)).translate(_JIS_SECOND)
    return bytes(octets)


def _shifted_in(octets: bytes) -> bytes:
    """Return `octets` with what stands between SO and SI in the high half. RFC 1557."""
    return SHIFTED_OUT.sub(
        lambda shifted: shifted[1].translate(_HIGH), DESIGNATION.sub(b"", octets)
    )
