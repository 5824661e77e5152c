"""Lines between CRLFs, however their octets are cut, and no longer than allowed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.wire.lines import Line, Lines, TooLong, feed, finish
from tests.linear import in_linear_time
from tests.strategies.wire import OCTETS, chunked, cuts


def read(pieces: list[bytes], limit: int = 1_000_000) -> tuple[list[Line], Line]:
    state = Lines(limit)
    lines: list[Line] = []
    for piece in pieces:
        state, done = feed(state, piece)
        lines += done
    return lines, finish(state)


def by_hand(octets: bytes, limit: int) -> tuple[list[Line], Line]:
    lines: list[Line] = [
        line if len(line) <= limit else TooLong(len(line))
        for line in octets.split(b"\r\n")
    ]
    return lines[:-1], lines[-1]


@given(chunked(OCTETS), st.integers(1, 6))
def test_any_cut_gives_the_lines_between_crlf(pieces: list[bytes], limit: int) -> None:
    assert read(pieces, limit) == by_hand(b"".join(pieces), limit)


@given(chunked(OCTETS), st.integers(1, 6))
def test_what_is_held_never_outgrows_the_limit(pieces: list[bytes], limit: int) -> None:
    state = Lines(limit)
    for piece in pieces:
        state, _ = feed(state, piece)
        assert sum(map(len, state.pieces)) <= limit
        assert len(state.cr) <= 1


@pytest.mark.parametrize(
    ("octets", "lines", "rest"),
    [
        pytest.param(b"", [], b"", id="nothing"),
        pytest.param(b"\r\n", [b""], b"", id="an empty line"),
        pytest.param(
            b"a\nb\r\n", [b"a\nb"], b"", id="RFC 5321 2.3.8: a bare LF ends no line"
        ),
        pytest.param(
            b"a\rb\r\r\n", [b"a\rb\r"], b"", id="RFC 5321 2.3.8: nor a bare CR"
        ),
        pytest.param(b"a\r\nb\r", [b"a"], b"b\r", id="a CR that waits for its LF"),
    ],
)
def test_line_ends(octets: bytes, lines: list[Line], rest: Line) -> None:
    assert read([octets]) == (lines, rest)


def test_each_line_has_the_limit() -> None:
    """First, last and between; what waits for its LF counts once it stays alone."""
    assert read([b"abc\r\nabcd\r\nabc\r\nabcd"], 3) == (
        [b"abc", TooLong(4), b"abc"],
        TooLong(4),
    )
    assert read([b"ab\r", b"\r\nabc\r"], 3) == ([b"ab\r"], TooLong(4))
    assert read([b"abc", b"d\r", b"\r\n"], 3) == ([TooLong(5)], b"")
    assert read([b"ab\r", b"c", b"\r\n"], 4) == ([b"ab\rc"], b"")


def test_few_pieces_are_held_however_finely_it_is_cut() -> None:
    state = Lines(1000)
    for _ in range(500):
        state, _ = feed(state, b"x")
        sizes = list(map(len, state.pieces))
        assert sizes == sorted(set(sizes), reverse=True)
    assert finish(state) == b"x" * 500


def test_a_long_line_is_dropped_and_the_next_one_is_read() -> None:
    lines, rest = read([b"abc", b"de\r", b"\nok\r\n", b"toolong"], limit=4)
    assert lines == [TooLong(5), b"ok"]
    assert rest == TooLong(7)


@pytest.mark.parametrize("step", [1, 4_096])
def test_a_line_in_many_pieces_takes_linear_time(step: int) -> None:
    octets = b"x" * (step * 200_000 if step == 1 else 16_000_000)
    with in_linear_time():
        lines, _ = read(
            [*cuts(octets, list(range(0, len(octets), step))), b"\r\n"], 1 << 30
        )
        assert lines == [octets]
