"""What reaches a terminal: nothing that acts on it."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.visible import read_octets, visible, visible_line

BIDI = {"\u061c", "\u200e", "\u200f", *map(chr, range(0x202A, 0x202F))} | set(
    map(chr, range(0x2066, 0x206A))
)
ANY = st.text(st.characters() | st.sampled_from("\x1b\x9b\x07\r\n\t\u202e\u2028\\"))


def acts(character: str) -> bool:
    """Say it the slow way: by Unicode's own categories."""
    return (
        unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in BIDI
    )


@given(ANY)
@example("\ud800\udc00\udfff")
def test_nothing_acts(text: str) -> None:
    assert not [each for each in visible(text) if acts(each) and each not in "\n\t"]
    assert not [each for each in visible_line(text) if acts(each)]
    visible(text).encode("utf-8")


@given(ANY)
def test_idempotent(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert visible_line(visible_line(text)) == visible_line(text)


@given(ANY)
def test_the_rest_stays(text: str) -> None:
    harmless = "".join(each for each in text if not acts(each) or each in "\n\t")
    assert visible(harmless) == harmless


def test_every_character_is_judged_alike() -> None:
    for code in range(0x110000):
        character = chr(code)
        kept = visible(character) == character
        assert kept == (not acts(character) or character in "\n\t"), hex(code)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\rb", r"a\rb"),
        ("\x9b2J\x7f\0", r"\x9b2J\x7f\x00"),
        ("evil\u202efdp.exe", r"evil\u202efdp.exe"),
        ("\ud83d", r"\ud83d"),
        ("中文 👍\n\tok", "中文 👍\n\tok"),
    ],
)
def test_escapes(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_a_line_stays_one_line() -> None:
    assert visible_line("a\nFrom: b\tc") == r"a\nFrom: b\tc"


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        ("请使用授权码登录".encode(), "请使用授权码登录"),
        ("请使用授权码登录".encode("gb18030"), "请使用授权码登录"),
        (b"plain", "plain"),
        (b"bad \xff\xff", "bad \\xff\\xff"),
    ],
)
def test_octets(octets: bytes, text: str) -> None:
    assert read_octets(octets) == text


@given(st.binary())
def test_any_octets_are_read(octets: bytes) -> None:
    assert not [each for each in visible_line(read_octets(octets)) if acts(each)]
