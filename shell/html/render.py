"""HTML to readable text: a walk over the tree that makes lines."""

from typing import TYPE_CHECKING, Final

from core.pattern import pattern
from shell.html.cost import NODE_LIMIT, tree_cost
from shell.html.flow import Flow, is_blank
from shell.html.grid import Cell, Row, grid
from shell.html.link import Targets
from shell.html.strip import strip_tags
from shell.html.tree import CELLS_LIMIT, data_tables, is_unseen, steps, table_of

if TYPE_CHECKING:
    from justhtml import Node

# Characters above which a tree would take too much memory.
TEXT_LIMIT: Final = 3_000_000

# A cell is one line until its table knows its columns.
LINE_WIDTH: Final = 1_000_000

# Elements with a blank line before and after, and those that stand on their own lines.
SPACED_TEXT = pattern("p|h[1-6]|[uod]l|pre|table|blockquote|figure|form|fieldset|hr")
BLOCKS_TEXT = pattern(
    "html|body|div|section|article|header|footer|main|nav|aside|address|center|li|d[td]"
    "|t[rdh]|thead|tbody|tfoot|caption|figcaption|option|select|summary|details|legend"
    f"|button|{SPACED_TEXT.pattern}"
)


def html_text(text: str, width: int = 80) -> str:
    """Return HTML as lines of at most `width` columns, safe for a terminal.

    Links are numbered where their text does not show the target, and listed at the
    end; one whose text names another host than it leads to says so in its place.
    Images are their alternative text. What is hidden, scripts and styles go. Nothing
    is fetched. HTML too large for a tree loses its tags and keeps its text.
    """
    return HtmlReader(width).text(text)


class HtmlReader:
    """Makes text of HTML as `html_text` does: all that one message has, in few seconds.

    What would make the trees of one message too large together is read without one.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._left = NODE_LIMIT

    def text(self, text: str) -> str:
        """Return the lines of one HTML."""
        if len(text) > TEXT_LIMIT:
            return _stripped(text, self._width)
        cost = tree_cost(text)
        if cost > self._left:
            return _stripped(text, self._width)
        self._left -= cost
        from justhtml import JustHTML

        root = JustHTML(text, sanitize=False, scripting_enabled=False).root
        renderer = Renderer(self._width, data_tables(root))
        renderer.walk(root)
        return "\n".join(renderer.lines())


def _stripped(text: str, width: int) -> str:
    flow = Flow(width)
    for line in strip_tags(text).splitlines():
        if is_blank(line):
            flow.end_block()
        else:
            flow.text(line)
            flow.end_line()
    return "\n".join(flow.result())


class Renderer:
    """The state of one walk."""

    def __init__(self, width: int, data_tables: frozenset[int]) -> None:
        self.flow = Flow(width)
        self.data_tables = data_tables
        self.targets = Targets()
        self.link: list[str] | None = None
        self.pre: list[str] | None = None
        self.counters: list[int | None] = []
        self.page: Flow | None = None
        self.rows: list[list[Cell]] = []

    def walk(self, root: "Node") -> None:
        """Go over every node that can be seen."""
        unseen: Node | None = None
        for node, leaving in steps(root):
            if unseen is not None:
                unseen = None if leaving and node is unseen else unseen
            elif node.name == "#text":
                if not leaving and isinstance(node.data, str):
                    self._text(node.data)
            elif leaving:
                self._leave(node)
            elif is_unseen(node):
                unseen = node
            else:
                self._enter(node)

    def lines(self) -> list[str]:
        """Return the lines, and where the links lead."""
        self.flow.end_block()
        self.flow.emit_lines(self.targets.lines())
        return self.flow.result()

    def _text(self, text: str) -> None:
        if self.link is not None:
            self.link.append(text)
        if self.pre is not None:
            self.pre.append(text)
        else:
            self.flow.text(text)

    def _enter(self, node: "Node") -> None:
        name = node.name
        self._end(name)
        match name:
            case "br" if self.pre is not None:
                self.pre.append("\n")
            case "br":
                self.flow.break_line()
            case "img":
                self._text(_alternative(node))
            case "a":
                self.link = []
            case "table" | "tr" | "td" | "th":
                self._enter_table(node)
            case _:
                self._enter_block(node)

    def _enter_block(self, node: "Node") -> None:
        match node.name:
            case "hr":
                self.flow.rule()
            case "pre":
                self.pre = []
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                level = int(node.name[1])
                self.flow.enter(" " * (level + 1), "#" * level + " ")
            case "blockquote":
                self.flow.enter("> ")
            case "dd":
                self.flow.enter("    ")
            case "ul":
                self.counters.append(None)
            case "ol":
                self.counters.append(_number(node, "start", 1))
            case "li":
                self._enter_item()
            case _:
                pass

    def _enter_table(self, node: "Node") -> None:
        if table_of(node) not in self.data_tables:
            return
        match node.name:
            case "table":
                self.rows = []
            case "tr":
                self.rows.append([])
            case "td" | "th" if self.page is None:
                self.page, self.flow = self.flow, Flow(LINE_WIDTH)
            case _:
                pass

    def _leave(self, node: "Node") -> None:
        name = node.name
        match name:
            case "a":
                self._leave_link(node)
            case "pre":
                self.flow.verbatim("".join(self.pre or ()).strip("\n"))
                self.pre = None
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "dd" | "li":
                self.flow.leave()
            case "ul" | "ol":
                if self.counters:
                    self.counters.pop()
            case "td" | "th" if self.page is not None:
                self._leave_cell(node)
            case "table" if id(node) in self.data_tables:
                rows: list[Row] = [tuple(row) for row in self.rows]
                self.flow.emit_lines(grid(rows, self.flow.room()))
        self._end(name)

    def _end(self, name: str) -> None:
        """End the paragraph at the edge of a block."""
        # A list within a list, and what is within a cell, is not set apart.
        close = self.page is not None or (name in {"ul", "ol"} and self.counters)
        if SPACED_TEXT.fullmatch(name) and not close:
            self.flow.end_block()
        elif BLOCKS_TEXT.fullmatch(name):
            self.flow.end_line()

    def _enter_item(self) -> None:
        counter = self.counters[-1] if self.counters else None
        if counter is None:
            self.flow.enter("  ", "- ")
            return
        self.counters[-1] = counter + 1
        marker = f"{counter}. "
        self.flow.enter(" " * len(marker), marker)

    def _leave_link(self, node: "Node") -> None:
        shown, self.link = "".join(self.link or ()), None
        href = (node.attrs or {}).get("href")
        if href is not None:
            self._text(self.targets.mark(shown, href))

    def _leave_cell(self, node: "Node") -> None:
        text = " ".join(line for line in self.flow.result() if line)
        if self.page is not None:
            self.flow, self.page = self.page, None
        span = min(max(_number(node, "colspan", 1), 1), CELLS_LIMIT)
        if self.rows:
            self.rows[-1].append(Cell(text, span, node.name == "th"))


def _alternative(node: "Node") -> str:
    """Return an image's alternative text in brackets; nothing for one that adorns."""
    text = (node.attrs or {}).get("alt") or ""
    return "" if is_blank(text) else f"[{text.strip()}]"


def _number(node: "Node", attribute: str, default: int) -> int:
    text = (node.attrs or {}).get(attribute) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else default
