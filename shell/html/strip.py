"""Tags taken out of HTML that is too large to be read as a tree."""

import html

from core.pattern import pattern

TAG_TEXT = pattern(r"<(?:(/?)([A-Za-z][A-Za-z0-9]*+)|[!?])[^<>]*+>?")
INLINE_TEXT = pattern(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|img|input|ins|kbd"
    "|label|mark|nobr|q|s|samp|small|span|strike|strong|sub|sup|td|th|time|tt|u|var|wbr"
)
UNSEEN_TEXT = pattern("script|style|head|title|template|iframe|svg")


def strip_tags(text: str) -> str:
    """Return what stands between the tags; a block's tag is a line end.

    Scripts, styles and comments go whole, also where their end is missing.
    """
    lowered = text.lower()
    pieces: list[str] = []
    place = 0
    while (tag := TAG_TEXT.search(text, place)) is not None:
        pieces.append(text[place : tag.start()])
        place = tag.end()
        name = (tag[2] or "").lower()
        if text.startswith("<!--", tag.start()):
            place = _after(lowered, "-->", tag.start() + 4)
        elif UNSEEN_TEXT.fullmatch(name) and not tag[1]:
            place = _after(text, ">", _after(lowered, f"</{name}", place))
        elif name:
            pieces.append(" " if INLINE_TEXT.fullmatch(name) else "\n")
    pieces.append(text[place:])
    return html.unescape("".join(pieces))


def _after(text: str, end: str, place: int) -> int:
    found = text.find(end, place)
    return len(text) if found < 0 else found + len(end)
