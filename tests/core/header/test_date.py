"""Dates, read from whatever is written and written by the grammar. RFC 5322."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import example, given

from core.header.date import UNKNOWN_ZONE, parse_date, read_date, serialize_date
from tests.linear import in_linear_time
from tests.strategies.header import dates, octets


@given(dates())
def test_round_trip(value: datetime) -> None:
    parsed = parse_date(serialize_date(value))
    assert parsed.value == value
    assert parsed.defects == ()
    assert parsed.value is not None
    assert parsed.value.utcoffset() == value.utcoffset()
    assert (parsed.value.tzinfo is UNKNOWN_ZONE) == (value.tzinfo is UNKNOWN_ZONE)


@given(octets(dates().map(serialize_date)))
@example(b"1 Jan 0001 00:00:00 +2359")
@example(b"31 Dec 9999 23:59:60 -2359")
@example(b"1 Jan " + b"9" * 5_000 + b" 00:00:00 +0000")
def test_any_octets_give_an_aware_date_or_none(octets: bytes) -> None:
    parsed = parse_date(octets)
    assert all(0 <= d.span.start <= d.span.stop <= len(octets) for d in parsed.defects)
    assert read_date(octets) == parsed.value
    if parsed.value is None:
        assert parsed.defects
    else:
        assert parsed.value.astimezone(timezone.utc) == parsed.value  # noqa: UP017
        assert parse_date(serialize_date(parsed.value)).value == parsed.value


def test_unknown_place_is_utc_by_another_name() -> None:
    known = parse_date(b"1 Jul 2003 10:52:37 +0000").value
    unknown = parse_date(b"1 Jul 2003 10:52:37 -0000").value
    assert known == unknown
    assert known is not None
    assert unknown is not None
    assert (known.tzname(), unknown.tzname()) == ("UTC", "-0000")


def test_naive_date_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        serialize_date(datetime(2003, 7, 1))


def test_zone_with_seconds_keeps_the_moment() -> None:
    zone = timezone(-timedelta(hours=3, minutes=6, seconds=28))
    octets = serialize_date(datetime(1914, 1, 1, 12, 0, 0, tzinfo=zone))
    assert octets == b"Thu, 01 Jan 1914 12:00:28 -0306"


def test_time_stays_low() -> None:
    with in_linear_time():
        for piece in (b" ", b"a", b"1", b"(", b"(a) ", b"Mon, ", b"1 Jan "):
            parse_date(piece * 200_000)
