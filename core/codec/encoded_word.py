"""Encoded-words, both ways. RFC 2047, and the language tag of RFC 2231 section 5.

    encoded-word = "=?" charset "?" encoding "?" encoded-text "?="
    charset      = token [ "*" language ]
    encoding     = "B" / "Q"       ; in either case

Words that stand side by side are one text: the blanks between them go, and the octets
of neighbours in one charset are joined before they are decoded, since many programs
cut a character in two, or leave a shift state open, at the end of a word.
"""

import binascii
import re

from core.codec import base64, charset, quoted_printable
from core.defect import Defect, DefectKind, Parsed
from core.findings import capped
from core.limits import DEFAULT_LIMITS, Limits
from core.pattern import pattern
from core.span import Span

LONGEST = 75
"""The most characters one encoded-word may have."""

# Encoded-text may hold blanks and question marks, which no program should write, but
# not the beginning of another word.
ENCODED_WORD = pattern(
    rb"=\?(?P<charset>[^?*\s]++)(?:\*[^?\s]*+)?\?(?P<encoding>[bBqQ])\?"
    rb"(?P<text>(?:[^?=]++|=(?!\?[^?\s]++\?[bBqQ]\?)|\?(?!=))*+)\?="
)
# A word as it should be, with no language, that touches nothing. Text is split at
# these in one go, which takes half the time that looking at each place does.
PLAIN_WORD = pattern(
    rb"=\?(?<![^ \t\r\n()]=\?)([A-Za-z0-9_.:\-]++)\?([bBqQ])\?([!->@-~]*+)\?="
    rb"(?![^ \t\r\n()])"
)
MALFORMED = pattern(rb"=\?[^?\s]++\?[A-Za-z]\?")
BLANKS = b" \t\r\n"
# What a word may touch; a parenthesis, where it stands in a comment.
BREAKS = b" \t\r\n()"
_FRAME = len(b"=??q??=")

_OPEN = b"=?utf-8?q?"
_OPEN_BASE64 = b"=?utf-8?b?"
_CLOSE = b"?="
# RFC 2047 section 5 (3): what a Q word in a phrase may hold as it stands.
_PLAIN = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/"
# A space is "_" there.
_UNESCAPED = _PLAIN + b" "
_QUOTED = tuple(
    b"_" if octet == 0x20 else bytes((octet,)) if octet in _PLAIN else b"=%02X" % octet
    for octet in range(256)
)


def decode(octets: bytes, limits: Limits = DEFAULT_LIMITS) -> Parsed[str]:
    """Return unstructured text, its encoded-words decoded. RFC 2047 section 6.1.

    What stands between them is UTF-8 (RFC 6532), else what it looks like, as
    CHARSET_EIGHT_BIT. Words are decoded even where they touch other text or hold
    blanks (ENCODED_WORD_SPACING) or are too long (ENCODED_WORD_LENGTH); what begins
    like a word and is none stays, as ENCODED_WORD_MALFORMED. In an unknown charset
    what is UTF-8 survives. Defects of encoding and charset keep their kind.
    """
    if b"=?" not in octets:
        return _decode_raw(octets, 0)
    plain = _decode_plain(octets)
    if plain is not None:
        return Parsed(plain)
    texts: list[str] = []
    defects: list[Defect] = []
    pieces: list[bytes] = []
    joined, start, stop = "", 0, 0
    for word in ENCODED_WORD.finditer(octets):
        name = word["charset"].decode("ascii", "replace").lower()
        gap = octets[stop : word.start()]
        adjacent = bool(pieces) and not gap.strip(BLANKS)
        if pieces and not (adjacent and name == joined):
            texts.append(_decode_joined(pieces, joined, Span(start, stop), defects))
            pieces = []
        if gap and not adjacent:
            texts.append(_decode_gap(gap, stop, defects))
        if not pieces:
            joined, start = name, word.start()
        pieces.append(_decode_word(octets, word, defects))
        stop = word.end()
    if pieces:
        texts.append(_decode_joined(pieces, joined, Span(start, stop), defects))
    if stop < len(octets):
        texts.append(_decode_gap(octets[stop:], stop, defects))
    return Parsed("".join(texts), _ordered(defects, limits) if defects else ())


def _decode_plain(octets: bytes) -> str | None:
    """Return the text if nothing is wrong with it, and None if anything may be."""
    *split, tail = PLAIN_WORD.split(octets)
    gaps, names = split[::4], split[1::4]
    if not names or b"=?" in b"".join((*gaps, tail)):
        return None
    texts: list[str] = []
    pieces: list[bytes] = []
    joined = b""
    try:
        for gap, name, encoding, text in zip(
            gaps, names, split[2::4], split[3::4], strict=True
        ):
            if len(name) + len(text) + _FRAME > LONGEST:
                return None
            blank = not gap.strip(BLANKS)
            if pieces and not (blank and name.lower() == joined):
                texts.append(_plain_text(pieces, joined))
                pieces = []
            if not blank or not joined:
                texts.append(str(gap, "utf-8"))
            joined = name.lower()
            pieces.append(_plain_octets(encoding, text))
        return "".join((*texts, _plain_text(pieces, joined), str(tail, "utf-8")))
    except ValueError:  # Base64 or a charset that has something wrong with it.
        return None


def _plain_octets(encoding: bytes, text: bytes) -> bytes:
    """Return what encoded-text stands for. Raises ValueError where it is doubtful."""
    if encoding in b"bB":
        return binascii.a2b_base64(text, strict_mode=True)
    if quoted_printable.WORD_BAD.search(text):
        raise ValueError("an equals sign escapes nothing")
    return binascii.a2b_qp(text, header=True)


def _plain_text(pieces: list[bytes], name: bytes) -> str:
    """Return the text of words side by side. Raises ValueError for any defect."""
    octets, charset_name = b"".join(pieces), str(name, "ascii")
    text = charset.decoded(octets, charset_name)
    if text is not None:
        return text
    parsed = charset.decode(octets, charset_name)
    if parsed.defects:
        raise ValueError(f"octets do not fit {name!r}")
    return parsed.value


def _decode_word(
    octets: bytes, word: "re.Match[bytes]", defects: list[Defect]
) -> bytes:
    """Return the octets that one encoded-word stands for."""
    start, stop = word.span()
    _, encoding, text = word.groups()
    around = octets[start - 1 : start] if start else b""
    around += octets[stop : stop + 1]
    if (around and around.strip(BREAKS)) or b" " in text or b"\t" in text:
        defects.append(Defect(DefectKind.ENCODED_WORD_SPACING, Span(start, stop)))
    if stop - start > LONGEST:
        defects.append(Defect(DefectKind.ENCODED_WORD_LENGTH, Span(start, stop)))
    decode_text = base64.decode if encoding in b"bB" else quoted_printable.decode_word
    parsed = decode_text(text)
    at = word.start("text")
    for defect in parsed.defects:
        place = Span(at + defect.span.start, at + defect.span.stop)
        defects.append(Defect(defect.kind, place))
    return parsed.value


def _decode_joined(
    pieces: list[bytes], name: str, place: Span, defects: list[Defect]
) -> str:
    """Return the text of words side by side, whose octets are joined once."""
    parsed = charset.decode(b"".join(pieces), name)
    defects.extend([Defect(defect.kind, place) for defect in parsed.defects])
    return parsed.value


def _decode_gap(octets: bytes, offset: int, defects: list[Defect]) -> str:
    """Return what stands between words, `offset` octets into the text."""
    raw = _decode_raw(octets, offset)
    defects.extend(raw.defects)
    return raw.value


def _decode_raw(octets: bytes, offset: int) -> Parsed[str]:
    """Return what stands between encoded-words, `offset` octets into the text."""
    malformed = MALFORMED.search(octets)
    defects: list[Defect] = []
    if malformed is not None:
        span = Span(offset + malformed.start(), offset + malformed.end())
        defects.append(Defect(DefectKind.ENCODED_WORD_MALFORMED, span))
    try:
        return Parsed(octets.decode("utf-8"), tuple(defects))
    except UnicodeDecodeError as error:
        span = Span(offset + error.start, offset + error.end)
    defects.append(Defect(DefectKind.CHARSET_EIGHT_BIT, span))
    return Parsed(charset.guess(octets), tuple(defects))


def _ordered(defects: list[Defect], limits: Limits) -> tuple[Defect, ...]:
    """Return `defects` in the order they stand, at most so many as `limits` allow."""
    return capped(sorted(defects, key=lambda defect: defect.span.start), limits)


def encode(text: str, room: int = LONGEST) -> tuple[bytes, ...]:
    """Return the encoded-words that stand for `text`, in UTF-8. RFC 2047 section 2.

    The first has at most `room` octets if it can, the others at most 75. No word
    holds part of a character. Q is taken where it leaves half of the octets plain:
    those that a phrase may hold. Raises ValueError for a lone surrogate.
    """
    room = min(room, LONGEST)
    octets = text.encode("utf-8")
    escaped = len(octets.translate(None, _UNESCAPED))
    in_base64 = 2 * escaped > len(octets)
    frame = len(_OPEN) + len(_CLOSE)
    if in_base64:
        if 4 * ((len(octets) + 2) // 3) + frame <= room:
            return (_OPEN_BASE64 + base64.encode(octets) + _CLOSE,)
    elif len(octets) + 2 * escaped + frame <= room:
        return (_OPEN + b"".join([_QUOTED[octet] for octet in octets]) + _CLOSE,)
    words: list[bytes] = []
    for piece in _cut(octets, room - frame, in_base64=in_base64):
        if in_base64:
            words.append(_OPEN_BASE64 + base64.encode(piece) + _CLOSE)
        else:
            encoded = b"".join([_QUOTED[octet] for octet in piece])
            words.append(_OPEN + encoded + _CLOSE)
    return tuple(words)


def _cut(octets: bytes, room: int, *, in_base64: bool) -> list[bytes]:
    """Return `octets`, UTF-8, in pieces that fill a word each, between characters.

    The first has `room` octets for its encoded-text; four characters at the least.
    """
    full = LONGEST - len(_OPEN) - len(_CLOSE)
    room = max(room, 16)
    pieces: list[bytes] = []
    start = at = used = 0
    while at < len(octets):
        stop = at + 1
        while stop < len(octets) and octets[stop] & 0xC0 == 0x80:
            stop += 1
        if in_base64:
            used = 4 * ((stop - start + 2) // 3)
        else:
            used += sum(len(_QUOTED[octet]) for octet in octets[at:stop])
        if used > room and at > start:
            pieces.append(octets[start:at])
            start, used, room = at, 0, full
        else:
            at = stop
    pieces.append(octets[start:])
    return pieces
