"""How to draw octets of the wire, and how to cut them."""

import itertools

from hypothesis import strategies as st

# The octets that decide where a line, a message or its transparency ends.
MARKS = st.lists(
    st.sampled_from(
        [b"\r", b"\n", b".", b"\r\n", b"\r\n.", b"\r\n.\r\n", b"a", b"..", b""]
    ),
    max_size=24,
).map(b"".join)

OCTETS = MARKS | st.binary(max_size=64)


def cuts(octets: bytes, places: list[int]) -> list[bytes]:
    """Return `octets` in pieces, cut at `places`."""
    bounds = sorted({0, len(octets), *(place % (len(octets) + 1) for place in places)})
    return [octets[a:b] for a, b in itertools.pairwise(bounds)]


@st.composite
def chunked(draw: st.DrawFn, octets: st.SearchStrategy[bytes]) -> list[bytes]:
    """Return octets in pieces, some of them empty."""
    whole = draw(octets)
    pieces = cuts(whole, draw(st.lists(st.integers(0, 10_000), max_size=12)))
    return draw(st.just(pieces) | st.just([part for p in pieces for part in (b"", p)]))


def mail_data() -> st.SearchStrategy[bytes]:
    """Return data as they may be sent: every line end is CRLF, the last one too."""
    line = st.lists(st.sampled_from([b".", b"..", b"a", b" ", b"\xff"]), max_size=5)
    return st.lists(
        line.map(b"".join).map(lambda text: text + b"\r\n"), max_size=8
    ).map(b"".join)
