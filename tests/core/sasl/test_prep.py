"""SASLprep, by the examples of RFC 4013."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sasl.prep import prepare


@pytest.mark.parametrize(
    ("text", "prepared"),
    [
        pytest.param("I\u00adX", "IX", id="RFC 4013 3: SOFT HYPHEN mapped to nothing"),
        pytest.param("user", "user", id="RFC 4013 3: no transformation"),
        pytest.param("USER", "USER", id="RFC 4013 3: case preserved"),
        pytest.param("\u00aa", "a", id="RFC 4013 3: output is NFKC"),
        pytest.param("\u2168", "IX", id="RFC 4013 3: output is NFKC, of two letters"),
        pytest.param("\u0007", None, id="RFC 4013 3: prohibited character"),
        pytest.param("\u06271", None, id="RFC 4013 3: bidirectional check"),
        pytest.param("\u0627\u0628", "\u0627\u0628", id="RFC 3454 6: right to left"),
        pytest.param("a\u0627", None, id="RFC 3454 6: both directions"),
        pytest.param("a\u00a0b", "a b", id="RFC 4013 2.1: a space that is not ASCII"),
        pytest.param("\ud800", None, id="RFC 3454 C.5: a surrogate"),
        pytest.param("\U0001f600", "\U0001f600", id="RFC 4013 2.5: newer than 3.2"),
        pytest.param("", "", id="empty"),
    ],
)
def test_examples(text: str, prepared: str | None) -> None:
    assert prepare(text) == prepared


@given(st.text())
def test_preparing_settles_at_once(text: str) -> None:
    once = prepare(text)
    assert once is None or prepare(once) == once
