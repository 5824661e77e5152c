"""base64 reads whatever there is of it, and writes it by the book. RFC 2045, 4648."""

import binascii
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.codec import base64
from core.defect import DefectKind, Parsed
from tests.linear import in_linear_time
from tests.strategies.broken import broken
from tests.strategies.codec import BASE64_MARKS, base64_lines

OCTETS = BASE64_MARKS | st.binary(max_size=64) | broken(base64_lines())


@given(st.binary(max_size=2000))
def test_round_trip(octets: bytes) -> None:
    assert base64.decode(base64.encode(octets)) == Parsed(octets)
    assert base64.decode(base64.encode_lines(octets)) == Parsed(octets)


@given(base64_lines())
def test_lines_of_any_length_have_no_defects(octets: bytes) -> None:
    assert base64.decode(octets) == Parsed(binascii.a2b_base64(octets))


@given(
    st.lists(st.binary(max_size=9), min_size=1),
    st.sampled_from([b"\n", b" \r\n", b"\n\n"]),
)
@example([b"a"] * 100_000, b"\r\n")
def test_lines_that_are_padded_each_are_joined(lines: list[bytes], end: bytes) -> None:
    written = [base64.encode(line) for line in lines]
    found = base64.decode(end.join(written))
    assert found.value == b"".join(lines)
    padded = [at for at, line in enumerate(written) if line.endswith(b"=")]
    behind = any(written[padded[0] + 1 :]) if padded else False
    pieces = [DefectKind.BASE64_PIECES] if behind else []
    assert [defect.kind for defect in found.defects] == pieces


def test_one_line_unlike_the_others_is_seen() -> None:
    whole = base64.encode_lines(bytes(57 * 40))
    for at, octet in ((0, b"!"), (76, b"!"), (77, b"A"), (1000, b" "), (2000, b"=")):
        found = base64.decode(whole[:at] + octet + whole[at + 1 :])
        assert found != Parsed(bytes(57 * 40))


@given(OCTETS)
@example(b"YWI=\ntext after")
def test_any_octets_give_a_value(octets: bytes) -> None:
    parsed = base64.decode(octets)
    assert parsed == base64.decode(memoryview(octets))
    starts = [defect.span.start for defect in parsed.defects]
    assert starts == sorted(starts)
    assert all(0 <= d.span.start <= d.span.stop <= len(octets) for d in parsed.defects)
    assert len({defect.kind for defect in parsed.defects}) == len(parsed.defects)


@given(OCTETS)
def test_what_has_no_defects_is_whole_quanta(octets: bytes) -> None:
    if not base64.decode(octets).defects:
        letters = re.sub(rb"[ \t\r\n]", b"", octets)
        assert binascii.a2b_base64(letters, strict_mode=bool(letters)) == (
            base64.decode(octets).value
        )


# Where a piece ends and what follows depends on blanks.
PARTED = {DefectKind.BASE64_PIECES, DefectKind.BASE64_TAIL}


@given(BASE64_MARKS, st.sampled_from([b"\n", b"\r\n", b" ", b"\t"]))
def test_blanks_change_nothing(octets: bytes, blank: bytes) -> None:
    bare = re.sub(rb"[ \t\r\n]", b"", octets)
    spread = blank + blank.join(bare[at : at + 1] for at in range(len(bare))) + blank
    if not (kinds(bare) | kinds(spread)) & PARTED:
        assert base64.decode(spread).value == base64.decode(bare).value


def kinds(octets: bytes) -> set[DefectKind]:
    return {defect.kind for defect in base64.decode(octets).defects}


@pytest.mark.parametrize(
    ("octets", "value", "found"),
    [
        pytest.param(b"", b"", set(), id="empty"),
        pytest.param(b"\r\n\r\n", b"", set(), id="blank"),
        pytest.param(b"Zm9v", b"foo", set(), id="rfc4648-10-foo"),
        pytest.param(b"Zm9vYg==", b"foob", set(), id="rfc4648-10-foob"),
        pytest.param(b"Zm9vYmE=", b"fooba", set(), id="rfc4648-10-fooba"),
        pytest.param(
            b"YWJj!ZGVm",
            b"abcdef",
            {DefectKind.BASE64_JUNK},
            id="rfc2045-6.8-junk-ignored",
        ),
        pytest.param(b"YW\0Jj", b"abc", {DefectKind.BASE64_JUNK}, id="rfc2045-6.8-nul"),
        pytest.param(
            b"YWI", b"ab", {DefectKind.BASE64_PADDING}, id="rfc2045-6.8-no-padding"
        ),
        pytest.param(
            b"YQ", b"a", {DefectKind.BASE64_PADDING}, id="rfc2045-6.8-no-padding-two"
        ),
        pytest.param(
            b"YQ=", b"a", {DefectKind.BASE64_PADDING}, id="rfc2045-6.8-half-padding"
        ),
        pytest.param(
            b"YWJjZ", b"abc", {DefectKind.BASE64_PADDING}, id="rfc2045-6.8-one-letter"
        ),
        pytest.param(
            b"YWI=YWI=", b"abab", {DefectKind.BASE64_PIECES}, id="rfc2045-6.8-pieces"
        ),
        pytest.param(
            b"YQ==\r\nYWI=\r\nYWJj\r\n",
            b"aababc",
            {DefectKind.BASE64_PIECES},
            id="rfc2045-6.8-pieces-by-line",
        ),
        pytest.param(
            b"YWI=\r\n\r\n-- \r\nmailing list\r\n",
            b"ab",
            {DefectKind.BASE64_TAIL},
            id="rfc2045-6.8-text-after",
        ),
        pytest.param(
            b"YWI=\ntext after", b"ab", {DefectKind.BASE64_TAIL}, id="text-after-lf"
        ),
        pytest.param(
            b"YWJj====", b"abc", {DefectKind.BASE64_JUNK}, id="padding-too-much"
        ),
        pytest.param(
            b"YW=Jj", b"abc", {DefectKind.BASE64_JUNK}, id="padding-too-early"
        ),
        pytest.param(
            b"AAA\nAAAA!A", bytes(6), {DefectKind.BASE64_JUNK}, id="junk-for-lf"
        ),
        pytest.param(b"====", b"", {DefectKind.BASE64_JUNK}, id="padding-alone"),
    ],
)
def test_decode(octets: bytes, value: bytes, found: set[DefectKind]) -> None:
    assert base64.decode(octets).value == value
    assert kinds(octets) == found


@given(st.binary(max_size=400), st.integers(1, 5))
def test_pieces_of_whole_lines_join(octets: bytes, lines: int) -> None:
    step = lines * base64.LINE_OCTETS
    pieces = [
        base64.encode_lines(octets[at : at + step])
        for at in range(0, len(octets), step)
    ]
    assert b"".join(pieces) == base64.encode_lines(octets)


@pytest.mark.parametrize("size", [0, 1, 56, 57, 58, 114, base64.BLOCK_OCTETS + 1])
def test_encoded_lines_have_76_octets(size: int) -> None:
    encoded = base64.encode_lines(bytes(size))
    assert len(encoded) == base64.encoded_size(size)
    *lines, last = encoded.split(b"\r\n")
    assert last == b""
    assert all(len(line) == 76 for line in lines[:-1])
    assert all(0 < len(line) <= 76 for line in lines)
    assert base64.decode(encoded) == Parsed(bytes(size))


@given(OCTETS, st.integers(1, 20))
# Its first line says of the others how long they are, and lies.
@example(b"A\r\nYWI=YQ==YQ=====", 1)
def test_pieces_give_what_the_whole_gives(octets: bytes, size: int) -> None:
    pieces = list(base64.decoded_pieces(memoryview(octets), size))
    assert b"".join(pieces) == base64.decode(octets).value
    assert all(len(piece) < 2 * size + 3 for piece in pieces)


@pytest.mark.parametrize(
    "shape",
    [b"=", b"= ", b"YQ==", b"YQ==\n", b"YWJj!\n", b"Y=", b"!", b"\n", b"YWI=a\n"],
)
def test_time_is_linear(shape: bytes) -> None:
    octets = shape * (1_000_000 // len(shape))
    with in_linear_time():
        base64.decode(octets)
