"""A name that a sender gave becomes one that no file system takes for more."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.filename import FALLBACK, LONGEST, numbered, safe_filename
from tests.linear import in_linear_time

# Characters that names are made dangerous with, drawn more often than others.
HOSTILE = st.text(
    st.sampled_from(
        './\\-~ :*?"<>|\0\n\t\x1b\x7f\x9b\u202e\u200b\ufeff\ud800\u0338conaux1$.'
    )
    | st.characters()
)

NAMES = HOSTILE | st.text()


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ("report.pdf", "report.pdf"),
        ("报告 2026.docx", "报告 2026.docx"),
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("C:\\Windows\\system.ini", "system.ini"),
        ("a\\b/c\\d.txt", "d.txt"),
        ("folder/", FALLBACK),
        ("..", FALLBACK),
        (".", FALLBACK),
        ("", FALLBACK),
        (" \t\n ", FALLBACK),
        (".bashrc", "bashrc"),
        ("...hidden", "hidden"),
        ("-rf", "rf"),
        ("--option.txt", "option.txt"),
        ("~root", "root"),
        ("a\0b.txt", "ab.txt"),
        ("evil\x1b[2J.txt", "evil[2J.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("zero\u200bwidth.txt", "zerowidth.txt"),
        ("line\r\nbreak.txt", "linebreak.txt"),
        ("con", "_con"),
        ("CON.txt", "_CON.txt"),
        ("nul .log", "_nul .log"),
        ("COM1", "_COM1"),
        ("LPT\xb9.txt", "_LPT\xb9.txt"),
        ("CONIN$", "_CONIN$"),
        ("console.txt", "console.txt"),
        ("COM10", "COM10"),
        ("report.txt:stream", "report.txt_stream"),
        ('a<b>"c"|d?*.txt', "a_b__c__d__.txt"),
        ("name. . .", "name"),
        ("e\u0301.txt", "\xe9.txt"),
        ("\ud800.txt", "txt"),
        ("=?UTF-8?Q?x?=", "=_UTF-8_Q_x_="),
    ],
)
def test_names(wish: str, name: str) -> None:
    assert safe_filename(wish) == name


def test_a_long_name_keeps_its_suffix() -> None:
    name = safe_filename("报" * 300 + ".tar.gz")
    assert name.endswith("报.gz")
    assert 250 < len(name.encode()) <= LONGEST


@pytest.mark.parametrize(
    ("wish", "name"),
    [
        ("x" * 251 + ".txt", "x" * 251 + ".txt"),
        ("x" * 252 + ".txt", "x" * 251 + ".txt"),
        ("x" * 300 + "." + "s" * 31, "x" * 223 + "." + "s" * 31),
        ("x" * 300 + "." + "s" * 32, "x" * 222 + "." + "s" * 32),
        ("x" * 300 + "." + "s" * 33, "x" * 255),
        ("x" * 300 + ".a b", "x" * 255),
        ("x" * 250 + "\u62a5.txt", "x" * 250 + ".txt"),
    ],
)
def test_where_a_name_is_cut(wish: str, name: str) -> None:
    assert safe_filename(wish) == name


def test_a_long_suffix_is_cut() -> None:
    assert len(safe_filename("a." + "b" * 400)) == LONGEST


def test_hostile_names_take_linear_time() -> None:
    with in_linear_time():
        for wish in (
            "a" + "\u0301\u0316" * 1_000_000,
            " ." * 2_000_000,
            "con." * 1_000_000,
        ):
            assert len(safe_filename(wish).encode()) <= LONGEST


def test_a_long_wish_keeps_both_ends() -> None:
    name = safe_filename("  first" + "\u0301" * 10_000 + "last.pdf")
    assert name.startswith("first")
    assert name.endswith(".pdf")


def test_numbers_stand_before_the_suffix() -> None:
    assert numbered("report.pdf", 2) == "report-2.pdf"
    assert numbered("README", 3) == "README-3"
    assert len(numbered("x" * 251 + ".txt", 10).encode()) == LONGEST
    assert numbered("x" * 251 + ".txt", 10).endswith("-10.txt")


@given(NAMES)
@example("con." + "x" * 400)
@example("a" * 254 + ". b")
@example("." * 300 + "a")
@example("x" * 222 + " ." + "s" * 32)
def test_safe_whatever_is_asked_for(wish: str) -> None:
    name = safe_filename(wish)
    assert 0 < len(name.encode("utf-8")) <= LONGEST
    assert not set(name) & set('/\\<>:"|?*')
    assert name[0] not in ".-~ "
    assert name[-1] not in ". "
    kinds = {unicodedata.category(character) for character in name}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(name) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    stem = name.partition(".")[0].strip().lower()
    assert stem not in {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}


@given(NAMES)
@example("a" * 254 + ". b")
@example("con")
@example("x" * 222 + " ." + "s" * 32)
def test_a_safe_name_stays(wish: str) -> None:
    name = safe_filename(wish)
    assert safe_filename(name) == name


@given(NAMES, st.integers(2, 9_999))
def test_a_number_leaves_it_safe(wish: str, number: int) -> None:
    name = numbered(safe_filename(wish), number)
    assert len(name.encode()) <= LONGEST
    assert safe_filename(name) == name
    assert f"-{number}" in name


@given(NAMES)
def test_names_stay_apart_by_their_numbers(wish: str) -> None:
    name = safe_filename(wish)
    assert len({name, numbered(name, 2), numbered(name, 3)}) == 3
