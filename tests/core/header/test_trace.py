"""Received and Return-Path, read and written. RFC 5322 section 3.6.7."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.header.address import AddrSpec
from core.header.trace import (
    Clause,
    Received,
    ReturnPath,
    parse_received,
    parse_return_path,
    serialize_received,
    serialize_return_path,
)
from core.limits import Limits
from tests.linear import in_linear_time
from tests.strategies.header import addr_specs, octets, received


@given(received())
def test_round_trip(value: Received) -> None:
    parsed = parse_received(serialize_received(value))
    assert parsed.value == value
    assert parsed.defects == ()


# A bracket that opens in a clause and closes in a comment.
@example(b"from a (4]) [ 1", 9)
@given(octets(received().map(serialize_received)), st.integers(1, 9))
def test_any_octets_give_a_value_that_settles(octets: bytes, ceiling: int) -> None:
    parsed = parse_received(octets)
    assert all(0 <= d.span.start <= d.span.stop <= len(octets) for d in parsed.defects)
    if all(clause.value for clause in parsed.value.clauses):
        assert parse_received(serialize_received(parsed.value)).value == parsed.value
    few = parse_received(octets, Limits(fields=ceiling, defects=ceiling))
    assert len(few.value.clauses) <= ceiling
    assert len(few.defects) <= ceiling + 1


@given(st.none() | addr_specs())
def test_return_path_round_trip(addr_spec: AddrSpec | None) -> None:
    parsed = parse_return_path(serialize_return_path(ReturnPath(addr_spec)))
    assert parsed.value == ReturnPath(addr_spec)
    assert parsed.defects == ()


@given(octets(addr_specs().map(lambda each: serialize_return_path(ReturnPath(each)))))
def test_any_octets_give_a_path_or_a_defect(octets: bytes) -> None:
    parsed = parse_return_path(octets)
    assert parsed.value is not None or parsed.defects


def test_address_that_a_server_saw() -> None:
    octets = b"from x (y [192.0.2.1]) (z) by m ([IPv6:2001:db8::1]) id q; bad"
    value = parse_received(octets).value
    assert [clause.address for clause in value.clauses] == [
        "192.0.2.1",
        "2001:db8::1",
        None,
    ]
    clause = value.clause("id")
    assert clause is not None
    assert clause.value == "q"
    assert value.clause("for") is None


@pytest.mark.parametrize(
    ("name", "value", "comments"),
    [
        *(("foo", "a", ()), ("from", "a by b", ()), ("from", "a;b", ())),
        *(("from", "a\r\nb", ()), ("from", "a", ("\n",)), ("from", "(a)", ())),
    ],
)
def test_constructor_refuses(name: str, value: str, comments: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"Clause|comments"):
        Clause(name, value, comments)


@pytest.mark.parametrize(
    "piece", [b"(", b"from ", b"a ", b";", b"x", b"(a)", b'"\\', b"@"]
)
def test_time_stays_low(piece: bytes) -> None:
    octets = piece * (400_000 // len(piece))
    with in_linear_time():
        parse_received(octets)
        parse_return_path(octets)
