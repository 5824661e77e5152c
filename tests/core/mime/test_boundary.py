"""Boundaries: chosen so that no part holds them."""

from hypothesis import given
from hypothesis import strategies as st

from core.mime.boundary import choose_boundary
from core.mime.delimiter import BOUNDARY, OpenLines


@given(st.binary(max_size=20), st.lists(st.binary(max_size=40), max_size=3))
def test_is_legal_and_in_no_part(seed: bytes, bodies: list[bytes]) -> None:
    first = choose_boundary(seed)
    chosen = choose_boundary(seed, (*bodies, b"--" + first))
    assert BOUNDARY.fullmatch(chosen)
    assert chosen != first
    assert not any(chosen in body for body in bodies)
    assert chosen == choose_boundary(seed, (*bodies, b"--" + first))


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_seeds_make_the_difference(one: bytes, other: bytes) -> None:
    assert (choose_boundary(one) == choose_boundary(other)) == (one == other)


def test_legal_boundaries() -> None:
    legal = (b"a", b"a b", b"0'()+_,-./:=?", b"x" * 70)
    assert all(BOUNDARY.fullmatch(each) for each in legal)
    illegal = (b"", b"a ", b"x" * 71, b"a\xe9", b'a"', b"a\tb", b"a;b")
    assert not any(BOUNDARY.fullmatch(each) for each in illegal)


def test_whose_a_delimiter_line_is() -> None:
    lines = OpenLines()
    assert not lines.open(b"outer", 0)
    assert lines.open(b"outer", 1)
    assert lines.names(b"outer", None)
    assert lines.names(b"outer--", None)
    assert not lines.names(b"edge", None)
    assert lines.names(b"edge", b"edge")
    assert lines.names(b"edge--", b"edge")
    assert not lines.names(b"--edge", b"edge")
    assert not lines.names(b"other", b"edge")
    lines.close()
    assert lines.find(b"--outer\r\n", 0, dashless=False) is None
    assert lines.find(b"\n--outer \r\nx", 1, dashless=False) == (0, 11, 0, False)
    assert lines.find(b"x\n--outer--", 0, dashless=True) == (1, 11, 0, True)
    lines.close()
    assert lines.find(b"\n--outer\r\n", 1, dashless=False) is None
