"""Plain tables that fit the window."""

from collections.abc import Sequence

from core.columns import columns, fit
from core.value import frozen
from core.visible import visible_line
from shell.terminal.screen import Line, Painted, Style

GAP = "  "


@frozen(kw_only=True)
class Column:
    """One column of a table.

    `least` is its smallest width in columns. Where the window is too narrow for all,
    a column with a `share` gives way in proportion to it; one without keeps its width.
    """

    title: str
    right: bool = False
    share: int = 0
    least: int = 4


def table(
    shape: Sequence[Column], rows: Sequence[Sequence[str]], width: int
) -> tuple[Line, ...]:
    """Return a line for the titles and one for each row, none wider than `width`.

    A cell too wide is cut and ends in "…". A window too narrow for every column loses
    the last ones. What acts on a terminal is made visible before it is measured.
    """
    shown = [tuple(map(visible_line, row)) for row in rows]
    widths = _widths(shape, shown, width)
    titles = _line(shape, widths, [column.title for column in shape])
    head = tuple(Painted(title, Style.DIM) for title in titles)
    return (head, *(_line(shape, widths, row) for row in shown))


def _widths(
    shape: Sequence[Column], rows: Sequence[Sequence[str]], width: int
) -> list[int]:
    widths = [
        max(columns(cell) for cell in (column.title, *cells))
        for column, cells in zip(shape, _turned(shape, rows), strict=True)
    ]
    over = sum(widths) + len(GAP) * (len(shape) - 1) - width
    while over > 0:
        # Each round takes from the columns that still can give, the widest share first.
        givers = [
            index
            for index, column in enumerate(shape)
            if column.share and widths[index] > column.least
        ]
        if not givers:
            break
        shares = sum(shape[index].share for index in givers)
        for index in givers:
            part = -(-over * shape[index].share // shares)
            widths[index] = max(shape[index].least, widths[index] - part)
        over = sum(widths) + len(GAP) * (len(shape) - 1) - width
    if over < 0:
        _give_back(shape, rows, widths, -over)
    while len(widths) > 1 and sum(widths) + len(GAP) * (len(widths) - 1) > width:
        widths.pop()
    return [min(each, max(width, 1)) for each in widths]


def _give_back(
    shape: Sequence[Column], rows: Sequence[Sequence[str]], widths: list[int], left: int
) -> None:
    """Let cut columns have what rounding took from them."""
    for index, cells in enumerate(_turned(shape, rows)):
        wanted = max(columns(cell) for cell in (shape[index].title, *cells))
        more = min(left, wanted - widths[index])
        widths[index] += more
        left -= more


def _turned(shape: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[row[index] for row in rows] for index in range(len(shape))]


def _line(
    shape: Sequence[Column], widths: Sequence[int], cells: Sequence[str]
) -> tuple[str, ...]:
    pieces: list[str] = []
    last = len(widths) - 1
    for index, cell_width in enumerate(widths):
        column = shape[index]
        text = fit(cells[index], cell_width, right=column.right)
        # Blanks at the end of a line would be copied with it.
        text = text.rstrip() if index == last else text + GAP
        pieces.append(text)
    return tuple(pieces)
