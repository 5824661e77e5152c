"""Reverse-paths and forward-paths, written and read. RFC 5321 section 4.1.2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.defect import DefectKind
from core.header.address import AddrSpec
from core.smtp.path import (
    ForwardPath,
    ReversePath,
    parse_forward_path,
    parse_reverse_path,
)
from tests.strategies.broken import broken
from tests.strategies.smtp import forward_paths, reverse_paths


@given(reverse_paths(), forward_paths())
def test_round_trip(reverse: ReversePath, forward: ForwardPath) -> None:
    assert parse_reverse_path(reverse.octets).value == reverse
    assert parse_forward_path(forward.octets).value == forward


def test_the_text_has_no_brackets() -> None:
    spec = AddrSpec("a b", "example.org")
    assert (ForwardPath(spec).text, str(ForwardPath(spec))) == (
        '"a b"@example.org',
        '<"a b"@example.org>',
    )
    assert (ForwardPath(None).text, ReversePath(None).text) == ("Postmaster", "")


@given(
    st.binary(max_size=20)
    | st.text('<>@,:"\\. ab[]é', max_size=16).map(str.encode)
    | broken(forward_paths().map(lambda path: path.octets))
)
def test_any_octets_give_a_path_or_a_defect(octets: bytes) -> None:
    parsed = parse_forward_path(octets)
    assert parsed.value is not None or parsed.defects
    if parsed.value is not None:
        assert parse_forward_path(parsed.value.octets).value == parsed.value
    assert not set(parsed.value.octets if parsed.value else b"") & set(b"\r\n\0")


@pytest.mark.parametrize(
    ("octets", "local", "domain", "kinds"),
    [
        pytest.param(
            b"<a@b.example>", "a", "b.example", [], id="RFC 5321 4.1.2: mailbox"
        ),
        pytest.param(
            b"<@one,@two.example:joe@three>",
            "joe",
            "three",
            [DefectKind.PATH_ROUTE],
            id="RFC 5321 4.1.2: source route",
        ),
        pytest.param(
            b'<"Joe Q \\"Public\\""@x>',
            'Joe Q "Public"',
            "x",
            [],
            id="RFC 5321 4.1.2: quoted-string",
        ),
        pytest.param(
            b'<"a@b>"@x>', "a@b>", "x", [], id="RFC 5321 4.1.2: specials in quotes"
        ),
        pytest.param(
            b"<a@[IPv6:::1]>", "a", "[IPv6:::1]", [], id="RFC 5321 4.1.3: literal"
        ),
        pytest.param(
            "<用户@例え.jp>".encode(), "用户", "例え.jp", [], id="RFC 6531 3.3: UTF-8"
        ),
        pytest.param(
            b"a@b",
            "a",
            "b",
            [DefectKind.PATH_UNBRACKETED],
            id="no brackets, as old clients",
        ),
        pytest.param(
            b"<a..b.@x>", "a..b.", "x", [], id="dots as some providers give out"
        ),
        pytest.param(
            b"<" + b"a" * 65 + b"@x>",
            "a" * 65,
            "x",
            [DefectKind.PATH_LENGTH],
            id="RFC 5321 4.5.3.1.1: a long local-part",
        ),
    ],
)
def test_examples(
    octets: bytes, local: str, domain: str, kinds: list[DefectKind]
) -> None:
    parsed = parse_forward_path(octets)
    assert parsed.value == ForwardPath(AddrSpec(local, domain))
    assert [defect.kind for defect in parsed.defects] == kinds


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"<",
        b"<>",
        b"<a>",
        b"<a@>",
        b"<@b>",
        b"<a@b@c>",
        b"<a b@c>",
        b"<a@b\r>",
        b"<\xff@b>",
    ],
)
def test_what_is_no_forward_path(octets: bytes) -> None:
    parsed = parse_forward_path(octets)
    assert parsed.value is None
    assert [defect.kind for defect in parsed.defects] == [DefectKind.PATH_MALFORMED]


def test_paths_without_a_mailbox() -> None:
    assert parse_reverse_path(b"<>").value == ReversePath(None)
    assert parse_forward_path(b"<pOSTMASTER>").value == ForwardPath(None)
    assert str(ReversePath(None)) == "<>"


@pytest.mark.parametrize("kind", [ReversePath, ForwardPath])
def test_controls_never_reach_the_wire(kind: type[ReversePath | ForwardPath]) -> None:
    with pytest.raises(ValueError, match="control"):
        kind(AddrSpec("a\tb", "example.org"))
