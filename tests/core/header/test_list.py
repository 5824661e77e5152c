"""What mailing lists say of themselves, read and written. RFC 2369, RFC 2919."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.header.list import (
    ListId,
    ListPosting,
    ListUrls,
    UnsubscribePost,
    parse_list_id,
    parse_list_post,
    parse_list_urls,
    parse_unsubscribe_post,
    serialize_list_id,
    serialize_list_post,
    serialize_unsubscribe_post,
)
from core.limits import Limits
from tests.strategies.header import list_ids, list_urls, octets


@given(list_urls())
def test_urls_round_trip(urls: ListUrls) -> None:
    parsed = parse_list_urls(serialize_list_post(urls))
    assert parsed.value == urls
    assert parsed.defects == ()


@given(list_ids())
def test_id_round_trip(list_id: ListId) -> None:
    parsed = parse_list_id(serialize_list_id(list_id))
    assert parsed.value == list_id
    assert parsed.defects == ()


@given(octets(list_urls().map(serialize_list_post)), st.integers(1, 5))
def test_any_octets_give_urls_that_settle(octets: bytes, ceiling: int) -> None:
    parsed = parse_list_post(octets)
    assert all(0 <= d.span.start <= d.span.stop <= len(octets) for d in parsed.defects)
    assert parse_list_post(serialize_list_post(parsed.value)).value == parsed.value
    few = parse_list_urls(octets, Limits(fields=ceiling, defects=ceiling))
    assert len(few.value.urls) <= ceiling
    assert len(few.defects) <= ceiling + 1


@given(octets(list_ids().map(serialize_list_id)))
def test_any_octets_give_an_id_or_a_defect(octets: bytes) -> None:
    parsed = parse_list_id(octets)
    assert parsed.value is not None or parsed.defects


def test_nobody_may_post() -> None:
    assert parse_list_post(b" no (closed)\r\n").value is ListPosting.NO
    assert serialize_list_post(ListPosting.NO) == b"NO"


def test_one_click() -> None:
    octets = serialize_unsubscribe_post(UnsubscribePost.ONE_CLICK)
    assert octets == b"List-Unsubscribe=One-Click"
    assert parse_unsubscribe_post(octets).value is UnsubscribePost.ONE_CLICK
    assert parse_unsubscribe_post(b"One-Click").value is None
    assert parse_unsubscribe_post(b"One-Click").defects


def test_constructors_refuse() -> None:
    with pytest.raises(ValueError, match=r"ListUrls\.urls"):
        ListUrls(("https://a/ b",))
    with pytest.raises(ValueError, match=r"ListId\.identifier"):
        ListId("a b")
    with pytest.raises(ValueError, match=r"ListId\.description"):
        ListId("a.b", "c\nd")
