"""Octets to Entity: one loop over one source. RFC 2045, RFC 2046.

Every octet of a header section and of a body is looked at once, whatever the nesting.
The parser keeps a stack and never calls itself.
"""

import re
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from core.defect import Defect, DefectKind, Parsed
from core.findings import capped
from core.header.content import (
    MESSAGE,
    TEXT_PLAIN,
    UUENCODE,
    Content,
    ContentType,
    boundary,
    read_content_type,
    read_transfer_encoding,
)
from core.limits import DEFAULT_LIMITS, Limits
from core.mime.delimiter import BOUNDARY, OpenLines
from core.mime.entity import Encapsulated, Entity, Leaf, Multipart
from core.pattern import pattern
from core.span import Source, Span

# field = field-name ":" unstructured CRLF, and a line that folds the one before.
#                                                            RFC 5322 section 2.2
_FIELD = rb"[ \t]|(?-i:[^:\x00-\x20]++)[ \t]*+:"
# The lines of a header section that matter here: the empty line that ends it, what may
# be a delimiter, and the Content fields, folds included; with no group, a line that is
# neither field nor fold. All else is passed over; folds and fields that do not begin
# with C are most of it, and are ruled out first, which takes a quarter off the search.
# A line that begins with one of these parameters folds its field, blank or no blank:
# without a boundary nothing of a multipart is found.
_FOLD = rb"(?=(?-i:[ \t;BFNbfn]))(?:[ \t]|;?(?:boundary|filename|name)[0-9*]*+=)"
_BODY = rb"[ \t]*+:([^\n]*+(?:\n" + _FOLD + rb"[^\n]*+)*+)"
_LINE = (
    rb"(?![ \t])(?!(?-i:[ABD-Zabd-z][^:\x00-\x20]*+):)"
    rb"(?:(\r*+\n)|--([^\n]*+)|content-(?:type%b|transfer-encoding%b|disposition%b)"
    rb"|(?!\Z|%b))" % (_BODY, _BODY, _BODY, _FIELD)
)
FIRST_LINE = pattern(rb"(?i)" + _LINE)
NEXT_LINE = pattern(rb"(?i)\n" + _LINE)
ODD, EMPTY, DASHES, TYPE, ENCODING, DISPOSITION = 0, 1, 2, 3, 4, 5
FIELD = pattern(_FIELD)
MBOX_LINES = (b"From ", b">From ")
CR = 0x0D
# In text, a colon mostly stands in the middle of a line or in a URL.
LATER_FIELD = pattern(rb"\n[!-9;-~]++[ \t]*+:(?=[ \t\r\n]|\Z)")

IDENTITY = frozenset({"7bit", "8bit", "binary"})
ENCODED = frozenset({"base64", "quoted-printable"}) | UUENCODE
MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
PLAIN_CONTENT = Content(TEXT_PLAIN)
DIGEST_CONTENT = Content(MESSAGE)


class Head(NamedTuple):
    """The header section of an entity, and what it says of the body."""

    start: int
    header_stop: int
    body: int
    content: Content


class Open:
    """A multipart or an encapsulated message whose end is not yet found."""

    __slots__ = ("epilogue", "head", "parts", "preamble_stop")

    def __init__(self, head: Head) -> None:
        self.head = head
        self.parts: list[Entity] = []
        self.preamble_stop = -1
        self.epilogue = -1


def parse_entity(source: Source, limits: Limits = DEFAULT_LIMITS) -> Parsed[Entity]:
    """Return the tree of `source`, which begins with a header section.

    Its spans tile the source. An entity without Content-Type is text/plain, in a
    multipart/digest message/rfc822. Defects are those of the MIME tree alone; what is
    wrong with fields and bodies is found by who reads them.
    """
    run = _Run(source, limits)
    run.entity()
    defects = capped(run.defects, limits) if run.defects else ()
    return Parsed(run.roots[0], defects)


class _Run:
    """One run of the parser: the stack of what is open, and the lines that close it."""

    def __init__(self, source: Source, limits: Limits) -> None:
        self.source = source
        self.limits = limits
        self.defects: list[Defect] = []
        self.roots: list[Entity] = []
        self.stack: list[Open] = []
        self.lines = OpenLines()
        self.count = 0

    def entity(self) -> None:
        """Read the entity that the source is."""
        head = self.head(0, PLAIN_CONTENT)
        while True:
            media_type = head.content.content_type.media_type
            if media_type in MESSAGES and self.opens_message(head):
                head = self.head(head.body, PLAIN_CONTENT)
                continue
            multipart = media_type.startswith("multipart/") and self.opens(head)
            start = self.body(head, leaf=not multipart)
            if start is None:
                return
            digest = (
                self.stack[-1].head.content.content_type.media_type
                == "multipart/digest"
            )
            head = self.head(start, DIGEST_CONTENT if digest else PLAIN_CONTENT)

    def head(self, start: int, default: Content) -> Head:
        """Return the header section that starts at `start`."""
        self.count += 1
        head, odd = self.head_before(start, len(self.source), default)
        if odd < 0 or LATER_FIELD.search(self.source, odd, head.header_stop):
            return head
        self.report(DefectKind.HEADER_END_MISSING, odd, odd)
        return self.head_before(start, odd, default)[0]

    def head_before(self, start: int, stop: int, default: Content) -> tuple[Head, int]:
        """Return the header section that starts at `start` and ends by `stop`.

        And where its first line stands that is no field; -1 if all are.
        """
        content_type, boundary = default.content_type, None
        fields: dict[int, bytes] = {}
        header_stop, body, odd = stop, stop, -1
        source = self.source
        lines = (
            NEXT_LINE.finditer(source, start - 1, stop)
            if start
            else _lines(source, stop)
        )
        for line in lines:
            kind = line.lastindex or ODD
            if kind >= TYPE:
                if kind not in fields:
                    fields[kind] = line[kind]
                    if kind == TYPE:
                        content_type, boundary = self.content_type(line[TYPE])
            elif kind == EMPTY:
                header_stop, body = line.span(EMPTY)
                break
            elif kind == DASHES and self.lines.names(line[DASHES].rstrip(), boundary):
                header_stop = body = line.start(DASHES) - len(b"--")
                break
            elif odd < 0:
                odd = self.odd_line(line, start)
        if not fields:
            return Head(start, header_stop, body, default), odd
        encoding = fields.get(ENCODING)
        content = Content(
            content_type,
            "7bit" if encoding is None else read_transfer_encoding(encoding),
            fields.get(DISPOSITION),
            boundary,
        )
        return Head(start, header_stop, body, content), odd

    def odd_line(self, line: "re.Match[bytes]", start: int) -> int:
        """Return where `line` stands if it is no field, else -1.

        A header section that starts at `start` may begin with a line of an mbox.
        """
        at = line.start() + (line[0][:1] == b"\n")
        if at == start and self.source[at : at + len(b">From ")].startswith(MBOX_LINES):
            return -1
        return -1 if FIELD.match(self.source, at) else at

    def content_type(self, octets: bytes) -> tuple[ContentType, bytes | None]:
        """Return what a field body says, and the boundary of a multipart."""
        content_type = read_content_type(octets, self.limits)
        if content_type.media_type.startswith("multipart/"):
            return content_type, boundary(octets, content_type)
        return content_type, None

    def opens_message(self, head: Head) -> bool:
        """Return whether the body of `head` is a message, and open it if so."""
        if head.content.encoding in ENCODED:
            self.report(DefectKind.MESSAGE_ENCODED, head.start, head.body)
        elif len(self.stack) >= self.limits.depth:
            self.report(DefectKind.LIMIT_DEPTH, head.start, head.body)
        elif self.count >= self.limits.parts:
            self.report(DefectKind.LIMIT_PARTS, head.start, head.body)
        else:
            self.stack.append(Open(head))
            return True
        return False

    def opens(self, head: Head) -> bool:
        """Return whether `head` is that of a multipart, and open it if so."""
        boundary = head.content.boundary
        if boundary is None:
            self.report(DefectKind.BOUNDARY_MISSING, head.start, head.body)
            return False
        if len(self.stack) >= self.limits.depth:
            self.report(DefectKind.LIMIT_DEPTH, head.start, head.body)
            return False
        if not BOUNDARY.fullmatch(boundary):
            self.report(DefectKind.BOUNDARY_MALFORMED, head.start, head.body)
        if head.content.encoding not in IDENTITY:
            self.report(DefectKind.MULTIPART_ENCODED, head.start, head.body)
        if self.lines.open(boundary, len(self.stack)):
            self.report(DefectKind.BOUNDARY_REPEATED, head.start, head.body)
        self.stack.append(Open(head))
        return True

    def body(self, head: Head, *, leaf: bool) -> int | None:
        """Return where the next part starts, None where the source ends first."""
        source = self.source
        dashless = leaf and head.content.encoding == "base64"
        at = head.body
        while line := self.lines.find(source, at, dashless=dashless):
            stop, next_start, level, closes = line
            if source[stop - 1] == CR:
                stop -= 1
            stop = max(at, stop)
            self.finish(_leaf(head, stop) if leaf else None, level, stop)
            leaf = dashless = False
            multipart = self.stack[-1]
            if multipart.preamble_stop < 0:
                multipart.preamble_stop = stop
            full = self.count >= self.limits.parts
            if not closes and not full:
                return next_start
            self.lines.close()
            multipart.epilogue = at = next_start
            if full and not closes:
                self.report(DefectKind.LIMIT_PARTS, line[0], len(source))
                multipart.epilogue = stop
                break
        self.finish(_leaf(head, len(source)) if leaf else None, -1, len(source))
        return None

    def finish(self, entity: Entity | None, level: int, stop: int) -> None:
        """Close at `stop` what is open above `level`, with `entity` its last part."""
        while len(self.stack) > level + 1:
            opening = self.stack.pop()
            if entity is not None:
                opening.parts.append(entity)
            entity = self.closed(opening, stop)
        if entity is not None:
            (self.roots if level < 0 else self.stack[level].parts).append(entity)

    def closed(self, opening: Open, stop: int) -> Entity:
        """Return what `opening` is, now that it ends at `stop`."""
        head, parts, epilogue = opening.head, opening.parts, opening.epilogue
        start, header_stop, body, content = head
        if content.boundary is None:
            return Encapsulated(start, header_stop, body, stop, content, parts[0])
        if epilogue < 0:
            self.lines.close()
        if not parts:
            self.report(DefectKind.BOUNDARY_UNUSED, start, body)
            return _leaf(head, stop)
        if epilogue < 0:
            self.report(DefectKind.MULTIPART_UNCLOSED, stop, stop)
            epilogue = stop
        return Multipart(
            start,
            header_stop,
            body,
            stop,
            content,
            opening.preamble_stop,
            tuple(parts),
            epilogue,
        )

    def report(self, kind: DefectKind, start: int, stop: int) -> None:
        """Note a defect. A tree has no more of them than five for each entity."""
        self.defects.append(Defect(kind, Span(start, stop)))


def _leaf(head: Head, stop: int) -> Leaf:
    start, header_stop, body, content = head
    return Leaf(start, header_stop, body, stop, content)


def _lines(source: Source, stop: int) -> "Iterator[re.Match[bytes]]":
    """Return the lines that matter of the header section at the start of `source`."""
    first = FIRST_LINE.match(source, 0, stop)
    rest = NEXT_LINE.finditer(source, first.end() if first else 0, stop)
    return rest if first is None else chain((first,), rest)
