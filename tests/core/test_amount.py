"""Sizes as a person reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.amount import size_text

UNITS = {"k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


@given(st.integers(0, 999_949_999_999))
def test_short_and_near(octets: int) -> None:
    text = size_text(octets)
    assert len(text) <= 5
    number = float(text.rstrip("kMGT")) * UNITS.get(text[-1], 1)
    assert abs(number - octets) <= octets * 0.05


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1_000, "1.0k"),
        (99_949, "99.9k"),
        (99_951, "100k"),
        (999_499, "999k"),
        (999_501, "1.0M"),
        (2_500_000_000_000, "2.5T"),
    ],
)
def test_sizes(octets: int, text: str) -> None:
    assert size_text(octets) == text
