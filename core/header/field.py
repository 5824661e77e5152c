"""Fields, and the header section that they make. RFC 5322 section 2.2, RFC 6532."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from types import MappingProxyType

from core.codec import encoded_word
from core.defect import Defect, DefectKind, Parsed
from core.findings import capped
from core.header import lexis
from core.limits import DEFAULT_LIMITS, Limits
from core.line_length import LINE_OCTETS, LONG_LINE
from core.pattern import pattern
from core.span import Span
from core.value import frozen

# field = field-name ":" unstructured CRLF                  RFC 5322 section 2.2
# Every octet falls into some match, whether it is part of a field or not.
FIELD = pattern(rb"[^\n]++\n?+(?:[ \t][^\n]*+\n?+)*+|\n")
# obs-optional = field-name *WSP ":" unstructured CRLF      RFC 5322 section 4.5.8
NAME_AND_COLON = pattern(rb"([^: \t\r\n]++)[ \t]*+:")
# A field as section 3 has it, and a section of nothing else.
_CLEAN = (
    rb"[!-9;-~]++:[^\x00\r\n]*+"
    rb"(?:\r?\n[ \t]++[^\x00\r\n \t][^\x00\r\n]*+)*+(?:\r?\n|\Z)"
)
CLEAN_FIELD = pattern(_CLEAN)
CLEAN_SECTION = pattern(rb"(?:" + _CLEAN + rb")*+")
BLANK_FOLD = pattern(rb"\n[ \t]++(?=\r?\n|\Z)")
FOLD_TEXT = pattern(r"\r?\n(?=[ \t])")
CONTROL = pattern(rb"\x00|\r(?!\n)")

# RFC 5322 section 3.6, RFC 5321 section 4.4, RFC 2045 section 3, RFC 2183 section 2,
# RFC 2369 section 2, RFC 2919 section 3, RFC 8058 section 3.1.
SINGLE = frozenset(
    {
        "date",
        "from",
        "sender",
        "reply-to",
        "to",
        "cc",
        "bcc",
        "message-id",
        "in-reply-to",
        "references",
        "subject",
        "return-path",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "content-disposition",
        "content-id",
        "content-description",
        "list-id",
        "list-help",
        "list-unsubscribe",
        "list-unsubscribe-post",
        "list-subscribe",
        "list-post",
        "list-owner",
        "list-archive",
    }
)


@frozen
class Field:
    """A field as it came: name, colon, body and line end. RFC 5322 section 2.2.

    `octets` may hold anything, so that a section can be given back as it was. A
    line that is no field has the name "" and is all body.
    """

    octets: bytes

    @property
    def name(self) -> str:
        """The field name in the case it was given; names differ by letters alone."""
        match = NAME_AND_COLON.match(self.octets)
        return "" if match is None else str(match[1], "utf-8", "replace")

    @property
    def body(self) -> bytes:
        """The field body: the octets behind the colon, without the last line end."""
        match = NAME_AND_COLON.match(self.octets)
        body = self.octets if match is None else self.octets[match.end() :]
        return body.removesuffix(b"\n").removesuffix(b"\r")

    @property
    def text(self) -> str:
        """The body unfolded and decoded, whatever kind of field it is."""
        return body_text(self.body)


@frozen
class Header:
    """A header section: its fields in the order they stand. RFC 5322 section 2.1."""

    fields: tuple[Field, ...]

    @cached_property
    def named(self) -> Mapping[str, tuple[Field, ...]]:
        """The fields by their names in lower case; "" has the lines that are none."""
        found: dict[str, list[Field]] = {}
        for field in self.fields:
            found.setdefault(field.name.lower(), []).append(field)
        return MappingProxyType({name: tuple(each) for name, each in found.items()})

    def first(self, name: str) -> Field | None:
        """Return the first field of that name, in any case: the one that counts."""
        fields = self.named.get(name.lower())
        return fields[0] if fields else None

    def every(self, name: str) -> tuple[Field, ...]:
        """Return all fields of that name, in any case, in the order they stand."""
        return self.named.get(name.lower(), ())


def body_text(body: bytes) -> str:
    """Return the text of a field body: unfolded, decoded, no blanks at its ends.

    The value of `parse_text`, more quickly: most bodies are decoded as a whole.
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = None
    if text is None or "=?" in text:
        octets = body.strip(b" \t\r\n")
        octets = lexis.FOLD.sub(b"", octets) if b"\n" in octets else octets
        return encoded_word.decode(octets).value
    text = text.strip(" \t\r\n")
    if "\n" not in text:
        return text
    # Where every fold is of CRLF, this takes a third of the time of the pattern.
    plain = text.replace("\r\n\t", "\t").replace("\r\n ", " ")
    return FOLD_TEXT.sub("", text) if "\n" in plain else plain


def split_header(octets: bytes, limits: Limits = DEFAULT_LIMITS) -> Header:
    """Return the value of `parse_header` in a quarter of its time: no defects."""
    if len(octets) <= limits.fields:  # There cannot be too many.
        return Header(tuple(map(Field, FIELD.findall(octets))))
    pieces = [match[0] for match in islice(FIELD.finditer(octets), limits.fields)]
    size = sum(map(len, pieces))
    if size < len(octets):
        pieces.append(octets[size:])
    return Header(tuple(map(Field, pieces)))


def parse_header(octets: bytes, limits: Limits = DEFAULT_LIMITS) -> Parsed[Header]:
    """Return the fields of a header section, without the empty line behind it.

    No octet is lost: a line that is no field stands among the fields as
    FIELD_MALFORMED, an mbox "From " line as FIELD_MBOX_LINE. Of a field that may
    stand once the first counts, the others are FIELD_REPEATED. More fields than
    `limits.fields` become one, with LIMIT_FIELDS. Other kinds: FIELD_NAME_BLANK,
    FIELD_NAME_OCTETS, FIELD_BLANK_FOLD, FIELD_CONTROL, FIELD_LINE_LENGTH.
    """
    header = split_header(octets, limits)
    fields = header.fields
    named = header.named
    clean = (
        len(fields) <= limits.fields
        and CLEAN_SECTION.fullmatch(octets)
        and all(len(field.octets) <= LINE_OCTETS for field in fields)
        and all(len(each) < 2 or name not in SINGLE for name, each in named.items())
    )
    if clean:
        return Parsed(header)
    return Parsed(header, capped(_defects(fields, limits), limits))


def serialize_header(header: Header) -> bytes:
    """Return the octets of the section, as they came."""
    return b"".join([field.octets for field in header.fields])


def _defects(fields: tuple[Field, ...], limits: Limits) -> Iterator[Defect]:
    """Yield what is wrong with `fields`, in their order."""
    met: set[str] = set()
    at = 0
    for index, field in enumerate(fields):
        stop = at + len(field.octets)
        if index == limits.fields:
            yield Defect(DefectKind.LIMIT_FIELDS, Span(at, stop))
            return
        name = field.name.lower()
        if name in met and name in SINGLE:
            yield Defect(DefectKind.FIELD_REPEATED, Span(at, stop))
        met.add(name)
        if len(field.octets) > LINE_OCTETS or not CLEAN_FIELD.fullmatch(field.octets):
            for kind, span in _field_defects(field.octets, first=index == 0):
                yield Defect(kind, Span(at + span.start, at + span.stop))
        at = stop


def _field_defects(octets: bytes, *, first: bool) -> Iterator[tuple[DefectKind, Span]]:
    """Yield what is wrong with one field that is not as section 3 has it."""
    name = NAME_AND_COLON.match(octets)
    if name is None:
        mbox = first and octets.startswith((b"From ", b">From "))
        kind = DefectKind.FIELD_MBOX_LINE if mbox else DefectKind.FIELD_MALFORMED
        yield kind, Span(0, len(octets))
    else:
        if name.end(1) + 1 < name.end():
            yield DefectKind.FIELD_NAME_BLANK, Span(name.end(1), name.end() - 1)
        if lexis.FIELD_NAME.fullmatch(name[1]) is None:
            yield DefectKind.FIELD_NAME_OCTETS, Span(0, name.end(1))
    for kind, fault in (
        (DefectKind.FIELD_BLANK_FOLD, BLANK_FOLD),
        (DefectKind.FIELD_CONTROL, CONTROL),
        (DefectKind.FIELD_LINE_LENGTH, LONG_LINE),
    ):
        if found := fault.search(octets):
            yield kind, Span(*found.span())
