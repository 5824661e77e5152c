"""The body of a multi-line response: kept in whole lines, and no more than may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pop3.body import BLOCK_OCTETS, Body, Bounds, feed, finish
from tests.strategies.wire import cuts

WIDE = Bounds(10_000, 1_000_000, 4096)


def read(pieces: list[bytes], most: Bounds = WIDE) -> tuple[bytes, ...] | None:
    body = Body()
    for piece in pieces:
        grown = feed(body, piece, most)
        if grown is None:
            return None
        body = grown
    return finish(body, most)


def lines_of(sizes: list[int]) -> bytes:
    return b"".join(b"x" * size + b"\r\n" for size in sizes)


@given(
    st.lists(st.integers(0, 3000), max_size=30),
    st.lists(st.integers(0, 60_000), max_size=8),
)
def test_cuts_cannot_show(sizes: list[int], places: list[int]) -> None:
    octets = lines_of(sizes)
    whole = read([octets])
    assert read(cuts(octets, places)) == whole
    assert whole is not None
    assert b"".join(whole) == octets
    assert all(block.endswith(b"\r\n") for block in whole)
    assert all(len(block) >= BLOCK_OCTETS for block in whole[:-1])


@pytest.mark.parametrize(
    "most",
    [
        pytest.param(Bounds(2, 1000, 100), id="lines"),
        pytest.param(Bounds(9, 10, 100), id="octets"),
        pytest.param(Bounds(9, 1000, 3), id="line"),
    ],
)
def test_a_body_past_its_bounds_is_given_up(most: Bounds) -> None:
    octets = b"aaaa\r\nb\r\nc\r\n"
    assert read([octets], most) is None
    assert read([octets[at : at + 1] for at in range(len(octets))], most) is None
    assert read([b"a\r\nb\r\n"], most) == (b"a\r\nb\r\n",)


def test_a_line_without_end_is_given_up_as_it_grows() -> None:
    assert feed(Body(), b"x" * 4096 + b"\r", WIDE) is not None
    assert feed(Body(), b"x" * 4097, WIDE) is None
    assert feed(Body(), b"a\r\n" * 9_000 + b"x" * 4097, WIDE) is None
    assert feed(Body(), b"x" * 20_000 + b"\r\n", WIDE) is None


def test_blocks_end_with_lines_and_limits_hold_for_all_of_them() -> None:
    octets = lines_of([1000] * 100)
    size, block = len(octets), 17 * 1002
    whole = read([octets])
    assert whole is not None
    assert list(map(len, whole)) == [block] * 5 + [size - 5 * block]
    assert read([octets], Bounds(100, size, 1000)) == whole
    halves = [octets[: size // 2], octets[size // 2 :]]
    for less in (Bounds(99, size, 1000), Bounds(100, size - 1, 1000)):
        assert read([octets], less) is None
        assert read(halves, less) is None
    assert read([octets], Bounds(100, size, 999)) is None
    assert read([lines_of([3])], Bounds(1, 5, 3)) == (b"xxx\r\n",)
    few = Bounds(20, size, 1000)
    assert feed(Body(), octets, few) is None
    assert feed(Body(), lines_of([1000] * 20), few) is not None
