"""Tables that fit the window and line up."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from core.columns import columns
from shell.terminal.screen import Line, Painted
from shell.terminal.table import Column, table

SHAPE = (
    Column(title="n", right=True),
    Column(title="from", share=1, least=6),
    Column(title="subject", share=2, least=8),
    Column(title="size", right=True),
)


def text(line: Line) -> str:
    pieces = (line,) if isinstance(line, str) else line
    return "".join(each.text if isinstance(each, Painted) else each for each in pieces)


def drawn(rows: Sequence[tuple[str, ...]], width: int) -> list[str]:
    return [text(line) for line in table(SHAPE, rows, width)]


def test_chinese_and_emoji_line_up() -> None:
    rows = [
        ("1", "Ann", "Report", "48.2k"),
        ("12", "张三", "关于 👩‍🚀 会议", "812"),
    ]
    assert drawn(rows, 60) == [
        " n  from  subject        size",
        " 1  Ann   Report        48.2k",
        "12  张三  关于 👩‍🚀 会议    812",
    ]


def test_a_narrow_window_cuts_what_may_give() -> None:
    rows = [
        ("1", "somebody@example.org", "A subject of some length, too long", "48.2k")
    ]
    head, row = drawn(rows, 40)
    assert columns(row) == 40
    assert row.startswith("1  ")
    assert row.endswith(" 48.2k")
    assert row.count("…") == 2
    assert head.startswith("n  from")


ROWS = st.lists(
    st.tuples(*[st.text(st.sampled_from("ab 中\x1b\n"), max_size=30)] * 4), max_size=5
)


@given(ROWS, st.integers(1, 100))
def test_no_line_is_wider_than_the_window(
    rows: list[tuple[str, ...]], width: int
) -> None:
    lines = drawn(rows, width)
    assert len(lines) == len(rows) + 1
    assert all(columns(line) <= width for line in lines)
    assert not any("\x1b" in line or "\n" in line for line in lines)
