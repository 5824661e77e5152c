"""Columns of a terminal: measured, cut, padded, wrapped."""

import pytest
import wcwidth
from hypothesis import given
from hypothesis import strategies as st

from core.columns import columns, cut, fit, pad, wrap
from tests.linear import in_linear_time

SHOWN = st.lists(
    st.sampled_from("ab -,中文字ｱｶﾞ한é")
    | st.sampled_from(["e\u0301", "👍", "👩‍🚀", "❤️", "🇨🇳"])
).map("".join)
WORDS = st.lists(SHOWN | st.sampled_from([" ", "  ", "word", "x" * 30])).map("".join)


@given(SHOWN)
def test_as_wcwidth_measures(text: str) -> None:
    assert columns(text) == wcwidth.wcswidth(text)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("中文", 4),
        ("ｱ", 1),
        ("Ａ", 2),
        ("e\u0301", 1),
        ("👍🏽", 2),
        ("👨‍👩‍👧", 2),
        ("❤️", 2),
        ("🇨🇳", 2),
        ("각", 2),
        ("soft\xadhyphen", 11),
        ("a\u200bb", 2),
    ],
)
def test_widths(text: str, width: int) -> None:
    assert columns(text) == width


@given(SHOWN, st.integers(1, 30))
def test_cut_and_padded(text: str, width: int) -> None:
    assert columns(cut(text, width)) <= width
    assert columns(fit(text, width)) == width
    assert columns(fit(text, width, right=True)) == width
    assert columns(pad(text, width)) == max(width, columns(text))
    if columns(text) <= width:
        assert cut(text, width) == text


def test_nothing_is_torn() -> None:
    assert cut("ae\u0301bc", 3) == "ae\u0301…"
    assert cut("a👨‍👩‍👧bc", 3) == "a…"
    assert cut("中文字", 4) == "中…"


@given(WORDS, st.integers(2, 40))
def test_no_wrapped_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(columns(line) <= max(width, columns(text.rstrip())) for line in lines)
    if columns(text) > width:
        assert all(columns(line) <= width for line in lines)
    gone = str.maketrans("", "", " \t")
    assert "".join(lines).translate(gone) == text.translate(gone)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two three", ("one two", "three")),
        ("a long-long-word", ("a", "long-lon", "g-word")),
        ("中文字符文本", ("中文字符", "文本")),
        ("see 中文 ok", ("see 中文", "ok")),
        ("see a中文 ok", ("see a中", "文 ok")),
        ("short", ("short",)),
    ],
)
def test_where_lines_break(text: str, lines: tuple[str, ...]) -> None:
    assert wrap(text, 8) == lines


def test_whole_words_stick_out() -> None:
    assert wrap("see https://example.org/a now", 12, whole=True) == (
        "see",
        "https://example.org/a",
        "now",
    )


def test_a_long_line_is_linear() -> None:
    with in_linear_time():
        wrap("中" * 500_000 + "x" * 500_000 + "e\u0301" * 100_000, 80)
