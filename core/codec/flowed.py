"""format=flowed text, both ways. RFC 3676.

A line that ends in a space is flowed: the next line of the same quote depth goes on
with it. DelSp=yes takes that space off, for scripts that have none between words. A
line that begins with a space, ">" or "From " is stuffed with a space in front.
"""

from attrs import Attribute, field

from core.pattern import pattern
from core.value import frozen

WIDTH = 72
"""Characters that a flowed line may have. RFC 3676 section 4.2 asks for 78 at most."""

SIGNATURE = "-- "

LINE_END_TEXT = pattern(r"\r\n|\r|\n")
# A line with its quote marks, and the stuffing behind them.        Sections 4.4, 4.5
LINE_TEXT = pattern(r"(?P<quotes>>*+) ?(?P<text>[^\r\n]*+)(?:\r\n|\r|\n|\Z)")
STUFFED_TEXT = pattern(r"[ >]|From ")
# What fits a line up to blanks, else a longer word; with DelSp, any characters.
PIECE_TEXT = pattern(rf".{{1,{WIDTH}}}(?:(?<= )(?! )|\Z)|[^ ]*+ ++|[^ ]++")
DELSP_PIECE_TEXT = pattern(rf".{{1,{WIDTH}}}(?:(?<= )(?! )|\Z)|.{{1,{WIDTH}}}")


def _one_line(_: object, attribute: "Attribute[str]", value: str) -> None:
    if LINE_END_TEXT.search(value):
        raise ValueError(f"Paragraph.{attribute.name} must not hold CR or LF")


def _natural(_: object, attribute: "Attribute[int]", value: int) -> None:
    if value < 0:
        raise ValueError(f"Paragraph.{attribute.name} must be at least 0, not {value}")


@frozen
class Paragraph:
    """Text of one quote depth that a reader may wrap anew. RFC 3676 section 4.5.

    `depth` counts quote marks, 0 where nothing is quoted. Raises ValueError for a
    negative depth, and for CR and LF in `text`.
    """

    depth: int = field(validator=_natural)
    text: str = field(validator=_one_line)


def decode(text: str, *, delsp: bool = False) -> tuple[Paragraph, ...]:
    """Return the paragraphs of flowed `text`, whose lines may end in any line end.

    `delsp` is whether the parameter DelSp is "yes". A signature separator and a
    change of quote depth end a paragraph that was to go on.
    """
    paragraphs: list[Paragraph] = []
    held: list[str] = []
    held_depth = 0
    for line in LINE_TEXT.finditer(text):
        if line.start() == len(text):  # There is no line behind the last line end.
            break
        depth, words = len(line["quotes"]), line["text"]
        flows = words.endswith(" ") and words != SIGNATURE
        if held and (depth != held_depth or words == SIGNATURE):
            paragraphs.append(Paragraph(held_depth, "".join(held)))
            held = []
        held_depth = depth
        held.append(words[:-1] if flows and delsp else words)
        if not flows:
            paragraphs.append(Paragraph(depth, "".join(held)))
            held = []
    if held:
        paragraphs.append(Paragraph(held_depth, "".join(held)))
    return tuple(paragraphs)


def encode(paragraphs: tuple[Paragraph, ...], *, delsp: bool = False) -> str:
    """Return `paragraphs` as flowed lines, each with its CRLF. RFC 3676 section 4.2.

    Blanks at the end of a paragraph are lost, but for those of a signature separator:
    at the end of a line they would mean that it goes on. With `delsp` a line may end
    anywhere, as text without blanks between words needs it.
    """
    lines: list[str] = []
    for paragraph in paragraphs:
        quotes = ">" * paragraph.depth
        for piece in _wrap(paragraph.text, delsp=delsp):
            stuffed = STUFFED_TEXT.match(piece) or (quotes and piece)
            lines.append(quotes + (" " if stuffed else "") + piece + "\r\n")
    return "".join(lines)


def _wrap(text: str, *, delsp: bool) -> list[str]:
    """Return the lines of a paragraph, each but the last with its space."""
    if text != SIGNATURE:
        text = text.rstrip(" ")
    if len(text) <= WIDTH:
        return [text]
    if delsp:
        *flowing, last = DELSP_PIECE_TEXT.findall(text)
        return [*(f"{piece} " for piece in flowing), last]
    pieces: list[str] = []
    for piece in PIECE_TEXT.findall(text):
        # Two dashes alone on a line would mean something else.
        if pieces and pieces[-1] == SIGNATURE:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def read_quotes(text: str) -> tuple[Paragraph, ...]:
    """Return the lines of plain `text` as paragraphs, their quote marks counted.

    A space behind the marks belongs to them. There is no line behind the last line end.
    """
    lines = LINE_END_TEXT.split(text)
    if not lines[-1]:
        lines.pop()
    return tuple(map(_read_line, lines))


def _read_line(line: str) -> Paragraph:
    text = line.lstrip(">")
    depth = len(line) - len(text)
    return Paragraph(depth, text.removeprefix(" ") if depth else text)


def unwrap(paragraphs: tuple[Paragraph, ...]) -> str:
    """Return `paragraphs` as plain text, a line each, LF between, quote marks first."""
    return "\n".join(
        f"{'>' * paragraph.depth} {paragraph.text}"
        if paragraph.depth
        else paragraph.text
        for paragraph in paragraphs
    )
