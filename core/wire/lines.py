"""CRLF lines out of chunks of octets.

For who reads a protocol of lines: the dialogues of SMTP and POP3 find the line ends
in place, with what else they look for.
"""

from typing import TypeAlias

from core.value import frozen

CRLF = b"\r\n"


@frozen
class TooLong:
    """A line that grew past its limit. `size` is its whole length in octets."""

    size: int


Line: TypeAlias = bytes | TooLong


@frozen
class Lines:
    """A line that has begun, and the most octets it may have without its CRLF.

    `size` counts what has come of it, `cr` holds a CR whose LF may come next.
    Past `limit` its pieces are dropped and only `size` still grows.
    """

    limit: int
    pieces: tuple[bytes, ...] = ()
    size: int = 0
    cr: bytes = b""


def feed(state: Lines, octets: bytes) -> tuple[Lines, tuple[Line, ...]]:
    """Return the new state, and the lines that `octets` complete.

    Only CRLF ends a line: a lone CR or LF is an octet like any other. A line
    past its limit is a TooLong in the place where it stood.
    """
    first, *more = (state.cr + octets).split(CRLF)
    if not more:
        return _grown(state, first), ()
    whole = _grown(state, first)
    done = (
        _line(whole, whole.cr),
        *(_checked(line, state.limit) for line in more[:-1]),
    )
    return _grown(Lines(state.limit), more[-1]), done


def finish(state: Lines) -> Line:
    """Return the line that the end of input cuts short; empty if there is none."""
    return _line(state, state.cr)


def _grown(state: Lines, octets: bytes) -> Lines:
    """Return `state` with `octets`, which hold no CRLF, at the end of its line."""
    cr = octets[-1:] if octets.endswith(b"\r") else b""
    piece = octets.removesuffix(b"\r")
    size = state.size + len(piece)
    if size > state.limit or not piece:
        return Lines(state.limit, state.pieces if not piece else (), size, cr)
    if state.size and len(state.pieces[-1]) <= len(piece):
        # Pieces fall in size from front to back, so that there are few of them
        # and every octet is copied few times, however finely the input is cut.
        return Lines(state.limit, _merged(state.pieces, piece), size, cr)
    return Lines(state.limit, (*state.pieces, piece), size, cr)


def _merged(pieces: tuple[bytes, ...], piece: bytes) -> tuple[bytes, ...]:
    """Return `pieces` with `piece` behind them, those not longer than it joined."""
    count = len(pieces)
    size = len(piece)
    while count and len(pieces[count - 1]) <= size:
        count -= 1
        size += len(pieces[count])
    return (*pieces[:count], b"".join((*pieces[count:], piece)))


def _line(state: Lines, cr: bytes) -> Line:
    """Return the line of `state`, with the CR that turned out to be part of it."""
    size = state.size + len(cr)
    return TooLong(size) if size > state.limit else b"".join((*state.pieces, cr))


def _checked(line: bytes, limit: int) -> Line:
    return TooLong(len(line)) if len(line) > limit else line
