"""A finished message as SMTP may carry it: three changes, or the line that forbids it.

Line ends become CRLF, Bcc and Resent-Bcc go, and a missing Date or Message-ID is added.
What would need more is not mended: nothing of a message is encoded again.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum

from attrs import field

from core.header.date import serialize_date
from core.header.field import parse_header
from core.header.msg_id import MsgId, serialize_msg_id
from core.pattern import pattern
from core.span import Source
from core.value import frozen

# Lines of at most 998 octets, their ends CRLF or LF.        RFC 5321 section 4.5.3.1.6
LINES = pattern(rb"(?:[^\x00\r\n]{0,998}+\r?\n)*+")
LINE_START = pattern(rb"[^\x00\r\n]{0,998}+")
LAST = pattern(rb"[^\x00\r\n]{0,998}+\Z")
# The empty line behind the header section, or the end of a message that has no body.
SECTION_END = pattern(rb"(?:\A|\n)\r?\n|\Z")
EIGHT_BIT = pattern(rb"[\x80-\xff]")
MBOX_LINE = pattern(rb">?From ")

HIDDEN = frozenset({"bcc", "resent-bcc"})
BLOCK = 1 << 20


class Rule(Enum):
    """What a line of a message breaks, so that it cannot be sent as it is."""

    NUL = "it holds NUL"
    CR = "it holds a CR without LF"
    LONG = "it is longer than 998 octets"
    CHARSET = "it is a header field in 8-bit that is not UTF-8"
    MBOX = "it is the From line of an mbox, not a field"


@frozen
class Objection:
    """Why a message cannot be sent as it is. `line` counts from 1."""

    line: int
    rule: Rule


def _sized(head: bytes) -> str:
    return f"{len(head)} octets"


@frozen
class Sendable:
    """A message that can be sent, by its source.

    `head` is the header section with its CRLF, and the empty line where one is; the
    body is the source from `body` on. `size` counts the octets that are sent. The
    first line beyond US-ASCII is `utf8_line` in the header section and
    `eight_bit_line` in the body; None where there is none.
    """

    head: bytes = field(repr=_sized)
    body: int
    size: int
    utf8_line: int | None = None
    eight_bit_line: int | None = None


def section(source: Source) -> bytes:
    """Return the header section as it came, and the empty line where one is."""
    end = SECTION_END.search(source)
    return source[: len(source) if end is None else end.end()]


def prepare(source: Source, date: datetime, message_id: MsgId) -> Sendable | Objection:
    """Return `source` as it can be sent, `date` and `message_id` added if missing.

    RFC 5321 sections 2.3.8 and 4.5.3.1.6, RFC 5322 section 3.6. Of several objections
    the one that stands first is returned.
    """
    if MBOX_LINE.match(source):
        return Objection(1, Rule.MBOX)
    objection = _bad_line(source)
    if objection is not None:
        return objection
    head = section(source)
    body = len(head)
    head = head.replace(b"\r\n", b"\n")
    utf8 = EIGHT_BIT.search(head)
    if utf8 is not None:
        try:
            head.decode("utf-8")
        except UnicodeDecodeError as error:
            return Objection(_line(head, error.start), Rule.CHARSET)
    eight_bit = EIGHT_BIT.search(source, body)
    head = _completed(head, date, message_id).replace(b"\n", b"\r\n")
    return Sendable(
        head,
        body,
        len(head) + _size(source, body),
        None if utf8 is None else _line(head, utf8.start()),
        None if eight_bit is None else _line(source, eight_bit.start()),
    )


def pieces(source: Source, sendable: Sendable) -> Iterator[bytes]:
    """Yield the octets that are sent, all lines ended by CRLF."""
    yield sendable.head
    for block in _blocks(source, sendable.body):
        octets = block if b"\r" not in block else block.replace(b"\r\n", b"\n")
        yield octets.replace(b"\n", b"\r\n")
    if sendable.body < len(source) and source[-1:] != b"\n":
        yield b"\r\n"


def _bad_line(source: Source) -> Objection | None:
    """Return the first line that no server is to see, None if there is none."""
    good = LINES.match(source)
    at = 0 if good is None else good.end()
    if LAST.match(source, at):
        return None
    start = LINE_START.match(source, at)
    stop = at if start is None else start.end()
    match source[stop : stop + 1]:
        case b"\x00":
            rule = Rule.NUL
        case b"\r":
            rule = Rule.CR
        case _:
            rule = Rule.LONG
    return Objection(_line(source, at), rule)


def _completed(head: bytes, date: datetime, message_id: MsgId) -> bytes:
    """Return the header section, its line ends LF, with what it lacks, without Bcc."""
    section, empty = head, b""
    if head.endswith(b"\n\n") or head == b"\n":
        section, empty = head[:-1], b"\n"
    fields = parse_header(section).value.fields
    names = {each.name.lower() for each in fields}
    lines = [each.octets for each in fields if each.name.lower() not in HIDDEN]
    if lines and not lines[-1].endswith(b"\n"):
        lines[-1] += b"\n"
    if "date" not in names:
        lines.append(b"Date: %b\n" % serialize_date(date))
    if "message-id" not in names:
        lines.append(b"Message-ID: %b\n" % serialize_msg_id(message_id))
    return b"".join((*lines, empty))


def _size(source: Source, start: int) -> int:
    """Return how many octets the source has from `start` on, lines ended by CRLF."""
    if start == len(source):
        return 0
    bare = sum(
        block.count(b"\n") - block.count(b"\r\n") for block in _blocks(source, start)
    )
    return len(source) - start + bare + 2 * (source[-1:] != b"\n")


def _blocks(source: Source, start: int) -> Iterator[bytes]:
    """Yield the octets from `start` on, a CRLF never torn apart."""
    while start < len(source):
        block = source[start : start + BLOCK]
        if block.endswith(b"\r"):
            block = source[start : start + BLOCK + 1]
        yield block
        start += len(block)


def _line(source: Source, offset: int) -> int:
    """Return the number of the line in which `offset` stands, from 1."""
    starts = range(0, offset, BLOCK)
    return 1 + sum(
        source[start : min(start + BLOCK, offset)].count(b"\n") for start in starts
    )
