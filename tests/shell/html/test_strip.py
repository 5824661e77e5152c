"""Tags taken out of what is too large for a tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shell.html.strip import strip_tags


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a<b>c</b>", "a c "),
        ("a<p>b", "a\nb"),
        ("a<!-- <b> -->b", "ab"),
        ("a<!-- never closed", "a"),
        ("<SCRIPT>x</Script >b", "b"),
        ("<style>x", ""),
        ("a < b &lt; c", "a < b < c"),
        ("<!doctype html>a", "a"),
        ("a<b", "a "),
    ],
)
def test_strip(html: str, text: str) -> None:
    assert strip_tags(html) == text


@given(st.text(st.sampled_from("<>/!-abscript style&;")))
def test_any_text(text: str) -> None:
    assert len(strip_tags(text)) <= len(text)
