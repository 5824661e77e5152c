"""The body of a multi-line response that is kept, while it arrives. RFC 1939 section 3.

It grows to a million lines, so it is kept in blocks of whole lines and never
joined. Where a block ends depends on the octets alone, not on how they were cut.
"""

from attrs import field

from core.limits import Limits
from core.pop3.command import Command, List, Uidl
from core.value import frozen

CRLF = b"\r\n"
# "1000000", a blank, a unique-id of 70 octets, CRLF.
ENTRY_OCTETS = 80
# A block ends with the first line that ends at or past this many octets.
BLOCK_OCTETS = 16_384


@frozen
class Bounds:
    """The most a body may have: lines, octets in all, octets in one line."""

    lines: int
    octets: int
    line: int


def bounds(command: Command, limits: Limits) -> Bounds:
    """Return what the body of the answer to `command` may have at most."""
    if isinstance(command, List | Uidl):
        octets = limits.entries * ENTRY_OCTETS
        return Bounds(limits.entries, octets, limits.reply_line)
    return Bounds(limits.reply_lines, limits.reply_octets, limits.reply_line)


@frozen
class Body:
    """What has come of a body: whole blocks, and lines that are not yet one.

    `lines` counts those in `blocks`, `size` all octets.
    """

    blocks: tuple[bytes, ...] = field(default=(), repr=False)
    tail: bytes = field(default=b"", repr=False)
    lines: int = 0
    size: int = 0


def feed(body: Body, octets: bytes, most: Bounds) -> Body | None:
    """Return `body` with `octets` behind it; None if that is past `most`."""
    tail = body.tail + octets
    lines, size = body.lines, body.size + len(octets)
    blocks: list[bytes] = []
    start = 0
    while (cut := tail.find(CRLF, start + BLOCK_OCTETS)) >= 0:
        blocks.append(tail[start : cut + 2])
        lines += blocks[-1].count(CRLF)
        start = cut + 2
    rest = tail[start:]
    unended = len(rest.removesuffix(b"\r")) - (
        rest.rfind(CRLF) + 2 if CRLF in rest else 0
    )
    if (
        size > most.octets
        or lines > most.lines
        or unended > most.line
        or any(_longest(block) > most.line for block in blocks)
    ):
        return None
    return Body((*body.blocks, *blocks), rest, lines, size)


def finish(body: Body, most: Bounds) -> tuple[bytes, ...] | None:
    """Return the blocks of a body that is at its end; None if it is past `most`."""
    if not body.tail:
        return body.blocks
    lines = body.lines + body.tail.count(CRLF)
    if lines > most.lines or _longest(body.tail) > most.line:
        return None
    return (*body.blocks, body.tail)


def _longest(block: bytes) -> int:
    return max(map(len, block.split(CRLF)))
