"""Folding and unfolding. RFC 5322 sections 2.1.1 and 2.2.3."""

import itertools
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.codec import encoded_word
from core.header.fold import Folding, fold_line, fold_text
from core.header.lexis import FOLD
from tests.linear import in_linear_time
from tests.strategies.codec import LINES

PIECES = st.lists(
    st.sampled_from(
        [
            "a",
            "é",
            "你",
            " ",
            "  ",
            "word",
            "=?",
            "?=",
            "=?utf-8?q?a?=",
            "\t",
            "=",
            "😀",
        ]
    )
    | st.sampled_from(["x" * 30, "y" * 80, "z" * 1000, " " * 50]),
    max_size=30,
).map("".join)


def lines_of(octets: bytes) -> list[bytes]:
    """Return the lines of one field, having looked at what all lines must keep."""
    assert octets.endswith(b"\r\n")
    lines = octets.removesuffix(b"\r\n").split(b"\r\n")
    assert all(line.strip() for line in lines)
    assert all(line.startswith(b" ") for line in lines[1:])
    assert all(len(line) <= 998 for line in lines)
    return lines


@given(st.text("ab", max_size=9), st.text("éü你", min_size=1), st.text("c", max_size=9))
@example("a", "é" * 10, "c")
def test_one_word_is_written_as_in_a_text_of_more(
    before: str, run: str, behind: str
) -> None:
    text = " ".join(part for part in (before, run, behind) if part)
    # Two spaces are more than the quick way reads.
    longer = fold_text("S", text + "  x").removesuffix(b"\r\n")
    if b"\r\n" not in longer:
        assert fold_text("S", text) == longer.removesuffix(b"  x") + b"\r\n"


@given(PIECES | LINES)
@example("a  é")
@example(" é ü ")
@example("a" + " " * 2000 + "b")
def test_unfolding_gives_the_text_back(text: str) -> None:
    octets = fold_text("Subject", text)
    lines_of(octets)
    assert octets.isascii()
    body = FOLD.sub(b"", octets.removeprefix(b"Subject:").removesuffix(b"\r\n"))
    assert b"\n" not in body
    parsed = encoded_word.decode(body.strip(b" "))
    assert parsed.value == text
    assert parsed.defects == ()


@given(st.lists(st.text("abc", min_size=1, max_size=20), min_size=1, max_size=40))
def test_lines_have_78_characters_at_most(words: list[str]) -> None:
    lines = lines_of(fold_text("Subject", " ".join(words)))
    assert all(len(line) <= 78 for line in lines)
    for line, after in itertools.pairwise(lines):
        assert len(line) + len(after.split(b" ")[1]) + 1 > 78


@given(st.text("漢é😀 ", min_size=1, max_size=200))
def test_encoded_words_have_75_characters_at_most(text: str) -> None:
    octets = fold_text("Subject", text)
    assert all(len(line) <= 78 for line in lines_of(octets))
    for word in re.findall(rb"=\?[^ ]*", octets):
        assert len(word) <= 75


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        pytest.param("plain text", b"S: plain text\r\n", id="plain"),
        pytest.param("", b"S:\r\n", id="empty"),
        pytest.param("a  b", b"S: a  b\r\n", id="blanks-within"),
        pytest.param("a ", b"S: =?utf-8?q?a_?=\r\n", id="blank-at-the-end"),
        pytest.param(" a b", b"S: =?utf-8?q?_a?= b\r\n", id="blank-at-the-start"),
        pytest.param("a\tb", b"S: =?utf-8?q?a=09b?=\r\n", id="tab"),
        pytest.param("é", b"S: =?utf-8?b?w6k=?=\r\n", id="rfc2047-2"),
        pytest.param(
            "one été two",
            b"S: one =?utf-8?b?w6l0w6k=?= two\r\n",
            id="rfc2047-5-only-where-needed",
        ),
        pytest.param(
            "é é", b"S: =?utf-8?b?w6kgw6k=?=\r\n", id="rfc2047-6.2-blank-between"
        ),
        pytest.param(
            "=?x?q?y?=", b"S: =?utf-8?b?PT94P3E/eT89?=\r\n", id="no-word-by-chance"
        ),
    ],
)
def test_fold_text(text: str, octets: bytes) -> None:
    assert fold_text("S", text) == octets


def test_a_token_without_blanks_is_never_parted() -> None:
    folding = Folding("To")
    folding.add(b"a" * 40)
    folding.add(b"b" * 40, "")
    folding.add(b"c")
    assert folding.octets() == b"To: " + b"a" * 40 + b"b" * 40 + b"\r\n c\r\n"


@pytest.mark.parametrize("size", [70, 100, 900])
def test_a_field_does_not_begin_with_a_fold(size: int) -> None:
    folding = Folding("References")
    folding.add(b"a" * size)
    folding.add(b"b")
    assert folding.octets() == b"References: " + b"a" * size + b"\r\n b\r\n"


def test_one_line_is_written_in_one_step() -> None:
    assert fold_line("To", "a@b") == b"To: a@b\r\n"
    assert fold_line("To", "a" * 74) == b"To: " + b"a" * 74 + b"\r\n"
    assert fold_line("To", "a" * 75) is None


def test_lone_surrogates_are_refused() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        fold_text("Subject", "a\ud800")


@pytest.mark.parametrize("shape", ["é ", "a ", " ", "é", "=?", "é a  "])
def test_time_is_linear(shape: str) -> None:
    with in_linear_time():
        fold_text("Subject", shape * (100_000 // len(shape)))
