"""Boundaries: chosen so that no part holds them."""

from hypothesis import given
from hypothesis import strategies as st

from core.mime.boundary import choose_boundary
from core.mime.delimiter import BOUNDARY


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
