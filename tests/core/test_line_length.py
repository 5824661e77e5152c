"""Lines of at most 998 octets, told from longer ones as a loop would tell them."""

from hypothesis import example, given
from hypothesis import strategies as st

from core.line_length import LINE_OCTETS, LONG_LINE, end_within

SHORT = st.lists(st.sampled_from([b"\n", b"a", b"bbb"])).map(b"".join)
LINES = st.lists(
    st.sampled_from([b"\n", b"\r\n", b"\r", b"a", b"b" * 3, b"c" * 997, b"d" * 998])
).map(b"".join)


@given(SHORT, st.integers(1, 6))
def test_lines_end_within_reach_or_one_does_not(octets: bytes, reach: int) -> None:
    *ended, rest = octets.split(b"\n")
    within = all(len(line) < reach for line in ended) and len(rest) <= reach
    assert end_within(octets, reach) is within


@given(LINES)
@example(b"x" * 998 + b"\r\n")
@example(b"x" * 999)
@example(b"\n" + b"x" * 999 + b"\r\n")
def test_a_long_line_is_found_where_it_begins(octets: bytes) -> None:
    longs = [
        line
        for line in octets.split(b"\n")
        if len(line.partition(b"\r")[0]) > LINE_OCTETS
    ]
    found = LONG_LINE.search(octets)
    assert (found is not None) == bool(longs)
    if found is not None:
        assert longs[0].startswith(found[0])
