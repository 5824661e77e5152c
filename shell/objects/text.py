"""Objects as one line of JSON each, exact and harmless on a terminal."""

import json
import re
from collections.abc import Mapping
from typing import Final

from core.visible import ACTING_TEXT

VERSION: Final = 1


def json_line(value: Mapping[str, object]) -> str:
    """Return `value` as JSON on one line, without a line end.

    What could act on a terminal is a \\u escape, so that a reader gets it exactly.
    """
    # JSON itself escapes the C0 controls; what is left can only stand in its strings.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return ACTING_TEXT.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
