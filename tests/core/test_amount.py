"""Sizes as a person reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.amount import size_text, size_words

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


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (0, "0 octets"),
        (1, "1 octet"),
        (812, "812 octets"),
        (48_249, "48.2 kB"),
        (1_300_000, "1.3 MB"),
    ],
)
def test_words(octets: int, words: str) -> None:
    assert size_words(octets) == words


@given(st.integers(1_000, 999_949_999_999))
def test_words_have_the_digits_of_columns(octets: int) -> None:
    assert size_words(octets).replace(" ", "").rstrip("B") == size_text(octets)
