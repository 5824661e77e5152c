"""Uuencoded files, whole and in text. POSIX.1-2017, uuencode."""

import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codec import uuencode
from core.codec.uuencode import EncodedFile
from core.defect import DefectKind, Parsed
from core.span import Span
from tests.linear import in_linear_time
from tests.strategies.broken import broken
from tests.strategies.codec import LINE_ENDS, UU_MARKS


def encode(octets: bytes, end: bytes = b"\n", *, backtick: bool = True) -> bytes:
    lines = [
        binascii.b2a_uu(octets[at : at + 45], backtick=backtick).rstrip(b"\n")
        for at in range(0, len(octets), 45)
    ]
    last = b"`" if backtick else b" "
    return end.join([b"begin 644 a b.bin", *lines, last, b"end", b""])


FILES = st.builds(encode, st.binary(max_size=150), LINE_ENDS, backtick=st.booleans())


@given(st.binary(max_size=200), LINE_ENDS, st.booleans())
def test_decoding_undoes_encoding(octets: bytes, end: bytes, backtick: bool) -> None:
    encoded = encode(octets, end, backtick=backtick)
    assert uuencode.decode(encoded) == Parsed(octets)
    assert uuencode.decode(memoryview(encoded)) == Parsed(octets)
    assert uuencode.decode(b"Hello,\n" + encoded + b"Bye") == Parsed(octets)


@given(st.binary(max_size=200))
def test_blanks_at_the_ends_of_lines_may_be_lost(octets: bytes) -> None:
    lines = encode(octets, backtick=False).split(b"\n")
    stripped = b"\n".join(line.rstrip(b" ") for line in lines)
    assert uuencode.decode(stripped).value == octets


@given(UU_MARKS | st.binary(max_size=60) | broken(FILES))
def test_any_octets_give_a_value(octets: bytes) -> None:
    parsed = uuencode.decode(octets)
    assert all(0 <= d.span.start <= d.span.stop <= len(octets) for d in parsed.defects)
    for file in uuencode.find(octets):
        place = octets[file.span.start : file.span.stop]
        assert place.startswith(b"begin ")
        assert uuencode.decode(place).defects == ()


@given(st.lists(FILES, max_size=3), st.sampled_from([b"", b"text\n", b"\r\n"]))
def test_files_are_found_between_text(files: list[bytes], text: bytes) -> None:
    octets = text + b"".join(file + text for file in files)
    found = uuencode.find(octets)
    assert [octets[f.span.start : f.span.stop] for f in found] == files
    assert all(file.name == "a b.bin" for file in found)


def test_a_sentence_is_no_file() -> None:
    assert uuencode.find(b"begin 644 times\nbut not\nend\n") == ()
    assert uuencode.find(b"begin 644 a\n#86)C\n") == ()
    assert uuencode.find(b"x begin 644 a\n`\nend\n") == ()


def test_a_name_is_read_as_what_it_looks_like() -> None:
    octets = "begin 644 né.txt\r\n`\r\nend\r\n".encode()
    assert uuencode.find(octets) == (EncodedFile("né.txt", Span(0, len(octets))),)


@pytest.mark.parametrize(
    ("octets", "value", "kinds"),
    [
        pytest.param(b"begin 644 a\n#86)C\n`\nend\n", b"abc", [], id="whole"),
        pytest.param(
            b"begin 644 a\n#86)C \n`\nend\n", b"abc", [], id="check-character"
        ),
        pytest.param(b"begin 644 a\n#86)C\nend", b"abc", [], id="no-empty-line"),
        pytest.param(b"#86)C\n", b"abc", [DefectKind.UUENCODE_FRAME], id="lines-alone"),
        pytest.param(
            b"begin 644 a\n#86)C\n", b"abc", [DefectKind.UUENCODE_FRAME], id="no-end"
        ),
        pytest.param(
            b"begin 644 a\n#86)C86)C\n`\nend\n",
            b"abc",
            [DefectKind.UUENCODE_LINE],
            id="line-too-long",
        ),
        pytest.param(b"", b"", [DefectKind.UUENCODE_FRAME], id="empty"),
    ],
)
def test_decode(octets: bytes, value: bytes, kinds: list[DefectKind]) -> None:
    parsed = uuencode.decode(octets)
    assert parsed.value == value
    assert [defect.kind for defect in parsed.defects] == kinds


@pytest.mark.parametrize(
    "shape", [b"\nbegin 644 x\n", b"\nbegin 644 x\n`\nend", b"M" + b"A" * 60 + b"\n"]
)
def test_time_is_linear(shape: bytes) -> None:
    octets = b"begin 644 x\n" + shape * (500_000 // len(shape))
    with in_linear_time():
        uuencode.decode(octets)
        uuencode.find(octets)
