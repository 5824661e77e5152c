"""Identifiers of messages, and lists of them. RFC 5322 section 3.6.4."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.header.msg_id import (
    MsgId,
    parse_msg_id,
    parse_msg_id_list,
    serialize_msg_id,
    serialize_msg_id_list,
)
from core.limits import Limits
from tests.linear import in_linear_time
from tests.strategies.header import DOT_ATOMS, LITERALS, msg_ids, octets

LISTS = st.lists(msg_ids(), max_size=4).map(tuple)


@given(msg_ids())
def test_round_trip(msg_id: MsgId) -> None:
    assert parse_msg_id(serialize_msg_id(msg_id)).value == msg_id


@given(LISTS)
def test_list_round_trip(found: tuple[MsgId, ...]) -> None:
    assert parse_msg_id_list(serialize_msg_id_list(found)).value == found


@given(st.lists(st.builds(MsgId, DOT_ATOMS, DOT_ATOMS | LITERALS)).map(tuple))
def test_what_the_grammar_has_is_no_defect(found: tuple[MsgId, ...]) -> None:
    assert parse_msg_id_list(serialize_msg_id_list(found)).defects == ()


@given(octets(LISTS.map(serialize_msg_id_list)), st.integers(1, 5))
def test_any_octets_give_a_value_that_settles(octets: bytes, ceiling: int) -> None:
    parsed = parse_msg_id_list(octets)
    assert all(0 <= d.span.start <= d.span.stop <= len(octets) for d in parsed.defects)
    again = parse_msg_id_list(serialize_msg_id_list(parsed.value))
    assert again.value == parsed.value
    first = parse_msg_id(octets)
    assert first.defects or first.value is not None
    few = parse_msg_id_list(octets, Limits(fields=ceiling, defects=ceiling))
    assert few.value == parsed.value[:ceiling]
    assert len(few.defects) <= ceiling + 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        *(("", "b"), ("a b", "c"), ("a>", "b"), ("a\r\n", "b"), ("a@b", None)),
        *(("a", "b c"), ("a", "b@c"), ("a", "b>"), ("a", "\n"), ("\ud800", "b")),
    ],
)
def test_constructor_refuses(left: str, right: str | None) -> None:
    with pytest.raises(ValueError, match="MsgId"):
        MsgId(left, right)


@pytest.mark.parametrize(
    "piece", [b"<", b">", b"<a@b>", b"<a b@c> ", b"a@b ", b'"\\', b"(", b"<a@b"]
)
def test_time_stays_low(piece: bytes) -> None:
    octets = piece * (600_000 // len(piece))
    with in_linear_time():
        parse_msg_id_list(octets)
        parse_msg_id(octets)
