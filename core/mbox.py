"""An mbox's octets to its messages, and back. RFC 4155, and the forms it leaves open.

A message begins with a line "From ", its sender and a date; an empty line follows the
message. The forms differ in how they keep a line "From " inside a message from being
taken for another. Nothing is copied until a message is asked for, so that an mbox may
be a mapped file.
"""

from collections.abc import Iterator
from datetime import datetime
from enum import Enum

from core.header.date import DAY_NAMES, MONTH_NAMES
from core.pattern import pattern
from core.span import Source, Span
from core.value import frozen


class MboxForm(Enum):
    """How an mbox keeps its messages apart."""

    MBOXRD = "a > before every line that is From_ after any number of >"
    MBOXO = "a > before every line that begins with From_"
    MBOXCL = "as MBOXO, and Content-Length says how long each body is"
    MBOXCL2 = "Content-Length says how long each body is, and nothing is quoted"


@frozen
class MboxEntry:
    """A message in an mbox: its "From " line, and its octets as they are stored.

    `from_line` covers the line end too, and nothing where octets stand before the
    first such line. `stored` is without the empty line behind the message.
    """

    from_line: Span
    stored: Span


FROM_LINE = pattern(rb"From [^\n]*+\n?+")
NEXT_FROM = pattern(rb"\n(?=From )")
# After text that is no empty line, only a time of day tells it from a sentence.
DATED = pattern(rb"From [^\n]*?[0-9]:[0-9]{2}")
EMPTY_LINE = pattern(rb"\n\r?\n")
CONTENT_LENGTH = pattern(
    rb"(?i)\ncontent-length[ \t]*+:[ \t]*+([0-9]{1,15})[ \t]*+\r?(?=\n)"
)
QUOTED = pattern(rb"\n>(?=From )")
QUOTED_RD = pattern(rb"\n>(?=>*+From )")
TO_QUOTE = pattern(rb"\n(?=From )")
TO_QUOTE_RD = pattern(rb"\n(?=>*+From )")

SENDER_TEXT = pattern(r"[^\x00-\x20\x7f]++")


def mbox_entries(
    source: Source, form: MboxForm = MboxForm.MBOXRD
) -> Iterator[MboxEntry]:
    """Yield the entries of an mbox in order; every octet is in one or between two.

    A "From " line counts at the start and after an empty line, elsewhere only with a
    time of day. Content-Length counts in the forms that have it, and only if the
    body ends where another message, or the mbox, does.
    """
    first = FROM_LINE.match(source)
    start = 0 if first else _next_from(source, 0)
    if start > 0 and source[:start].strip():
        yield MboxEntry(Span(0, 0), Span(0, _stored_stop(source, 0, start)))
    while start < len(source):
        line = FROM_LINE.match(source, start)
        stored = start if line is None else line.end()
        following = _next_from(source, max(stored - 1, start))
        stop = _stored_stop(source, stored, following)
        if form in {MboxForm.MBOXCL, MboxForm.MBOXCL2}:
            stop, following = _by_length(source, stored, following) or (stop, following)
        yield MboxEntry(Span(start, stored), Span(stored, stop))
        start = following


def message_octets(
    source: Source, entry: MboxEntry, form: MboxForm = MboxForm.MBOXRD
) -> bytes:
    """Return the message of an entry, what its form has quoted as it was."""
    octets = source[entry.stored.start : entry.stored.stop]
    match form:
        case MboxForm.MBOXRD:
            return QUOTED_RD.sub(b"\n", b"\n" + octets)[1:]
        case MboxForm.MBOXO | MboxForm.MBOXCL:
            return QUOTED.sub(b"\n", b"\n" + octets)[1:]
        case MboxForm.MBOXCL2:
            return octets


def serialize_mbox_entry(
    octets: bytes, sender: str, date: datetime, form: MboxForm = MboxForm.MBOXRD
) -> bytes:
    """Return an entry for a message, to be appended to an mbox. RFC 4155.

    `sender` is the address of the envelope, "MAILER-DAEMON" where it is null; `date`
    is aware, and when the message was delivered. Line ends stay as they are, and one
    is added at the end where it is missing. In forms with Content-Length the field
    is added to the header section. Raises ValueError for a sender with blanks or
    controls, and for a date without a zone.
    """
    if not SENDER_TEXT.fullmatch(sender):
        raise ValueError(f"sender must be an address without blanks, not {sender!r}")
    offset = date.utcoffset()
    if offset is None:
        raise ValueError(f"date must have a zone, not {date!r}")
    moment = date.replace(tzinfo=None) - offset
    day, month = DAY_NAMES[moment.weekday()], MONTH_NAMES[moment.month - 1]
    time = f"{moment.day:2} {moment:%H:%M:%S} {moment.year:04}".encode()
    at = b"%b %b %b" % (day, month, time)
    end = b"\r\n" if octets.find(b"\r\n") == octets.find(b"\n") - 1 else b"\n"
    stored = octets if octets.endswith(b"\n") or not octets else octets + end
    match form:
        case MboxForm.MBOXRD:
            stored = TO_QUOTE_RD.sub(b"\n>", b"\n" + stored)[1:]
        case MboxForm.MBOXO:
            stored = TO_QUOTE.sub(b"\n>", b"\n" + stored)[1:]
        case MboxForm.MBOXCL:
            stored = _with_length(TO_QUOTE.sub(b"\n>", b"\n" + stored)[1:], end)
        case MboxForm.MBOXCL2:
            stored = _with_length(stored, end)
    line = b"From %b %b" % (sender.encode(), at)
    return b"".join((line, end, stored, end))


def _next_from(source: Source, at: int) -> int:
    """Return where the next "From " line begins that starts a message.

    It is looked for behind the LF at offset `at` or a later one.
    """
    for line in NEXT_FROM.finditer(source, at):
        start = line.end()
        before = source[max(start - 3, 0) : start]
        after_empty = before.endswith(b"\n\n") or before == b"\n\r\n"
        if after_empty or DATED.match(source, start):
            return start
    return len(source)


def _stored_stop(source: Source, start: int, following: int) -> int:
    """Return where a message ends that stands before `following`: an empty line."""
    before = source[max(following - 3, start) : following]
    if before == b"\n\r\n" or (before == b"\r\n" and following - 2 == start):
        return following - 2
    if before.endswith(b"\n\n") or (before == b"\n" and following - 1 == start):
        return following - 1
    return following


def _by_length(source: Source, start: int, following: int) -> tuple[int, int] | None:
    """Return where a message ends by its Content-Length, and where the next begins.

    None if it has none, or one that cannot be true.
    """
    header_stop = EMPTY_LINE.search(source, max(start - 1, 0), following)
    if header_stop is None:
        return None
    field = CONTENT_LENGTH.search(source, max(start - 1, 0), header_stop.end())
    if field is None:
        return None
    stop = header_stop.end() + int(field[1])
    behind = source[stop : stop + 10]
    rest = behind.lstrip(b"\r\n")
    if stop > len(source) or not (
        rest.startswith(b"From ") or (not rest and len(behind) < 10)
    ):
        return None
    return stop, min(stop + len(behind) - len(rest), len(source))


def _with_length(octets: bytes, end: bytes) -> bytes:
    """Return a message with the one Content-Length field that is true of it."""
    empty = EMPTY_LINE.search(b"\n" + octets)
    if empty is None:
        return octets
    # One octet stands before those of the message where the pattern looked.
    header, body = octets[: empty.start()], octets[empty.end() - 1 :]
    header = CONTENT_LENGTH.sub(b"", b"\n" + header)[1:]
    field = b"Content-Length: %d" % len(body)
    return b"".join((header, field, end, octets[empty.start() : empty.end() - 1], body))
