"""Laws of what turns octets into octets or text: core.codec and core.wire."""

import re

from core.codec import (
    base64,
    charset,
    encoded_word,
    flowed,
    quoted_printable,
    uuencode,
    yenc,
)
from core.status import parse_status_code, serialize_status_code
from core.wire import dots
from core.wire.lines import Line, Lines, feed, finish
from tests.fuzz.target import Target, cut, divided, in_range, is_clean

LINE_END = re.compile(rb"\r\n|\r|\n")
LONGEST_LINE = 76
LONGEST_FLOWED = 998


def base64_decode(octets: bytes) -> None:
    parsed = base64.decode(octets)
    assert base64.decode(memoryview(octets)) == parsed
    for size in (1, 7, 64):
        assert b"".join(base64.decoded_pieces(octets, size)) == parsed.value
    assert in_range(parsed.defects, len(octets))
    again = base64.decode(base64.encode_lines(parsed.value))
    assert (again.value, again.defects) == (parsed.value, ())


def base64_encode(octets: bytes) -> None:
    for encoded in (base64.encode(octets), base64.encode_lines(octets)):
        parsed = base64.decode(encoded)
        assert (parsed.value, parsed.defects) == (octets, ())
        if encoded.endswith(b"\r\n"):
            assert max(map(len, encoded.split(b"\r\n"))) <= LONGEST_LINE


def quoted_printable_decode(octets: bytes) -> None:
    parsed = quoted_printable.decode(octets)
    assert quoted_printable.decode(memoryview(octets)) == parsed
    for size in (0, 7, 64):
        pieces = quoted_printable.decoded_pieces(octets, size)
        assert b"".join(pieces) == parsed.value
    assert in_range(parsed.defects, len(octets))


def quoted_printable_encode(octets: bytes) -> None:
    text = LINE_END.sub(b"\r\n", octets)
    encoded = quoted_printable.encode(text)
    parsed = quoted_printable.decode(encoded)
    assert (parsed.value, parsed.defects) == (text, ())
    assert max(map(len, encoded.split(b"\r\n"))) <= LONGEST_LINE
    assert encoded.isascii()


def uuencode_decode(octets: bytes) -> None:
    assert in_range(uuencode.decode(octets).defects, len(octets))
    for file in uuencode.find(octets):
        assert 0 <= file.span.start < file.span.stop <= len(octets)
        uuencode.decode(octets[file.span.start : file.span.stop])


def yenc_decode(octets: bytes) -> None:
    assert in_range(yenc.decode(octets).defects, len(octets))
    for file in yenc.find(octets):
        assert 0 <= file.span.start < file.span.stop <= len(octets)


def charset_decode(octets: bytes) -> None:
    name, text = divided(octets, 2)
    parsed = charset.decode(text, name.decode("latin-1"))
    assert is_clean(parsed.value)
    assert in_range(parsed.defects, len(text))
    chosen, encoded = charset.encode(parsed.value)
    again = charset.decode(encoded, chosen)
    assert again.value == parsed.value.removeprefix("\ufeff")


def encoded_word_decode(octets: bytes) -> None:
    parsed = encoded_word.decode(octets)
    assert is_clean(parsed.value)
    assert in_range(parsed.defects, len(octets))


def encoded_word_encode(octets: bytes) -> None:
    text = charset.guess(octets)
    words = encoded_word.encode(text)
    assert all(len(word) <= LONGEST_LINE - 1 for word in words)
    assert encoded_word.decode(b" ".join(words)).value == text


def flowed_decode(octets: bytes) -> None:
    text = charset.guess(octets)
    for delsp in (False, True):
        paragraphs = flowed.decode(text, delsp=delsp)
        written = flowed.encode(paragraphs, delsp=delsp)
        assert all(len(line) <= LONGEST_FLOWED for line in written.split("\r\n")) or (
            any(len(word) > LONGEST_LINE for word in text.split())
        )
        settled = flowed.decode(written, delsp=delsp)
        assert flowed.encode(settled, delsp=delsp) == written


def status_code(octets: bytes) -> None:
    parsed = parse_status_code(octets)
    assert in_range(parsed.defects, len(octets))
    if parsed.value is not None:
        again = parse_status_code(serialize_status_code(parsed.value))
        assert (again.value, again.defects) == (parsed.value, ())


def line_feed(octets: bytes) -> None:
    whole, pieces = cut(octets)
    state = Lines(64)
    found: list[Line] = []
    for piece in pieces:
        state, complete = feed(state, piece)
        found += complete
        assert sum(map(len, state.pieces)) <= state.limit
    once, complete = feed(Lines(64), whole)
    assert (tuple(found), finish(state)) == (complete, finish(once))


def dot_stuffing(octets: bytes) -> None:
    whole, pieces = cut(octets)
    at_line, sent = True, []
    for piece in pieces:
        at_line, stuffed = dots.stuff(at_line, piece)
        sent.append(stuffed)
    stuffed = b"".join(sent)
    assert stuffed == dots.stuff(True, whole)[1]
    assert b"\r\n.\r\n" not in b"\r\n" + stuffed
    if at_line and LINE_END.sub(b"\r\n", whole) == whole:
        window = b"\r\n" + stuffed + dots.end(at_line)
        assert dots.unstuff(window, 2) == (whole, len(window), True)


TARGETS = (
    Target(base64_decode, (b"aGVsbG8=\r\nd29ybGQ=", b"YWJj!ZGVm", b"YWI")),
    Target(base64_encode, (b"\x00\xff hello",)),
    Target(quoted_printable_decode, (b"a=20=\r\nb=C3=A4 \r\n", b"=", b"=\r=z")),
    Target(quoted_printable_encode, (b"a \r\n.\r\nFrom x\r\n\xe4\t\n",)),
    Target(uuencode_decode, (b"begin 644 a.txt\n%:&5L;&\\\n`\nend\n",)),
    Target(yenc_decode, (b"=ybegin line=128 size=2 name=a\r\n\x8b=n\r\n=yend size=2",)),
    Target(charset_decode, (b"gb2312\x00\xc4\xe3", b'iso-2022-jp\x00\x1b$B$"\x1b(B')),
    Target(encoded_word_decode, (b"a =?utf-8?q?b=C3=A4_?= =?UTF-8*en?B?w6Q=?=",)),
    Target(encoded_word_encode, ("grüße 你好 a".encode(),)),
    Target(flowed_decode, (b"> a \r\n> b\r\n>> c \r\n-- \r\n x",)),
    Target(status_code, (b"2.1.5", b"5.7.999")),
    Target(line_feed, (b"\x03\x01\x02\x03a\r\nb\rc\n\r\n",)),
    Target(dot_stuffing, (b"\x03\x01\x02\x03.\r\n..\r\n\r\n.\r\n",)),
)
