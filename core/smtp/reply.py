"""What a server says. RFC 5321 section 4.2."""

import re
from functools import cached_property
from typing import TypeAlias

from core.defect import Defect, DefectKind, Parsed
from core.pattern import pattern
from core.span import Span
from core.status import EnhancedStatusCode, parse_status_code
from core.value import frozen

# Reply-line = *( Reply-code "-" [ textstring ] CRLF )
#              Reply-code [ SP textstring ] CRLF          RFC 5321 section 4.2
# Text of 8 bits is taken as it comes: servers write UTF-8, and some GB18030.
REPLY_LINE = pattern(rb"(?s)([2-5][0-9][0-9])(?:([ -])(.*+))?")
# A whole reply of one line about which nothing is odd, as most are.
PLAIN_REPLY = pattern(
    rb"(([2-5])[0-5][0-9]) "
    rb"((?:[^0-9\x00\r\n]|\2\.[0-9]{1,3}\.[0-9]{1,3} )[^\x00\r\n]*+)\r\n"
)
# What is said as an enhanced status code, and may be none.
STATUS = pattern(rb"([0-9]++\.[0-9]++\.[0-9]++)(?: |\Z)")
CONTROLS = bytes.maketrans(b"\x00\r\n", b"???")
CONTROL = pattern(rb"[\x00\r\n]")

Lines: TypeAlias = tuple[bytes, ...]


@frozen
class Reply:
    """A reply-code and the text of each line. RFC 5321 section 4.2.

    A line of text has no code, and no separator behind it; any enhanced status
    code is still in it. Raises ValueError for a code outside 200 to 599, for no
    line at all, and for CR, LF or NUL in one.
    """

    code: int
    lines: Lines = (b"",)

    def __attrs_post_init__(self) -> None:
        lines = self.lines
        if not 200 <= self.code <= 599:
            raise ValueError(f"code must be 200 to 599, not {self.code}")
        if not lines:
            raise ValueError("lines must hold a line, an empty one at least")
        text = lines[0] if len(lines) == 1 else b" ".join(lines)
        if b"\r" in text or b"\n" in text or b"\0" in text:
            raise ValueError("lines must not hold CR, LF or NUL")

    @cached_property
    def status(self) -> EnhancedStatusCode | None:
        """Return the enhanced status code of the first line. RFC 2034 section 4."""
        found = STATUS.match(self.lines[0])
        status = parse_status_code(found[1]).value if found else None
        fits = status is not None and status.status_class == self.code // 100
        return status if fits else None

    @cached_property
    def text(self) -> bytes:
        """Return the text without status codes, its lines joined by LF."""
        if self.status is None:
            return b"\n".join(self.lines)
        return b"\n".join(STATUS.sub(b"", line, count=1) for line in self.lines)

    @property
    def granted(self) -> bool:
        """Return whether the code is 2yz: what was asked is done."""
        return self.code < 300

    @property
    def transient(self) -> bool:
        """Return whether the code is 4yz: the same may succeed later."""
        return 400 <= self.code < 500


def plain_replies(octets: bytes, start: int, longest: int) -> tuple[list[Reply], int]:
    """Return the replies of one line from `start` on, and where the last one stops.

    They end before one that is not whole, is over `longest` octets, or of which
    parse_reply would have more to say: that takes twice as long.
    """
    replies: list[Reply] = []
    while (found := PLAIN_REPLY.match(octets, start)) is not None:
        stop = found.end()
        if stop - start - 2 > longest:
            break
        replies.append(Reply(int(found[1]), (found[3],)))
        start = stop
    return replies, start


def parse_reply(lines: Lines) -> Parsed[Reply | None]:
    """Return the reply that `lines` make. RFC 5321 section 4.2.1.

    A line with another code than the first is REPLY_CODES_DIFFER, which the
    dialogue takes for a violation whatever the first code says.
    A line with no code is REPLY_CODE_MISSING and its text is left out. With no
    code in any line the value is None. REPLY_CODE_RANGE, REPLY_SEPARATOR_ODD,
    REPLY_TEXT_CONTROL and REPLY_STATUS_ODD leave the reply as it is. Spans count
    from the start of the first line, two octets for each CRLF.
    """
    defects: list[Defect] = []
    texts: list[bytes] = []
    code = b""
    start = 0
    for number, line in enumerate(lines, 1):
        span = Span(start, start + len(line))
        start += len(line) + 2
        found = REPLY_LINE.fullmatch(line)
        if found is None:
            defects.append(Defect(DefectKind.REPLY_CODE_MISSING, span))
            continue
        code = code or found[1]
        text = found[3] or b""
        last = number == len(lines)
        kinds = _doubts(found, code, last=last)
        defects.extend(Defect(kind, span) for kind in kinds)
        texts.append(text.translate(CONTROLS))
    return Parsed(Reply(int(code), tuple(texts)) if code else None, tuple(defects))


def _doubts(found: "re.Match[bytes]", code: bytes, *, last: bool) -> list[DefectKind]:
    """Return what is odd about one line of a reply whose first code is `code`."""
    kinds: list[DefectKind] = []
    if found[1] != code:
        kinds.append(DefectKind.REPLY_CODES_DIFFER)
    if found[1][1:2] > b"5":
        kinds.append(DefectKind.REPLY_CODE_RANGE)
    if (found[2] == b"-") is last:
        kinds.append(DefectKind.REPLY_SEPARATOR_ODD)
    text = found[3] or b""
    if CONTROL.search(text):
        kinds.append(DefectKind.REPLY_TEXT_CONTROL)
    status = STATUS.match(text)
    if status and not (parse_status_code(status[1]).value and text[:1] == code[:1]):
        kinds.append(DefectKind.REPLY_STATUS_ODD)
    return kinds


def serialize_reply(reply: Reply) -> bytes:
    """Return the octets of `reply`. RFC 5321 section 4.2.

    A challenge of no octets has its blank all the same. RFC 4954 section 8.
    """
    code = b"%d" % reply.code
    *before, last = reply.lines
    parts = [code + b"-" + text + b"\r\n" for text in before]
    blank = b" " if last or reply.code == 334 else b""
    return b"".join((*parts, code, blank, last, b"\r\n"))
