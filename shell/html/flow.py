"""Words to lines: paragraphs, indentation, blank lines between blocks."""

from core.columns import columns, wrap
from core.pattern import pattern
from core.visible import visible_line

# HTML's own white space, and the blank that does not break, which mails fill with.
BLANKS_TEXT = pattern(r"[ \t\n\r\f\v\xa0]++")
SPACES_TEXT = pattern(" {2,}+")
# What takes no column and is put before a mail's text to fill a preview.
FILLER_TEXT = pattern("[\u00ad\u034f\u200b\u200c\u2060\ufeff]++")
# Levels of lists and quotes that are indented; deeper ones stand at the last.
DEPTH = 12
LEAST_WIDTH = 20


class Flow:
    """Lines being made: the builder inside one rendering, never handed out.

    `width` is columns. Text is gathered until a block ends, then broken into lines
    behind the prefixes of the lists and quotes it stands in.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[str] = []
        self._inline: list[str] = []
        self._prefixes: list[tuple[str | None, str]] = []
        self._gap = False
        self._quotes = ""

    def text(self, text: str) -> None:
        """Add words to the paragraph; white space is one blank. Filler goes."""
        self._inline.append(BLANKS_TEXT.sub(" ", FILLER_TEXT.sub("", text)))

    def break_line(self) -> None:
        """Go to a new line within the paragraph."""
        self._inline.append("\n")

    def end_line(self) -> None:
        """End the paragraph, without a blank line."""
        gathered = "".join(self._inline).strip(" \n")
        self._inline.clear()
        for line in gathered.split("\n") if gathered else ():
            squeezed = visible_line(SPACES_TEXT.sub(" ", line).strip(" "))
            for broken in wrap(squeezed, self.room()):
                self._emit(broken)

    def end_block(self) -> None:
        """End the paragraph; a blank line is due before what follows."""
        self.end_line()
        self._gap = True

    def verbatim(self, text: str) -> None:
        """Add lines as they are, neither joined nor broken."""
        self.end_line()
        for line in text.expandtabs().split("\n"):
            self._emit(visible_line(line))

    def rule(self) -> None:
        """Add a line across."""
        self.end_line()
        self._emit("-" * min(self.room(), 40))

    def emit_lines(self, lines: list[str]) -> None:
        """Add lines that are made already."""
        self.end_line()
        for line in lines:
            self._emit(line)

    def enter(self, prefix: str, marker: str | None = None) -> None:
        """Indent what follows by `prefix`; its first line has `marker` in its place."""
        self.end_line()
        self._prefixes.append((marker, prefix))

    def leave(self) -> None:
        """Take back the last `enter`."""
        self.end_line()
        if self._prefixes:
            self._prefixes.pop()

    def room(self) -> int:
        """Return how many columns a line has behind its prefixes."""
        used = sum(len(prefix) for _, prefix in self._prefixes[:DEPTH])
        return max(self.width - used, LEAST_WIDTH)

    def result(self) -> list[str]:
        """Return every line; blank ones neither first, last, nor side by side."""
        self.end_line()
        return self.lines

    def _emit(self, line: str) -> None:
        if not line.strip():
            self._gap = True
            return
        prefixes = self._prefixes[:DEPTH]
        quotes = _quotes([rest for _, rest in prefixes])
        if self._gap and self.lines:
            self.lines.append(min(quotes, self._quotes, key=len))
        self._gap = False
        lead = "".join(marker or rest for marker, rest in prefixes)
        self.lines.append((lead + line).rstrip())
        self._prefixes[:DEPTH] = [(None, rest) for _, rest in prefixes]
        self._quotes = quotes


def _quotes(prefixes: list[str]) -> str:
    """Return the prefixes up to the innermost quote, for a blank line within it."""
    while prefixes and not prefixes[-1].startswith(">"):
        prefixes.pop()
    return "".join(prefixes).rstrip()


def is_blank(text: str) -> bool:
    """Return whether `text` has nothing to see in HTML."""
    return columns(BLANKS_TEXT.sub("", FILLER_TEXT.sub("", text))) == 0
