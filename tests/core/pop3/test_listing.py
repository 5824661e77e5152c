"""What STAT, LIST and UIDL answer, read out of blocks of lines. RFC 1939."""

import sys
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.defect import Defect, DefectKind, Parsed
from core.limits import Limits
from core.pop3.listing import (
    DropListing,
    ScanListing,
    UniqueIdListing,
    number_of,
    numbers,
    parse_drop_listing,
    parse_scan_listing,
    parse_sizes,
    parse_unique_id_listing,
    parse_unique_ids,
)
from core.span import Span
from tests.linear import in_linear_time
from tests.strategies.broken import broken
from tests.strategies.pop3 import PRINTABLE

IDS = st.text(PRINTABLE, min_size=1, max_size=70).map(str.encode)
LISTED_IDS = st.dictionaries(st.integers(1, 30), IDS, max_size=12)
LISTED_SIZES = st.dictionaries(st.integers(1, 30), st.integers(0, 10**19 - 1))


def scan_lines(sizes: dict[int, int]) -> tuple[bytes, ...]:
    return tuple(b"%d %d\r\n" % item for item in sizes.items())


def id_lines(ids: dict[int, bytes]) -> tuple[bytes, ...]:
    return tuple(b"%d %b\r\n" % item for item in ids.items())


@given(LISTED_SIZES)
@example({1: 2**32 - 1, 3: 2**32 - 2})
@example({1: 5, 3: 2**32, 4: 2**32 - 1})
def test_sizes(sizes: dict[int, int]) -> None:
    parsed = parse_sizes(scan_lines(sizes), 30)
    assert parsed.defects == ()
    assert {n: parsed.value.of(n) for n in range(-1, 40)} == {
        n: sizes.get(n) for n in range(-1, 40)
    }
    assert parse_sizes((b"".join(scan_lines(sizes)),)).value == parsed.value


@given(LISTED_IDS)
def test_unique_ids(ids: dict[int, bytes]) -> None:
    parsed = parse_unique_ids(id_lines(ids), 30)
    once = {n: i for n, i in ids.items() if list(ids.values()).count(i) == 1}
    assert {n: parsed.value.of(n) for n in range(-1, 40)} == {
        n: once.get(n) for n in range(-1, 40)
    }
    assert [n for n in range(-1, 40) if parsed.value.names(n)] == sorted(ids)
    assert len(parsed.defects) == len(ids) - len(once)
    assert {d.kind for d in parsed.defects} <= {DefectKind.UNIQUE_ID_REPEATED}
    for number, unique_id in ids.items():
        found = number if number in once else None
        assert number_of(parsed.value, unique_id) == found


@given(
    st.binary(max_size=80)
    | broken(LISTED_IDS.map(lambda ids: b"".join(id_lines(ids)))),
    st.none() | st.integers(0, 40),
)
def test_totality(octets: bytes, count: int | None) -> None:
    blocks = (octets, b"\r\n", octets, b"\r\n")
    sizes, ids = parse_sizes(blocks, count), parse_unique_ids(blocks, count)
    for number in numbers(sizes.value, ids.value):
        assert 1 <= number <= (1_000_000 if count is None else count)
        unique_id = ids.value.of(number)
        assert unique_id is None or 1 <= len(unique_id) <= 70
    for defect in (*sizes.defects, *ids.defects):
        assert 0 <= defect.span.start <= defect.span.stop <= 2 * len(octets) + 4


@pytest.mark.parametrize(
    ("lines", "count", "kind", "kept"),
    [
        pytest.param(
            b"1 a\r\n2 \r\n", 2, DefectKind.UNIQUE_ID_MALFORMED, {1: b"a"}, id="empty"
        ),
        pytest.param(
            b"1 a\r\n2 b c\r\n",
            2,
            DefectKind.UNIQUE_ID_MALFORMED,
            {1: b"a"},
            id="blank",
        ),
        pytest.param(
            b"1 a\r\n2 \xe9\r\n",
            2,
            DefectKind.UNIQUE_ID_MALFORMED,
            {1: b"a"},
            id="8bit",
        ),
        pytest.param(
            b"1 a\r\n2 " + b"x" * 71 + b"\r\n",
            2,
            DefectKind.UNIQUE_ID_MALFORMED,
            {1: b"a"},
            id="71-octets",
        ),
        pytest.param(
            b"1 a\r\n3 b\r\n", 2, DefectKind.LISTING_OUT_OF_RANGE, {1: b"a"}, id="range"
        ),
        pytest.param(
            b"0 b\r\n1 a\r\n", 2, DefectKind.LISTING_OUT_OF_RANGE, {1: b"a"}, id="zero"
        ),
        pytest.param(
            b"1 a\r\n9999999999999999999 b\r\n",
            None,
            DefectKind.LISTING_OUT_OF_RANGE,
            {1: b"a"},
            id="more-than-a-million",
        ),
        pytest.param(
            b"1 a\r\n99999999999999999999 b\r\n",
            None,
            DefectKind.LISTING_MALFORMED,
            {1: b"a"},
            id="20-digits",
        ),
        pytest.param(
            b"1 a\r\n-2 b\r\n", 2, DefectKind.LISTING_MALFORMED, {1: b"a"}, id="sign"
        ),
        pytest.param(
            b"1 a\r\n2 b\r\n2 c\r\n",
            2,
            DefectKind.LISTING_NUMBER_REPEATED,
            {1: b"a"},
            id="number-twice",
        ),
    ],
)
def test_broken_unique_ids(
    lines: bytes, count: int | None, kind: DefectKind, kept: dict[int, bytes]
) -> None:
    parsed = parse_unique_ids((lines,), count)
    assert [defect.kind for defect in parsed.defects] == [kind]
    assert {n: i for n in range(5) if (i := parsed.value.of(n))} == kept


def test_a_repeated_unique_id_spans_its_lines() -> None:
    parsed = parse_unique_ids((b"1 a\r\n", b"2 b\r\n3 a\r\n"), 3)
    assert [(d.kind, d.span.start, d.span.stop) for d in parsed.defects] == [
        (DefectKind.UNIQUE_ID_REPEATED, 0, 3),
        (DefectKind.UNIQUE_ID_REPEATED, 10, 13),
    ]
    assert [parsed.value.of(n) for n in (1, 2, 3)] == [None, b"b", None]
    assert parsed.value.names(1)


def test_spans_count_from_the_first_block() -> None:
    (defect,) = parse_sizes((b"1 1\r\n", b"2 1\r\n", b"x\r\n")).defects
    assert defect.span == Span(10, 11)
    lines = b"1 a\r\n", b"2 b\r\n", b"3 c\r\n4 a\r\n", b"5 b\r\n"
    spans = [defect.span for defect in parse_unique_ids(lines).defects]
    assert spans == [Span(0, 3), Span(5, 8), Span(15, 18), Span(20, 23)]


def test_sizes_pass_over_what_follows() -> None:
    parsed = parse_sizes((b"1 120 more\r\n2 \r\n3  9\r\n****\r\n3 8\r\n",), 3)
    assert [parsed.value.of(n) for n in (1, 2, 3)] == [120, None, 9]
    assert [defect.kind for defect in parsed.defects] == [
        DefectKind.LISTING_MALFORMED,
        DefectKind.LISTING_MALFORMED,
        DefectKind.LISTING_NUMBER_REPEATED,
    ]


def test_numbers_are_those_of_either_listing() -> None:
    sizes = parse_sizes((b"1 1\r\n4 1\r\n",)).value
    ids = parse_unique_ids((b"2 a\r\n6 \r\n",)).value
    assert list(numbers(sizes, ids)) == [1, 2, 4, 6]


def test_the_number_of_a_unique_id() -> None:
    lines = b"1 b a\r\n20 xa\r\n3  a\r\n44 b\r\n5 c a\r\n", b"1 d\r\n", b"7 a\r\n"
    ids = parse_unique_ids((b"1 z\r\n", *lines)).value
    found = {name: number_of(ids, name) for name in (b"xa", b"b", b"d", b"z", b"q")}
    # Number 1 and "a" stand for two, so for none.
    assert found == {b"xa": 20, b"b": 44, b"d": None, b"z": None, b"q": None}
    assert number_of(ids, b"a") is None
    once = parse_unique_ids(lines[:1]).value
    assert number_of(once, b"a") == 3
    assert number_of(once, b"b") == 44


def test_what_cannot_be_a_unique_id_has_no_number() -> None:
    ids = parse_unique_ids((b"1 a\r\n2 b c\r\n",)).value
    for unique_id in (b"", b"b c", b"c", b"x" * 71, b"1 a"):
        assert number_of(ids, unique_id) is None


def test_single_listings() -> None:
    assert parse_drop_listing(b"2 320").value == DropListing(2, 320)
    assert parse_drop_listing(b"2 320 octets").value == DropListing(2, 320)
    assert parse_drop_listing(b"two").value is None
    assert parse_scan_listing(b"2 200").value == ScanListing(2, 200)
    assert parse_scan_listing(b"2").value is None
    assert parse_unique_id_listing(b"2 QhdPYR:00WBw1Ph7x7").value == UniqueIdListing(
        2, b"QhdPYR:00WBw1Ph7x7"
    )
    odd = Defect(DefectKind.UNIQUE_ID_MALFORMED, Span(0, 5))
    assert parse_unique_id_listing(b"2 a b") == Parsed(UniqueIdListing(2, None), (odd,))
    most = b"9" * 19
    assert parse_unique_id_listing(most + b" a b").value == (
        UniqueIdListing(int(most), None)
    )


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (parse_drop_listing, b"two"),
        (parse_scan_listing, b"2"),
        (parse_unique_id_listing, b"x y"),
        (parse_unique_id_listing, b"\xb2 y"),
        (parse_unique_id_listing, b"9" * 20 + b" a b"),
    ],
)
def test_no_listing(parse: Callable[[bytes], Parsed[object]], text: bytes) -> None:
    malformed = Defect(DefectKind.LISTING_MALFORMED, Span(0, len(text)))
    assert parse(text) == Parsed(None, (malformed,))


def test_defects_have_a_limit() -> None:
    parsed = parse_sizes((b"x\r\n" * 50,), limits=Limits(defects=3))
    assert [defect.kind for defect in parsed.defects] == [
        DefectKind.LISTING_MALFORMED
    ] * 3 + [DefectKind.LIMIT_DEFECTS]


@pytest.mark.slow
def test_a_million_entries_take_less_than_100_mb() -> None:
    hundreds = range(0, 1_000_000, 100)
    scan = tuple(
        b"".join(b"%d 6000\r\n" % n for n in range(at + 1, at + 101)) for at in hundreds
    )
    ids = tuple(
        b"".join(b"%d %070d\r\n" % (n, n * 7919) for n in range(at + 1, at + 101))
        for at in hundreds
    )
    tracemalloc.start()
    try:
        sizes = parse_sizes(scan, 1_000_000).value
        unique_ids = parse_unique_ids(ids, 1_000_000).value
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sizes.of(1_000_000) == 6000
    assert unique_ids.of(1_000_000) == b"%070d" % 7_919_000_000
    assert most + sum(map(sys.getsizeof, ids)) < 100_000_000


@pytest.mark.parametrize(
    "line",
    [b"%d \r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\r\n", b"%d same\r\n"],
)
def test_hostile_listings_are_linear(line: bytes) -> None:
    lines = b"".join(line % n for n in range(1, 200_001))
    with in_linear_time():
        parse_unique_ids((lines,))
        parse_sizes((lines,))
        parse_unique_ids((b"1" * 2_000_000 + b"\r\n", b"\r" * 2_000_000 + b"\r\n"))
