"""Text from outside made harmless for a terminal: what could act is shown instead."""

import re

from core.pattern import pattern

# C0 but LF and TAB, DEL, C1; the Bidi_Control characters of UAX #9; LINE SEPARATOR and
# PARAGRAPH SEPARATOR; lone surrogates.
ACTING = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f"
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    r"\u2028\u2029\ud800-\udfff"
)
ACTING_TEXT = pattern(f"[{ACTING}]")
ACTING_IN_A_LINE_TEXT = pattern(rf"[\t\n{ACTING}]")
NAMED = {"\t": r"\t", "\n": r"\n", "\r": r"\r"}.get


def visible(text: str) -> str:
    """Return `text` with an escape such as `\\x1b` or `\\u202e` for all that could act.

    LF and TAB stay. Nothing else is changed, so what was made visible stays as it is.
    A CRLF is to be made LF before: a lone CR writes over a line.
    """
    return ACTING_TEXT.sub(_escape, text)


def visible_line(text: str) -> str:
    """Return `text` as `visible` does, on one line: LF and TAB are escaped too.

    For what stands in a line of ours, a field or a file name, which could otherwise
    write lines that look like ours.
    """
    return ACTING_IN_A_LINE_TEXT.sub(_escape, text)


def read_octets(octets: bytes) -> str:
    """Return what octets say: UTF-8, else GB18030, else with `\\xff` escapes.

    Servers in China answer in GB18030. The text may still hold what acts on a terminal.
    """
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return octets.decode("gb18030")
    except UnicodeDecodeError:
        return octets.decode("utf-8", "backslashreplace")


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return NAMED(character) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
