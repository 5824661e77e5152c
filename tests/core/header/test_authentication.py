"""Authentication-Results, read and written. RFC 8601."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.header.authentication import (
    AuthenticationResults,
    MethodProperty,
    MethodResult,
    parse_authentication_results,
    serialize_authentication_results,
)
from core.limits import Limits
from tests.linear import in_linear_time
from tests.strategies.header import authentication_results, octets


# Unquoted, a name with "=" and "@" in it would be a result.
@example(AuthenticationResults(authserv_id="t=1@example.org"))
@given(authentication_results())
def test_round_trip(results: AuthenticationResults) -> None:
    parsed = parse_authentication_results(serialize_authentication_results(results))
    assert parsed.value == results
    assert parsed.defects == ()


@given(
    octets(authentication_results().map(serialize_authentication_results)),
    st.integers(1, 5),
)
def test_any_octets_give_a_value_that_settles(octets: bytes, ceiling: int) -> None:
    parsed = parse_authentication_results(octets)
    assert all(0 <= d.span.start <= d.span.stop <= len(octets) for d in parsed.defects)
    written = serialize_authentication_results(parsed.value)
    assert parse_authentication_results(written).value == parsed.value
    limits = Limits(fields=ceiling, defects=ceiling)
    few = parse_authentication_results(octets, limits)
    assert len(few.value.results) <= ceiling + 1
    assert len(few.defects) <= ceiling + 1


def test_constructors_refuse() -> None:
    with pytest.raises(ValueError, match=r"MethodProperty\.ptype"):
        MethodProperty(ptype="a b", name="c", value="d")
    with pytest.raises(ValueError, match=r"MethodProperty\.value"):
        MethodProperty(ptype="a", name="c", value="\r\n")
    with pytest.raises(ValueError, match=r"MethodResult\.result"):
        MethodResult(method="spf", result="")
    with pytest.raises(ValueError, match=r"AuthenticationResults\.authserv_id"):
        AuthenticationResults(authserv_id="a\nb")


@pytest.mark.parametrize(
    "piece", [b";", b"a=b;", b"a=b ", b"x ", b"(", b'"\\', b"a.b=c "]
)
def test_time_stays_low(piece: bytes) -> None:
    octets = piece * (400_000 // len(piece))
    with in_linear_time():
        parse_authentication_results(octets)
