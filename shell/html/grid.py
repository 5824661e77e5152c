"""The cells of a table that holds data, in columns that fit."""

from collections.abc import Sequence

from core.columns import columns, pad, wrap
from core.value import frozen

GAP = 2
LEAST = 6


@frozen
class Cell:
    """The text of one cell, on one line, and how many columns it spans."""

    text: str
    span: int
    title: bool


Row = tuple[Cell, ...]


def grid(rows: Sequence[Row], width: int) -> list[str]:
    """Return the lines of a table; rows of titles are underlined.

    Cells are wrapped where the table is wider than `width` columns. A table with more
    columns than have room becomes a line for each cell.
    """
    rows = [row for row in rows if any(cell.text for cell in row)]
    count = max((sum(cell.span for cell in row) for row in rows), default=0)
    if count * (LEAST + GAP) > width + GAP:
        return [line for row in rows for line in _stacked(row, width)]
    widths = _widths(rows, count, width)
    lines: list[str] = []
    for index, row in enumerate(rows):
        drawn = _row(row, widths, width)
        lines += drawn
        if all(cell.title for cell in row) and index < len(rows) - 1:
            lines.append("-" * max(map(columns, drawn)))
    return lines


def _widths(rows: Sequence[Row], count: int, width: int) -> list[int]:
    wanted = [1] * count
    for row in rows:
        place = 0
        for cell in row:
            if cell.span == 1:
                wanted[place] = max(wanted[place], columns(cell.text))
            place += cell.span
    for row in rows:
        place = 0
        for cell in row:
            place += cell.span
            spanned = wanted[place - cell.span : place]
            short = columns(cell.text) - sum(spanned) - GAP * (cell.span - 1)
            if len(row) > 1 and short > 0:
                wanted[place - 1] += short
    room = width - GAP * (count - 1)
    if sum(wanted) <= room:
        return wanted
    # The narrow columns get what they want, the wide ones share what is left.
    given = [0] * count
    left, waiting = room, count
    for index in sorted(range(count), key=wanted.__getitem__):
        given[index] = min(wanted[index], max(left // waiting, LEAST))
        left -= given[index]
        waiting -= 1
    return given


def _row(row: Row, widths: Sequence[int], width: int) -> list[str]:
    if len(row) == 1:
        return list(wrap(row[0].text, width))
    blocks: list[tuple[tuple[str, ...], int]] = []
    place = 0
    for cell in row:
        share = widths[place : place + cell.span]
        room = sum(share) + GAP * (len(share) - 1)
        blocks.append((wrap(cell.text, room), room))
        place += cell.span
    height = max(len(lines) for lines, _ in blocks)
    return [
        (" " * GAP)
        .join(
            pad(lines[index] if index < len(lines) else "", room)
            for lines, room in blocks
        )
        .rstrip()
        for index in range(height)
    ]


def _stacked(row: Row, width: int) -> list[str]:
    return [line for cell in row if cell.text for line in wrap(cell.text, width)]
