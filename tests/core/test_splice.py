"""Splicing: the spans that are named change, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.span import Span
from core.splice import Edit, splice


@given(st.binary(max_size=40), st.lists(st.integers(0, 40), max_size=6), st.binary())
def test_splice(source: bytes, offsets: list[int], octets: bytes) -> None:
    places = sorted(min(offset, len(source)) for offset in offsets)
    pairs = list(zip(places[::2], places[1::2], strict=False))
    spliced = splice(source, tuple(Edit(Span(*pair), octets) for pair in pairs))
    for start, stop in reversed(pairs):
        source = source[:start] + octets + source[stop:]
    assert spliced == source


@pytest.mark.parametrize("spans", [((2, 1),), ((0, 9),), ((-1, 1),), ((2, 3), (1, 2))])
def test_splice_in_order_and_inside(spans: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="edits"):
        splice(b"abcd", tuple(Edit(Span(*span), b"") for span in spans))
