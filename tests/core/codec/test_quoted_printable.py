"""quoted-printable, and the Q encoding of words. RFC 2045 section 6.7, RFC 2047."""

import binascii
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.codec import quoted_printable
from core.defect import DefectKind, Parsed
from tests.linear import in_linear_time
from tests.strategies.broken import broken
from tests.strategies.codec import QUOTED_MARKS, quoted_printable_lines

OCTETS = QUOTED_MARKS | st.binary(max_size=64) | broken(quoted_printable_lines())


def by_the_book(octets: bytes) -> bytes:
    """Decode as the section says, with no thought of speed."""
    first = octets.find(b"\n")
    lf = first >= 0 and octets[first - 1 : first] != b"\r"
    ends = rb"[ \t]+(?=\r?\n|\Z)" if lf else rb"[ \t]+(?=\r\n|\Z)"
    return re.sub(
        rb"=(?:(=)|([0-9A-Fa-f]{2})|\r\n|\r|\n|\Z)",
        lambda match: match[1] or binascii.unhexlify(match[2] or b""),
        re.sub(ends, b"", octets),
    )


@given(OCTETS)
@example(b"\n==\r\xff \n")
@example(b"a= \r\nb")
def test_decoding_is_by_the_book(octets: bytes) -> None:
    parsed = quoted_printable.decode(octets)
    assert parsed.value == by_the_book(octets)
    assert parsed.value == quoted_printable.decoded(memoryview(octets))
    starts = [defect.span.start for defect in parsed.defects]
    assert starts == sorted(starts)
    assert all(0 <= d.span.start <= d.span.stop <= len(octets) for d in parsed.defects)


@given(OCTETS, st.integers(0, 20))
@example(b"a \nb", 0)
@example(b"x\r\n \n\r\n", 0)
@example(b"==41=41===41", 0)
def test_pieces_give_what_the_whole_gives(octets: bytes, size: int) -> None:
    pieces = quoted_printable.decoded_pieces(memoryview(octets), size)
    assert b"".join(pieces) == by_the_book(octets)


def test_pieces_are_of_the_size_asked_for() -> None:
    line = b"caf=C3=A9 " * 7 + b"=\r\n"
    for octets in (line * 100, b"=3D" * 1000, b"a" * 3000):
        pieces = list(quoted_printable.decoded_pieces(octets, 100))
        assert len(pieces) >= len(octets) // 104
        assert max(map(len, pieces)) <= 104


@given(st.binary(max_size=300) | QUOTED_MARKS)
@example(b"A=\r..F__AAF\t.\xff\t. A=F\t\r\xffF.A _=A\r\xff AA\xffA\rA.F_F\nA")
def test_round_trip(octets: bytes) -> None:
    encoded = quoted_printable.encode(octets)
    assert quoted_printable.decode(encoded) == Parsed(octets)
    assert encoded.isascii()
    for line in encoded.split(b"\r\n"):
        assert len(line) <= 76
        assert not line.endswith((b" ", b"\t"))
        assert line != b"."
        assert not line.startswith(b"From ")


@pytest.mark.parametrize(
    ("octets", "value", "kind"),
    [
        pytest.param(
            b"Now's the time =\r\nfor all folk to come=\r\n to the aid of their "
            b"country.",
            b"Now's the time for all folk to come to the aid of their country.",
            None,
            id="rfc2045-6.7-rule-5",
        ),
        pytest.param(b"=3D=3d=c3=A9", b"==\xc3\xa9", None, id="rfc2045-6.7-lower-hex"),
        pytest.param(
            b"a \t\r\nb ",
            b"a\r\nb",
            DefectKind.QUOTED_PRINTABLE_BLANKS,
            id="rfc2045-6.7-rule-3",
        ),
        pytest.param(
            b"a= \r\nb",
            b"ab",
            DefectKind.QUOTED_PRINTABLE_BLANKS,
            id="rfc2045-6.7-blank-behind-soft-break",
        ),
        pytest.param(
            b"a=ZZ=3", b"a=ZZ=3", DefectKind.QUOTED_PRINTABLE_ESCAPE, id="broken-escape"
        ),
        pytest.param(b"a=", b"a", DefectKind.QUOTED_PRINTABLE_BREAK, id="break-at-end"),
        pytest.param(
            b"a=\rb\rc", b"ab\rc", DefectKind.QUOTED_PRINTABLE_BREAK, id="break-of-cr"
        ),
        pytest.param(b"a=\nb\n", b"ab\n", None, id="line-ends-of-lf"),
        pytest.param(
            b"caf\xe9", b"caf\xe9", DefectKind.QUOTED_PRINTABLE_RAW, id="raw-octet"
        ),
    ],
)
def test_decode(octets: bytes, value: bytes, kind: DefectKind | None) -> None:
    parsed = quoted_printable.decode(octets)
    assert parsed.value == value
    assert [d.kind for d in parsed.defects] == ([] if kind is None else [kind])


@pytest.mark.parametrize(
    ("octets", "encoded"),
    [
        pytest.param(b"caf\xc3\xa9 = \r\n", b"caf=C3=A9 =3D=20\r\n", id="rule-1-and-3"),
        pytest.param(b".\r\n", b"=2E\r\n", id="lone-dot"),
        pytest.param(b"From me\r\n", b"=46=\r\nrom me\r\n", id="mbox-line"),
        pytest.param(b"a\rb\nc", b"=61=0D=62=0A=63", id="bare-cr-and-lf"),
        pytest.param(b"", b"", id="empty"),
    ],
)
def test_encode(octets: bytes, encoded: bytes) -> None:
    assert quoted_printable.encode(octets) == encoded


@pytest.mark.parametrize(
    ("octets", "value", "defects"),
    [
        pytest.param(b"a_b", b"a b", 0, id="rfc2047-4.2-underscore"),
        pytest.param(b"=E9t=e9_=3D_=5F", b"\xe9t\xe9 = _", 0, id="rfc2047-4.2-escapes"),
        pytest.param(b"A=B", b"A=B", 1, id="broken-escape"),
        pytest.param(b"A_=", b"A =", 1, id="equals-at-end"),
        pytest.param(b"a b\xe9", b"a b\xe9", 0, id="raw"),
        pytest.param(b"", b"", 0, id="empty"),
    ],
)
def test_decode_word(octets: bytes, value: bytes, defects: int) -> None:
    parsed = quoted_printable.decode_word(octets)
    assert (parsed.value, len(parsed.defects)) == (value, defects)


@pytest.mark.parametrize("shape", [b"=", b"= ", b"a ", b"=\r", b" ", b"=ZZ", b" \r\n"])
def test_time_is_linear(shape: bytes) -> None:
    octets = shape * (1_000_000 // len(shape))
    with in_linear_time():
        quoted_printable.decode(octets)
        quoted_printable.decode_word(octets)
        quoted_printable.encode(octets)
