"""What one leaf holds, decoded when asked. RFC 2045 section 6, RFC 6657, RFC 3676."""

import re

from core.codec import (
    base64,
    charset,
    charset_name,
    quoted_printable,
    uuencode,
    yenc,
)
from core.defect import Defect, DefectKind, Parsed
from core.findings import moved
from core.header.content import UUENCODE, ContentType
from core.line_length import LINE_OCTETS, LONG_LINE, end_within
from core.mime.entity import Leaf
from core.pattern import pattern
from core.span import Source, Span

# Where HTML and XML say of themselves what charset they are in.
#            HTML Living Standard section 4.2.5.4; XML 1.0 section 4.3.3
HINT = pattern(
    rb"(?i)(?:charset|encoding)[ \t]*+=[ \t]*+(?:[\"']|&quot;)?+([A-Za-z0-9._:-]++)"
)
HINT_OCTETS = 1024
YENC = frozenset({"x-yenc", "yenc"})
MARKUP = frozenset(
    {"text/html", "text/xml", "application/xml", "application/xhtml+xml"}
)
# RFC 2045 sections 2.7 and 2.8: what 7bit and 8bit data may not hold.
EIGHT_BIT = pattern(rb"[\x80-\xff]++")
NUL = pattern(rb"\x00++")
BARE_CR = pattern(rb"\r(?!\n)")


def decode(source: Source, leaf: Leaf) -> Parsed[bytes]:
    """Return the octets that the body of `leaf` stands for. RFC 2045 section 6.

    In an encoding that is not known the body is taken as it stands. Defects are those
    of the codec, with offsets in the source, and BODY_EIGHT_BIT, BODY_NUL and
    BODY_LINE_LENGTH for a body that has no encoding; each once, where first met.
    """
    with memoryview(source) as view, view[leaf.body : leaf.stop] as body:
        match leaf.content.encoding:
            case "base64":
                decoded = base64.decode(body)
            case "quoted-printable":
                decoded = quoted_printable.decode(body)
            case encoding if encoding in UUENCODE:
                decoded = uuencode.decode(body)
            case encoding if encoding in YENC:
                decoded = yenc.decode(body)
            case encoding:
                octets = bytes(body)
                decoded = Parsed(octets, _plain_defects(octets, encoding))
    if not decoded.defects:
        return decoded
    return Parsed(decoded.value, tuple(moved(decoded.defects, leaf.body)))


def decoded(source: Source, leaf: Leaf) -> bytes:
    """Return the value that `decode` gives, without looking for defects."""
    match leaf.content.encoding:
        case "base64":
            with memoryview(source) as view, view[leaf.body : leaf.stop] as body:
                return base64.decode(body).value
        case "quoted-printable":
            return quoted_printable.decoded(source[leaf.body : leaf.stop])
        case encoding if encoding in UUENCODE or encoding in YENC:
            return decode(source, leaf).value
        case _:
            return source[leaf.body : leaf.stop]


def _plain_defects(octets: bytes, encoding: str) -> tuple[Defect, ...]:
    """Return what is wrong with a body that is taken as it stands."""
    if encoding == "binary":
        return ()
    checks: list[tuple[DefectKind, re.Pattern[bytes]]] = []
    if encoding == "7bit" and not octets.isascii():
        checks.append((DefectKind.BODY_EIGHT_BIT, EIGHT_BIT))
    if b"\0" in octets:
        checks.append((DefectKind.BODY_NUL, NUL))
    if not end_within(octets, LINE_OCTETS):
        checks.append((DefectKind.BODY_LINE_LENGTH, LONG_LINE))
    return tuple(
        Defect(kind, Span(*found.span()))
        for kind, odd in checks
        if (found := odd.search(octets)) is not None
    )


def text(source: Source, leaf: Leaf) -> Parsed[str]:
    """Return the text of `leaf`, its lines ended by LF. RFC 2046 section 4.1.

    The charset is that of its parameter, us-ascii by default (RFC 6657), where HTML
    or XML may name one itself. It never raises: see `charset.decode` for what becomes
    of octets that do not fit. Defects are those of `decode`, and those of the charset,
    which span the body.
    """
    text = _in_its_lines(source, leaf)
    return Parsed(text.value.replace("\r\n", "\n"), text.defects)


def text_defects(source: Source, leaf: Leaf) -> tuple[Defect, ...]:
    """Return the defects that `text` gives."""
    return _in_its_lines(source, leaf).defects


def _in_its_lines(source: Source, leaf: Leaf) -> Parsed[str]:
    """Return what `text` gives, its lines ended as they came."""
    octets = decode(source, leaf)
    text = charset.decode(octets.value, charset_of(leaf, octets.value))
    defects = tuple([Defect(each.kind, leaf.body_span) for each in text.defects])
    return Parsed(text.value, octets.defects + defects)


def decoded_text(source: Source, leaf: Leaf) -> str:
    """Return the value that `text` gives, without looking for defects."""
    name = leaf.content.content_type.value("charset")
    lines = _decoded_lines(source, leaf)
    if name or lines.isascii():
        text = charset.decoded(lines, name or "us-ascii")
        if text is not None:
            return text
    octets = decoded(source, leaf)
    text = charset.decode(octets, charset_of(leaf, octets)).value
    return text.replace("\r\n", "\n")


def _decoded_lines(source: Source, leaf: Leaf) -> bytes:
    """Return what `decoded` gives with LF for every CRLF.

    Where each CR is part of a CRLF, as is usual, taking out the CRs takes a quarter
    of the time that replacing takes.
    """
    if leaf.content.encoding == "quoted-printable":
        return quoted_printable.decoded_lines(source[leaf.body : leaf.stop])
    octets = decoded(source, leaf)
    if BARE_CR.search(octets) is None:
        return octets.replace(b"\r", b"")
    return octets.replace(b"\r\n", b"\n")


def charset_of(leaf: Leaf, octets: bytes) -> str:
    """Return the name of the charset of a leaf whose decoded body is `octets`.

    A parameter that cannot be true, us-ascii or unknown, counts less than a name in
    HTML or XML that can.
    """
    content_type = leaf.content.content_type
    name = content_type.value("charset") or "us-ascii"
    if content_type.media_type in MARKUP and not octets.isascii():
        hint = HINT.search(octets[:HINT_OCTETS])
        if hint is not None and charset_name.find(name) in {charset_name.GUESS, None}:
            hinted = str(hint[1], "ascii")
            return name if charset_name.find(hinted) is None else hinted
    return name


def is_flowed(content_type: ContentType) -> bool:
    """Return whether a text is format=flowed. RFC 3676 section 4."""
    shape = content_type.value("format")
    return content_type.media_type == "text/plain" and (shape or "").lower() == "flowed"
