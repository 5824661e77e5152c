"""Replacing spans of a source: the one way in which octets are changed."""

from core.span import Source, Span
from core.value import frozen


@frozen
class Edit:
    """A span of a source, and the octets that are to stand there instead."""

    span: Span
    octets: bytes


def splice(source: Source, edits: tuple[Edit, ...]) -> bytes:
    """Return `source` with each edit's span replaced; every other octet is untouched.

    Raises ValueError if the edits are out of order, overlap, or reach past the end.
    """
    at = 0
    with memoryview(source) as view:
        pieces: list[bytes | memoryview] = []
        for edit in edits:
            start, stop = edit.span.start, edit.span.stop
            if not at <= start <= stop <= len(source):
                raise ValueError(f"edits must be in order and in the source: {edit}")
            pieces += (view[at:start], edit.octets)
            at = stop
        pieces.append(view[at:])
        spliced = b"".join(pieces)
        pieces.clear()
    return spliced
