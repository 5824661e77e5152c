"""The text of a message: from the line, a file, standard input or an editor."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from attrs import field

from core.codec import charset
from core.pattern import pattern
from core.value import frozen
from shell.exits import Kind, ShellError
from shell.files import STANDARD_INPUT, read_whole
from shell.options.send import BodyFormat

MARKDOWN = (".md", ".markdown")
HTML = (".html", ".htm", ".xhtml")

# What names a charset at the start of an HTML file.
META = pattern(rb"(?i)<meta[^>]{1,200}?charset\s*=\s*[\"']?([A-Za-z0-9_:.-]{1,40})")
# What no text has, and archives, pictures and programs do.
BINARY = pattern(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")

# Columns of the text that stands beside HTML.
WIDTH = 76


@frozen
class Text:
    """What the recipient reads: plain text, and HTML beside it where there is any."""

    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)


def written(
    text: str | None,
    file: str | None,
    body_format: BodyFormat,
    environment: Mapping[str, str],
) -> Text:
    """Return the text of --text, of the file of -m, else of standard input.

    With a terminal in standard input's place an editor is opened. Raises ShellError.
    """
    if text is not None:
        return _formatted(_typed(text), body_format)
    if file is not None and file != STANDARD_INPUT:
        octets = read_whole(file)
        chosen = _by_suffix(file) if body_format is BodyFormat.AUTO else body_format
        return _formatted(_decoded(octets, file, chosen), chosen)
    if file is None and sys.stdin is not None and sys.stdin.isatty():
        from shell.send.editor import edited

        return _formatted(_decoded(edited(environment), "the text"), body_format)
    octets = b"" if sys.stdin is None else read_whole(STANDARD_INPUT)
    return _formatted(_decoded(octets, "standard input", body_format), body_format)


def _by_suffix(file: str) -> BodyFormat:
    suffix = Path(file).suffix.lower()
    if suffix in MARKDOWN:
        return BodyFormat.MARKDOWN
    return BodyFormat.HTML if suffix in HTML else BodyFormat.TEXT


def _formatted(text: str, body_format: BodyFormat) -> Text:
    match body_format:
        case BodyFormat.AUTO | BodyFormat.TEXT:
            return Text(text)
        case BodyFormat.MARKDOWN:
            # Markdown is made to be read as it is written.
            return Text(text, _page(_markdown(text)))
        case BodyFormat.HTML:
            from shell.html.render import html_text

            return Text(html_text(text, WIDTH), text)


def _markdown(text: str) -> str:
    from markdown_it import MarkdownIt

    # Tags that the text itself holds are shown, not obeyed.
    options = {"html": False, "linkify": False}
    page: str = MarkdownIt("commonmark", options).enable("table").render(text)
    return page


def _page(body: str) -> str:
    """Return a whole page around what Markdown gives."""
    return f"<!DOCTYPE html>\n<html><body>\n{body}</body></html>\n"


def _decoded(octets: bytes, name: str, chosen: BodyFormat = BodyFormat.TEXT) -> str:
    """Return the text of a file: UTF-8, what its mark or HTML names, or what fits."""
    if not octets.startswith(WIDE_MARKS) and BINARY.search(octets):
        what = f"{name} is no text"
        raise ShellError(
            kind=Kind.MESSAGE, what=what, hint="Attach it with -a instead of -m."
        )
    named = META.search(octets[:1024]) if chosen is BodyFormat.HTML else None
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = named[1].decode("ascii") if named else "us-ascii"
        return charset.decode(octets, declared).value


def _typed(text: str) -> str:
    """Return what stood on the command line, octets that are not UTF-8 read too."""
    return _decoded(os.fsencode(text), "--text")
