"""Comments blanked out: offsets stay, and so does what is no comment."""

import pytest
from hypothesis import given

from core.header.comment import blank_comments
from tests.linear import in_linear_time
from tests.strategies import mime


@given(mime.field_bodies(mime.SOUP))
def test_offsets_stay(octets: bytes) -> None:
    bare = blank_comments(octets)
    assert len(bare) == len(octets)
    changed = [new for new, old in zip(bare, octets, strict=True) if new != old]
    assert set(changed) <= set(b" ")


@pytest.mark.parametrize(
    ("octets", "bare"),
    [
        pytest.param(b"a (b) c", b"a     c", id="5322-3.2.2"),
        pytest.param(b"a (b (c) d)", b"a          ", id="5322-3.2.2-nested"),
        pytest.param(rb"a (\)b)", b"a      ", id="5322-3.2.1-quoted-pair"),
        pytest.param(b'"(a)" (b)', b'"(a)"    ', id="5322-3.2.4-quoted-string"),
        pytest.param(b"a (b", b"a (b", id="unclosed"),
        pytest.param(b"a )b", b"a )b", id="unopened"),
        pytest.param(b"x; n=a (1).b; m=c", b"x; n=a (1).b; m=c", id="amid-a-value"),
        pytest.param(b"x; n=a (1); m=c", b"x; n=a    ; m=c", id="behind-a-value"),
        pytest.param(b"x; n= (1) a", b"x; n=     a", id="before-a-value"),
        pytest.param(b"x; (1) n=a", b"x;     n=a", id="before-a-name"),
    ],
)
def test_comments(octets: bytes, bare: bytes) -> None:
    assert blank_comments(octets) == bare


@pytest.mark.parametrize(
    "octets",
    [
        b"(" * 1_000_000,
        b"()" * 500_000,
        b"(" * 500_000 + b")" * 500_000,
        b'"(' * 500_000,
    ],
    ids=["opened", "pairs", "nested", "quotes"],
)
def test_is_linear(octets: bytes) -> None:
    with in_linear_time():
        blank_comments(octets)
