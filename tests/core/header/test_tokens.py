"""Tokens tile the body of a field, whatever it holds. RFC 5322 section 3.2."""

from hypothesis import example, given
from hypothesis import strategies as st

from core.header.tokens import tokens, without_comments
from tests.strategies.header import SOUP


@given(SOUP | st.binary())
@example(b'"\\"\\"(((\\(')
@example(b"=?a?q?x=?b?q?y?=")
def test_tiling(octets: bytes) -> None:
    found = list(tokens(octets))
    assert b"".join(token.octets for token in found) == octets
    assert [token.start for token in found] == [0, *(t.stop for t in found)][:-1]
    assert all(octets[t.start : t.stop] == t.octets for t in found)


@given(SOUP)
def test_comments_leave_spaces(octets: bytes) -> None:
    bare = without_comments(octets)
    assert len(bare) == len(octets)
    assert not [token for token in tokens(bare) if token.kind == "comment"]


def test_kinds() -> None:
    octets = rb'Joe (at (home) \)) "q\"" =?utf-8?q?a, b?= [1.2] <@:;,.> )" \x'
    assert " ".join(each.kind for each in tokens(octets) if each.kind != "space") == (
        "atom comment quoted word literal special special special special special"
        " special special junk junk junk"
    )


def test_nested_comments_are_one() -> None:
    assert [t.octets for t in tokens(b"(a (b (c)) d)(e)")] == [b"(a (b (c)) d)", b"(e)"]


def test_unclosed_comment_hides_nothing() -> None:
    kinds = [token.kind for token in tokens(b"(a (b) c")]
    assert kinds == ["junk", "atom", "space", "comment", "space", "atom"]
