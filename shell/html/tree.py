"""What a tree tells before it is rendered: what is seen, which tables are data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from core.pattern import pattern
from shell.html.flow import BLANKS_TEXT

if TYPE_CHECKING:
    from justhtml import Node

UNSEEN_TEXT = pattern(
    "script|style|head|title|template|iframe|object|embed|applet|svg|math|audio|video"
    "|canvas|map|datalist|#comment|!doctype"
)
# What stands in no cell of a table that holds data.
LAYOUT_TEXT = pattern("table|[uod]l|h[1-4]|blockquote|pre|hr|form")
# Cells of a row in a table that holds data.
CELLS_LIMIT: Final = 100
# Between a cell and its table stand a row and a group of rows.
CELL_DEPTH: Final = 4

HIDDEN_STYLE_TEXT = pattern(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|mso-hide:all"
    r"|(?:font-size|opacity):0(?:\.0*+)?(?:px|pt|em|%)?(?=[;!]|$)"
    r"|max-height:0(?:px|pt|em|%)?(?=[;!]|$))"
)
STYLE_LIMIT: Final = 2_000


def steps(root: "Node") -> "Iterator[tuple[Node, bool]]":
    """Yield each node when it is come to, and again, with True, when it is left."""
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        yield node, leaving
        if not leaving:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(node.children or ()))


def is_unseen(node: "Node") -> bool:
    """Return whether nothing in `node` is ever shown, or its author hides it."""
    if UNSEEN_TEXT.fullmatch(node.name):
        return True
    attributes = node.attrs or {}
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    if not style:
        return False
    tight = BLANKS_TEXT.sub("", style[:STYLE_LIMIT]).lower()
    return HIDDEN_STYLE_TEXT.search(tight) is not None


def data_tables(root: "Node") -> frozenset[int]:
    """Return the identities of the tables that hold data, and not a page's layout.

    Such a table has two cells in some row, and neither a table, a list nor a heading
    in any.
    """
    found: set[int] = set()
    nest: list[_Table] = []
    for node, leaving in steps(root):
        if node.name == "table" and leaving:
            table = nest.pop()
            if table.wide and not table.layout:
                found.add(table.identity)
            continue
        if leaving:
            continue
        if nest:
            nest[-1].see(node.name)
        if node.name == "table":
            role = (node.attrs or {}).get("role")
            nest.append(_Table(id(node), layout=role in {"presentation", "none"}))
    return frozenset(found)


def table_of(node: "Node") -> int | None:
    """Return the identity of the table that `node` is, or is a row or a cell of."""
    above: Node | None = node
    for _ in range(CELL_DEPTH):
        if above is None or above.name == "table":
            break
        above = above.parent
    return id(above) if above is not None and above.name == "table" else None


class _Table:
    """What has been seen of a table that is open."""

    def __init__(self, identity: int, *, layout: bool) -> None:
        self.identity = identity
        self.layout = layout
        self.wide = False
        self._cells = 0

    def see(self, name: str) -> None:
        """Take note of an element within the table."""
        if name == "tr":
            self._cells = 0
        elif name in {"td", "th"}:
            self._cells += 1
            self.wide = self.wide or self._cells > 1
            self.layout = self.layout or self._cells > CELLS_LIMIT
        elif LAYOUT_TEXT.fullmatch(name):
            self.layout = True
