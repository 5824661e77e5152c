"""Transparency: what is stuffed comes back, and only CRLF dot CRLF ends it."""

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.wire.dots import end, stuff, unstuff
from tests.strategies.wire import OCTETS, chunked, cuts, mail_data


def sent(pieces: list[bytes]) -> bytes:
    at_line = True
    out = []
    for piece in pieces:
        at_line, stuffed = stuff(at_line, piece)
        out.append(stuffed)
    return b"".join((*out, end(at_line)))


def received(pieces: list[bytes]) -> tuple[bytes, bytes | None]:
    """Return the data, and what stands behind their end if they ended."""
    window, begin = b"\r\n", 2
    out = []
    rest = iter(pieces)
    for piece in rest:
        window = window[begin - 2 :] + piece
        got, begin, ended = unstuff(window, 2)
        out.append(got)
        if ended:
            return b"".join(out), window[begin:] + b"".join(rest)
        assert len(window) - begin <= 2
    return b"".join(out), None


def by_hand(octets: bytes) -> tuple[bytes, bytes | None]:
    """Read line by line, as RFC 5321 section 4.5.2 words it."""
    lines = octets.split(b"\r\n")
    data: list[bytes] = []
    for count, line in enumerate(lines[:-1]):
        if line == b".":
            return b"".join(data), b"\r\n".join(lines[count + 1 :])
        data.append(line.removeprefix(b".") + b"\r\n")
    return b"".join(data), None


@given(chunked(mail_data()), st.binary(max_size=8), st.lists(st.integers(0, 999)))
def test_data_come_back_whole(
    pieces: list[bytes], behind: bytes, at: list[int]
) -> None:
    octets = sent(pieces)
    assert received(cuts(octets + behind, at)) == (b"".join(pieces), behind)


@given(chunked(OCTETS.filter(lambda octets: b"\r" not in octets[-1:])))
def test_data_without_a_last_crlf_get_one(pieces: list[bytes]) -> None:
    whole = b"".join(pieces).replace(b"\n", b"\r\n").replace(b"\r\r", b"\r")
    ended = whole if not whole or whole.endswith(b"\n") else whole + b"\r\n"
    assert received([sent(cuts(whole, [7, 11]))]) == (ended, b"")


@given(chunked(OCTETS.map(lambda octets: octets + b"\r\n.\r\nbehind")))
def test_any_cut_gives_what_reading_by_lines_gives(pieces: list[bytes]) -> None:
    assert received(pieces) == by_hand(b"".join(pieces))


@given(chunked(OCTETS))
@example([b".", b"\r", b"\n"])
def test_what_has_no_end_is_handed_on_as_it_comes(pieces: list[bytes]) -> None:
    data, rest = received(pieces)
    lines, behind = by_hand(b"".join(pieces))
    assert rest == behind
    assert data.startswith(lines)


@given(OCTETS, st.lists(st.integers(0, 999)))
def test_stuffing_in_pieces_is_stuffing_whole(octets: bytes, places: list[int]) -> None:
    assert sent(cuts(octets, places)) == sent([octets])


@given(OCTETS)
def test_nothing_inside_looks_like_the_end(octets: bytes) -> None:
    inside = b"\r\n" + sent([octets]).removesuffix(b".\r\n")
    assert b"\n.\r\n" not in inside
    assert b"\n.\n" not in inside


@pytest.mark.parametrize(
    "near",
    [b"\n.\n", b"\r.\r", b"\r\n.\n", b"\n.\r\n", b"\r.\r\n", b"\r\n.\r", b"\r\n..\r\n"],
)
def test_only_crlf_dot_crlf_ends(near: bytes) -> None:
    """RFC 5321 section 4.1.1.4; other ends let one message smuggle another."""
    # A line that was stuffed stands before it, or none.
    for before in (b"a", b"\r\n..a", b"\r\n..a\r\n..b"):
        data, rest = received([before + near + b"b"])
        assert rest is None
        assert data.endswith(b"b")


@pytest.mark.parametrize(
    ("octets", "data", "behind"),
    [
        pytest.param(b".\r\n", b"", b"", id="RFC 1939 3: an empty body"),
        pytest.param(b"..\r\n.\r\n", b".\r\n", b"", id="RFC 5321 4.5.2: a doubled dot"),
        pytest.param(
            b".a\r\n.\r\n", b"a\r\n", b"", id="RFC 5321 4.5.2: a dot and more"
        ),
        pytest.param(
            b"a\r\n.\r\nQUIT\r\n", b"a\r\n", b"QUIT\r\n", id="what stands behind"
        ),
        pytest.param(b"a.\r\n.\r\n", b"a.\r\n", b"", id="a dot at the end of a line"),
    ],
)
def test_examples(octets: bytes, data: bytes, behind: bytes) -> None:
    for places in itertools.combinations(range(1, len(octets)), 2):
        assert received(cuts(octets, list(places))) == (data, behind)
    assert received([octets]) == (data, behind)
