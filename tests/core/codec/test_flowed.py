"""format=flowed, both ways. RFC 3676."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.codec import flowed
from core.codec.flowed import Paragraph
from tests.linear import in_linear_time
from tests.strategies.codec import LINES

WORDS = st.lists(
    st.sampled_from(
        ["a", "word", " ", "  ", ">", "From ", "-- ", "x" * 80, "你好", "é"]
    ),
    max_size=40,
).map("".join)
TEXTS = (WORDS | LINES).map(lambda text: text.rstrip(" "))
PARAGRAPHS = st.lists(
    st.builds(Paragraph, st.integers(0, 3), TEXTS | st.just("-- ")), max_size=5
).map(tuple)


@given(PARAGRAPHS, st.booleans())
@example((Paragraph(0, "-- " + "x" * 80 + " -- " + "y" * 80),), False)
def test_round_trip(paragraphs: tuple[Paragraph, ...], delsp: bool) -> None:
    text = flowed.encode(paragraphs, delsp=delsp)
    assert flowed.decode(text, delsp=delsp) == paragraphs
    assert flowed.decode(text.replace("\r\n", "\n"), delsp=delsp) == paragraphs
    for line in text.split("\r\n"):
        assert not line.startswith("From ")
        assert len(line) <= 78 or not delsp


@given(PARAGRAPHS)
def test_words_within_the_width_never_make_a_longer_line(
    paragraphs: tuple[Paragraph, ...],
) -> None:
    text = flowed.encode(paragraphs)
    for line in text.split("\r\n"):
        assert len(line) <= 78 or any(len(word) > 60 for word in line.split(" "))


@given(st.text(max_size=80), st.booleans())
def test_any_text_gives_paragraphs(text: str, delsp: bool) -> None:
    paragraphs = flowed.decode(text, delsp=delsp)
    again = flowed.encode(paragraphs, delsp=delsp)
    bare = tuple(Paragraph(p.depth, bared(p.text)) for p in paragraphs)
    assert flowed.decode(again, delsp=delsp) == bare


def bared(text: str) -> str:
    return text if text == flowed.SIGNATURE else text.rstrip(" ")


@given(PARAGRAPHS)
def test_quote_marks_are_counted_and_written(
    paragraphs: tuple[Paragraph, ...],
) -> None:
    plain = tuple(p for p in paragraphs if p.depth or not p.text.startswith(">"))
    plain = tuple(p for p in plain if not (p.depth and p.text.startswith(">")))
    text = flowed.unwrap(plain)
    assert flowed.read_quotes(text + "\n" if plain else "") == plain


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("a\r\n\r\nb", [(0, "a"), (0, ""), (0, "b")], id="4.1-fixed"),
        pytest.param("a \r\nb \r\nc\r\n", [(0, "a b c")], id="4.1-flowed"),
        pytest.param("a \r\n", [(0, "a ")], id="4.1-flowed-at-the-end"),
        pytest.param(
            "a \r\n-- \r\nme\r\n",
            [(0, "a "), (0, "-- "), (0, "me")],
            id="4.3-signature",
        ),
        pytest.param(
            " >a\r\n  b\r\n From c\r\n",
            [(0, ">a"), (0, " b"), (0, "From c")],
            id="4.4-stuffed",
        ),
        pytest.param(
            "> a \r\n> b\r\n>> c \r\n> d\r\n",
            [(1, "a b"), (2, "c "), (1, "d")],
            id="4.5-quoted",
        ),
        pytest.param(
            ">>>Take some more tea.\r\n>>T've had nothing yet.\r\n>You mean less.\r\n",
            [
                (3, "Take some more tea."),
                (2, "T've had nothing yet."),
                (1, "You mean less."),
            ],
            id="4.5-depths",
        ),
        pytest.param("a \rb \nc", [(0, "a b c")], id="other-line-ends"),
    ],
)
def test_decode(text: str, paragraphs: list[tuple[int, str]]) -> None:
    assert flowed.decode(text) == tuple(Paragraph(*each) for each in paragraphs)


def test_delsp_takes_the_space_off() -> None:
    assert flowed.decode("漢 \r\n字\r\n", delsp=True) == (Paragraph(0, "漢字"),)
    assert flowed.encode((Paragraph(0, "漢" * 80),), delsp=True) == (
        "漢" * 72 + " \r\n" + "漢" * 8 + "\r\n"
    )


def test_paragraphs_refuse_line_ends_and_negative_depth() -> None:
    with pytest.raises(ValueError, match=r"Paragraph\.text"):
        Paragraph(0, "a\nb")
    with pytest.raises(ValueError, match=r"Paragraph\.depth"):
        Paragraph(-1, "a")


@pytest.mark.parametrize("shape", ["a ", "a", " ", "> \n", ">", "-- ", "ab cd \n"])
def test_time_is_linear(shape: str) -> None:
    text = shape * (200_000 // len(shape))
    with in_linear_time():
        flowed.decode(text)
        paragraphs = flowed.read_quotes(text)
        flowed.encode(paragraphs)
        flowed.encode(paragraphs, delsp=True)
