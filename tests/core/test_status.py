"""Enhanced status codes, read, written and put into words. RFC 3463."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.defect import DefectKind, Parsed
from core.status import (
    EnhancedStatusCode,
    meaning,
    parse_status_code,
    serialize_status_code,
)

NUMBERS = st.integers(0, 999)
CODES = st.builds(EnhancedStatusCode, st.sampled_from([2, 4, 5]), NUMBERS, NUMBERS)


@given(CODES)
def test_round_trip(code: EnhancedStatusCode) -> None:
    assert parse_status_code(serialize_status_code(code)) == Parsed(code)
    assert meaning(code)


@given(st.binary(max_size=12) | st.text("0245.", max_size=8).map(str.encode))
def test_any_octets_give_a_code_or_a_defect(octets: bytes) -> None:
    parsed = parse_status_code(octets)
    kinds = [defect.kind for defect in parsed.defects]
    assert kinds == ([] if parsed.value else [DefectKind.STATUS_CODE_MALFORMED])


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        pytest.param(b"2.1.5", "destination address valid", id="RFC 3463 3.2: X.1.5"),
        pytest.param(b"5.7.30", "REQUIRETLS support required", id="RFC 8689 8: X.7.30"),
        pytest.param(b"4.2.77", "mailbox", id="RFC 3463 3: an unknown detail"),
        pytest.param(
            b"5.99.1", "other or undefined", id="RFC 3463 3: an unknown subject"
        ),
    ],
)
def test_meaning(octets: bytes, text: str) -> None:
    code = parse_status_code(octets).value
    assert code is not None
    assert meaning(code) == text


@pytest.mark.parametrize(
    "octets", [b"", b"3.1.1", b"5.1", b"5.1.1000", b" 5.1.1", b"5.1.1 "]
)
def test_what_is_no_code(octets: bytes) -> None:
    assert parse_status_code(octets).value is None


@pytest.mark.parametrize("arguments", [(1, 0, 0), (3, 0, 0), (2, -1, 0), (2, 0, 1000)])
def test_what_no_code_can_be(arguments: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="must be"):
        EnhancedStatusCode(*arguments)
