"""The header section as fields, which keep every octet of it. RFC 5322 section 2.2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.defect import DefectKind
from core.header.field import Field, Header, parse_header, serialize_header
from core.header.text import section_fields, section_texts
from core.limits import Limits
from tests.linear import in_linear_time
from tests.strategies.header import SOUP

LINE_ENDS = st.sampled_from([b"\r\n", b"\n", b"\r", b"\r\n ", b"\n\t", b""])
SECTIONS = st.lists(
    st.tuples(
        st.sampled_from([b"To:", b"to :", b"S\xc3\xbc:", b"x", b""]), SOUP, LINE_ENDS
    )
).map(lambda lines: b"".join(b"".join(line) for line in lines))


@given(SECTIONS | st.binary(), st.integers(1, 9))
def test_lossless(octets: bytes, ceiling: int) -> None:
    limits = Limits(fields=ceiling, defects=ceiling)
    parsed = parse_header(octets, limits)
    assert serialize_header(parsed.value) == octets
    assert len(parsed.value.fields) <= ceiling + 1
    assert len(parsed.defects) <= ceiling + 1
    assert all(0 <= d.span.start <= d.span.stop <= len(octets) for d in parsed.defects)


@given(SECTIONS | st.binary())
def test_texts_of_a_section_are_those_of_its_fields(octets: bytes) -> None:
    header = parse_header(octets).value
    fields = [(each.name, each.text) for each in header.fields if each.name]
    assert list(section_texts(section_fields(octets))) == fields


@given(SECTIONS)
def test_fields_divide_alike_again(octets: bytes) -> None:
    for field in parse_header(octets).value.fields:
        assert parse_header(field.octets).value == Header((field,))


def test_first_field_counts() -> None:
    header = parse_header(b"Subject: one\r\nTo: a@b\r\nSUBJECT: two\r\n").value
    first = header.first("subJect")
    assert first is not None
    assert first.text == "one"
    assert [field.text for field in header.every("Subject")] == ["one", "two"]
    assert header.first("From") is None
    assert header.every("From") == ()


def test_body_has_no_line_end() -> None:
    assert Field(b"Subject:  a\r\n b \r\n").body == b"  a\r\n b "
    assert Field(b"no field\n").body == b"no field"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b" XabcX\r\n", "XabcX"),
        (b" X\xe9X\r\n", "X\xe9X"),
        (b"\xc2\xa0\r\n", "\xa0"),
        (b" \xe9\x0c\r\n", "\xe9\x0c"),
    ],
)
def test_text_loses_only_blanks_and_line_ends(body: bytes, text: str) -> None:
    assert Field(b"X:" + body).text == text


def test_as_many_fields_as_the_limit_are_no_defect() -> None:
    parsed = parse_header(b"A: 1\r\nB: 2\r\n", Limits(fields=2))
    assert len(parsed.value.fields) == 2
    assert parsed.defects == ()


def test_clean_section_has_no_defects() -> None:
    octets = b"From: a@b\r\nReceived: x\r\nReceived: y\r\nSubject: a\r\n b\r\n"
    assert parse_header(octets).defects == ()


def test_limit_leaves_the_rest_in_one_field() -> None:
    parsed = parse_header(b"A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n", Limits(fields=2))
    assert [field.octets for field in parsed.value.fields][-1] == b"C: 3\r\nD: 4\r\n"
    assert [defect.kind for defect in parsed.defects] == [DefectKind.LIMIT_FIELDS]


@pytest.mark.parametrize(
    "octets",
    [
        b"a:\n" * 300_000,
        b"a\n" * 300_000,
        b"\n" * 900_000,
        b"a:" + b"\n " * 400_000,
        b"a:" + b" \r" * 400_000,
        b" " * 900_000,
        b"a" * 900_000,
        b"a:" + b"x" * 900_000,
    ],
    ids=lambda octets: repr(octets[:4]),
)
def test_time_stays_low(octets: bytes) -> None:
    with in_linear_time():
        assert serialize_header(parse_header(octets).value) == octets
        section_texts(section_fields(octets))


LONG = b"x" * 1000


@pytest.mark.parametrize(
    ("octets", "defects"),
    [
        (b"A: b\r\nSubject \t: c\r\n", [(DefectKind.FIELD_NAME_BLANK, 13, 15)]),
        (b"A: b\r\nSub\xe9ject: c\r\n", [(DefectKind.FIELD_NAME_OCTETS, 6, 14)]),
        (b"A: b\r\nno field\r\n", [(DefectKind.FIELD_MALFORMED, 6, 16)]),
        (b"From x y\r\nA: b\r\n", [(DefectKind.FIELD_MBOX_LINE, 0, 10)]),
        (b">From x y\r\nA: b\r\n", [(DefectKind.FIELD_MBOX_LINE, 0, 11)]),
        (b"A: b\r\nFrom x y\r\n", [(DefectKind.FIELD_MALFORMED, 6, 16)]),
        (b"A: b\r\nB: \0\0c\r\n", [(DefectKind.FIELD_CONTROL, 9, 10)]),
        (b"A: " + LONG[:995] + b"\r\n", []),
        (b"A: " + LONG[:996] + b"\r\n", [(DefectKind.FIELD_LINE_LENGTH, 0, 999)]),
        (b"A: b\r\n " + LONG[:997] + b"\r\n", []),
        (b"To: a\r\nto: b\r\n", [(DefectKind.FIELD_REPEATED, 7, 14)]),
        (b"X: a\r\nX: b\r\n", []),
    ],
)
def test_what_is_wrong_and_where(
    octets: bytes, defects: list[tuple[DefectKind, int, int]]
) -> None:
    found = parse_header(octets).defects
    assert [(each.kind, each.span.start, each.span.stop) for each in found] == defects
