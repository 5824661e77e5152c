"""Text and phrases of field bodies, read and written. RFC 5322 section 3.2.5."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.defect import DefectKind
from core.header.text import (
    one_line,
    parse_phrase,
    parse_phrase_list,
    parse_text,
    serialize_comment,
    serialize_phrase,
    serialize_phrase_list,
)
from core.limits import Limits
from tests.strategies.header import LINES, SOUP, octets


@given(LINES)
def test_phrase_round_trip(text: str) -> None:
    parsed = parse_phrase(serialize_phrase(text))
    assert parsed.value == text
    assert parsed.defects == ()


@given(st.lists(LINES).map(tuple))
def test_phrase_list_round_trip(phrases: tuple[str, ...]) -> None:
    parsed = parse_phrase_list(serialize_phrase_list(phrases))
    assert parsed.value == phrases
    assert parsed.defects == ()


@given(octets(LINES.map(serialize_phrase)))
def test_any_octets_give_text(octets: bytes) -> None:
    for parsed in (parse_text(octets), parse_phrase(octets)):
        parsed.value.encode()
        assert all(
            0 <= d.span.start <= d.span.stop <= len(octets) for d in parsed.defects
        )


@given(SOUP, st.integers(1, 5))
def test_phrase_list_is_bounded(octets: bytes, ceiling: int) -> None:
    parsed = parse_phrase_list(octets, Limits(fields=ceiling, defects=ceiling))
    assert len(parsed.value) <= ceiling
    assert len(parsed.defects) <= ceiling + 1


@given(st.text())
def test_one_line_is_one(text: str) -> None:
    line = one_line(text)
    assert not set(line) & set(map(chr, (*range(9), *range(10, 32), 127)))
    assert one_line(line) == line


def test_defects_count_through_folds() -> None:
    octets = b" ab\r\n cd\r\n =?utf-8?q?x y?=\r\n"
    (defect,) = parse_text(octets).defects
    assert defect.kind is DefectKind.ENCODED_WORD_SPACING
    assert octets[defect.span.start : defect.span.stop] == b"=?utf-8?q?x y?="


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("Joe Doe", b"Joe Doe"),
        ("Joe Q. Doe", b'"Joe Q. Doe"'),
        ("Doe, Joe", b'"Doe, Joe"'),
        ('a"b\\c', b'"a\\"b\\\\c"'),
        ("a  b", b'"a  b"'),
        ("", b'""'),
        ("=?utf-8?q?x?=", b'"=?utf-8?q?x?="'),
    ],
)
def test_phrase_is_written_plainly(text: str, octets: bytes) -> None:
    assert serialize_phrase(text) == octets


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        ("on the road", b"(on the road)"),
        ("a (b) \\", b"(a \\(b\\) \\\\)"),
        ("a  b", b"(=?utf-8?q?a__b?=)"),
    ],
)
def test_comment_is_written_plainly(text: str, octets: bytes) -> None:
    assert serialize_comment(text) == octets
