"""Replies out of chunks of octets. RFC 5321 section 4.2.1."""

from core.defect import DefectKind
from core.limits import Limits
from core.smtp.reply import Reply, parse_reply, plain_replies
from core.value import frozen
from core.wire.turn import Fault, Violated

SHOWN = 64
"""Octets of a line that a violation quotes, where all of it would be too many."""


@frozen
class Heard:
    """The replies that octets complete, and what of them waits for more.

    Behind a violation nothing is read.
    """

    replies: tuple[Reply, ...]
    pending: bytes
    said: tuple[bytes, ...]
    violated: Violated | None = None


def read(
    pending: bytes, said: tuple[bytes, ...], octets: bytes, limits: Limits
) -> Heard:
    """Return the replies that `octets` complete after `pending` and `said`.

    Only CRLF ends a line. A bare LF is MALFORMED at once, since a server that ends
    its lines so would be waited for in vain; a bare CR is text.
    """
    data = pending + octets if pending else octets
    replies: list[Reply] = []
    lines = list(said)
    at = 0
    while True:
        if not lines:
            plain, at = plain_replies(data, at, limits.reply_line)
            replies += plain
        if (stop := data.find(b"\n", at)) < 0:
            break
        line = data[at:stop]
        at = stop + 1
        fault = _fault(line, lines, limits)
        if fault is None and not line.endswith(b"\r"):
            fault = Fault.MALFORMED
        if fault is not None:
            shown = _shown(line, lines, limits)
            return Heard(tuple(replies), b"", (), Violated(fault, shown))
        lines.append(line[:-1])
        if line[3:4] != b"-":
            reply = _reply(tuple(lines))
            if isinstance(reply, Violated):
                return Heard(tuple(replies), b"", (), reply)
            replies.append(reply)
            lines = []
    rest = data[at:]
    fault = _fault(rest, lines, limits) if rest else None
    violated = None if fault is None else Violated(fault, _shown(rest, lines, limits))
    return Heard(tuple(replies), rest, tuple(lines), violated)


def _shown(line: bytes, lines: list[bytes], limits: Limits) -> bytes:
    """Return what a violation quotes: octets that were there however they were cut."""
    return (lines[0] if lines else line)[: min(SHOWN, limits.reply_line)]


def _fault(line: bytes, lines: list[bytes], limits: Limits) -> Fault | None:
    """Return TOO_LONG if `line`, ended or not, passes a limit behind `lines`.

    Its CR, or what may become it, does not count.
    """
    size = len(line) - line.endswith(b"\r")
    challenge = line.startswith(b"334")
    if size > (limits.challenge_line if challenge else limits.reply_line):
        return Fault.TOO_LONG
    if lines and (
        len(lines) >= limits.reply_lines
        or size + sum(map(len, lines)) > limits.reply_octets
    ):
        return Fault.TOO_LONG
    return None


def _reply(lines: tuple[bytes, ...]) -> Reply | Violated:
    """Return the reply that `lines` make, or how they fail to be one."""
    parsed = parse_reply(lines)
    reply = parsed.value
    for defect in parsed.defects:
        match defect.kind:
            case DefectKind.REPLY_CODES_DIFFER:
                return Violated(Fault.CONTRADICTORY, lines[-1][:SHOWN])
            case DefectKind.REPLY_CODE_MISSING:
                return Violated(Fault.MALFORMED, lines[-1][:SHOWN])
            case _:
                pass
    return Violated(Fault.MALFORMED, lines[-1][:SHOWN]) if reply is None else reply
