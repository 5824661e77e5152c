"""A message as it stands in an mbox of the form mboxrd, in pieces. LF ends lines.

A line of ">"s and then "From " gets one ">" more, so that reading takes one away
and nothing is lost. RFC 4155 leaves the quoting open; this is the reversible form.
"""

from core.pattern import pattern
from core.value import frozen

# "\n" stands before the first line as well. The ">" is put behind those that are
# there: among equals the place does not show.
FROM_LINE = pattern(rb"(\n>*+)From ")

BEGINNINGS = frozenset({b"F", b"Fr", b"Fro", b"From"})


@frozen
class Quoting:
    """Where a message stands between two pieces.

    `fresh` is whether only ">"s have come since the line began, `ended` whether the
    last octet was a line's end. `held` may become part of a line end or of "From ".
    """

    fresh: bool = True
    ended: bool = True
    held: bytes = b""


def feed(state: Quoting, octets: bytes) -> tuple[Quoting, bytes]:
    """Return the new state, and what of `octets` can be written."""
    text = state.held + octets
    cr = b"\r" if text.endswith(b"\r") else b""
    text = (text[:-1] if cr else text).replace(b"\r\n", b"\n")
    if state.fresh:
        text = b"\n" + text
    line = text.rfind(b"\n")
    rest = text[line + 1 :].lstrip(b">") if line >= 0 else b"."
    held = b"" if cr or rest not in BEGINNINGS else rest
    text = FROM_LINE.sub(rb"\1>From ", text[: len(text) - len(held)])
    fresh = not rest or bool(held)
    if state.fresh:
        text = text[1:]
    ended = text.endswith(b"\n") if text else state.ended
    return Quoting(fresh, ended, held + cr), text


def finish(state: Quoting) -> bytes:
    """Return what ends the message: its last line's end, and an empty line."""
    ended = state.ended and not state.held
    return state.held + (b"\n" if ended else b"\n\n")
