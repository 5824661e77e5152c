"""yEnc, whole and in text. yEnc draft 1.3."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codec import yenc
from core.codec.uuencode import EncodedFile
from core.defect import DefectKind, Parsed
from core.span import Span
from tests.linear import in_linear_time
from tests.strategies.broken import broken
from tests.strategies.codec import LINE_ENDS, YENC_MARKS


def encode(octets: bytes, end: bytes = b"\r\n") -> bytes:
    """Encode by the draft: critical octets escaped, a line end after each 20 or so."""
    lines, line = [], b""
    for octet in octets:
        moved = (octet + 42) % 256
        critical = moved in b"\0\r\n="
        line += b"=%c" % ((moved + 64) % 256) if critical else b"%c" % moved
        if len(line) >= 20:
            lines.append(line)
            line = b""
    size = len(octets)
    lines += [line] if line else []
    first, last = b"=ybegin line=20 size=%d name=a b.bin", b"=yend size=%d"
    return end.join([first % size, *lines, last % size, b""])


FILES = st.builds(encode, st.binary(max_size=80), LINE_ENDS)


@given(st.binary(max_size=200), LINE_ENDS)
def test_decoding_undoes_encoding(octets: bytes, end: bytes) -> None:
    encoded = encode(octets, end)
    assert yenc.decode(encoded) == Parsed(octets)
    assert yenc.decode(memoryview(b"Hello\n" + encoded)) == Parsed(octets)


@given(YENC_MARKS | st.binary(max_size=60) | broken(FILES))
def test_any_octets_give_a_value(octets: bytes) -> None:
    parsed = yenc.decode(octets)
    assert all(0 <= d.span.start <= d.span.stop <= len(octets) for d in parsed.defects)
    for file in yenc.find(octets):
        place = octets[file.span.start : file.span.stop]
        assert place.startswith(b"=ybegin ")
        assert b"=yend" in place


@given(st.lists(FILES, max_size=3), st.sampled_from([b"", b"text\n"]))
def test_files_are_found_between_text(files: list[bytes], text: bytes) -> None:
    octets = text + b"".join(file + text for file in files)
    found = yenc.find(octets)
    assert [octets[f.span.start : f.span.stop] for f in found] == files
    assert all(file.name == "a b.bin" for file in found)


def test_a_part_of_a_file_is_decoded() -> None:
    octets = (
        b"=ybegin part=1 line=128 size=6 name=a\r\n=ypart begin=1 end=3\r\n"
        b"\x8b\x8c\x8d\r\n=yend size=3 part=1 pcrc32=352441c2\r\n"
    )
    assert yenc.decode(octets) == Parsed(b"abc")
    assert yenc.find(octets) == (EncodedFile("a", Span(0, len(octets))),)


@pytest.mark.parametrize(
    ("octets", "value"),
    [
        pytest.param(b"", b"", id="empty"),
        pytest.param(b"=ybegin line=9 size=3 name=a\n\x8b\x8c", b"ab", id="no-end"),
        pytest.param(
            b"=ybegin line=9 size=3 name=a\n\x8b\n=yend size=3\n", b"a", id="too-short"
        ),
    ],
)
def test_what_is_not_whole_is_reported(octets: bytes, value: bytes) -> None:
    parsed = yenc.decode(octets)
    assert parsed.value == value
    assert [defect.kind for defect in parsed.defects] == [DefectKind.YENC_SIZE]


@pytest.mark.parametrize(
    "shape", [b"=ybegin ", b"=ybegin name=", b"\n=ybegin name=a\n=yend", b"\n=yend"]
)
def test_time_is_linear(shape: bytes) -> None:
    octets = shape * (500_000 // len(shape))
    with in_linear_time():
        yenc.decode(octets)
        yenc.decode(b"\n" + octets)
        yenc.find(b"\n" + octets)
