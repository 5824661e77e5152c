"""URLs that name a part or a message, written and read. RFC 2392."""

from hypothesis import given
from hypothesis import strategies as st

from core.header.id_url import (
    MessageUrl,
    PartUrl,
    parse_id_url,
    serialize_id_url,
)
from core.header.msg_id import (
    MsgId,
)
from tests.strategies.header import msg_ids


@given(msg_ids(), st.none() | msg_ids())
def test_round_trip(one: MsgId, other: MsgId | None) -> None:
    for url in (PartUrl(one), MessageUrl(one, other)):
        octets = serialize_id_url(url)
        assert parse_id_url(octets).value == url
        assert octets.isascii()
        assert not set(octets) & set(b' <>"\\')


@given(
    st.binary() | st.binary().map(b"cid:".__add__) | st.binary().map(b"mid:".__add__)
)
def test_any_octets_give_a_url_or_a_defect(octets: bytes) -> None:
    parsed = parse_id_url(octets)
    assert (parsed.value is None) == bool(parsed.defects)
