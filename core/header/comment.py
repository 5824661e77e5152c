"""Comments of a structured field body, blanked out. RFC 5322 section 3.2.2.

MIME lets comments stand between all tokens of its fields (RFC 2045 section 5.1). A
body in which they have become spaces needs no other grammar than one without them,
and every offset stays what it was.
"""

from core.header import lexis
from core.pattern import pattern

# What may stand before a comment, or hide its parenthesis. A quote that is never
# closed, and a backslash at the very end, stand alone.
BEFORE = pattern(
    rb'(?s)(?P<text>"(?:[^"\\]++|\\.)*+"|\\.|[^"\\(;= \t\r\n]++|["\\])'
    rb"|(?P<sign>[;=])|(?P<open>\()|(?P<blank>[ \t\r\n]++)"
)
# A comment ends a value only if nothing more of the value follows it.
AFTER = pattern(rb"[ \t\r\n]*+(?:[;(]|\Z)")


def blank_comments(octets: bytes) -> bytes:
    """Return `octets` with a space for every octet of a comment.

    A parenthesis that is never closed is no comment, and neither is one that stands
    amid a parameter's value: `name=report (1).pdf` is how some programs write a file
    name without the quotes that it needs.
    """
    if b"(" not in octets:
        return octets
    kept: list[bytes] = []
    done = 0
    amid_value = valued = False
    closable = True
    at = 0
    while match := BEFORE.match(octets, at):
        at = match.end()
        match match.lastgroup:
            case "sign":
                amid_value, valued = False, match[0] == b"="
            case "text":
                amid_value = valued
            case "open" if closable:
                stop = _stop(octets, at)
                closable = stop >= 0
                if closable and not (amid_value and not AFTER.match(octets, stop)):
                    kept += (octets[done : at - 1], b" " * (stop - at + 1))
                    done = stop
                at = max(at, stop)
            case _:
                pass
    return b"".join((*kept, octets[done:]))


def _stop(octets: bytes, start: int) -> int:
    """Return where the comment whose content starts at `start` ends, or -1."""
    depth = 1
    for match in lexis.PARENTHESIS.finditer(octets, start):
        if match[0] == b"(":
            depth += 1
        elif match[0] == b")":
            depth -= 1
            if not depth:
                return match.end()
    return -1
