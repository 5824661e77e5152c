"""A name for a file to be saved, out of whatever a sender called it.

A sender's name is a wish: it may hold paths, controls, names of devices. RFC 2183
section 2.3, RFC 6266 section 4.3.
"""

import re
import unicodedata

from core.pattern import pattern

LONGEST = 255
"""How many octets of UTF-8 a name may have on the file systems in use."""

FALLBACK = "attachment"

# Characters that are looked at. Putting many combining marks in their order takes the
# square of their number.
LONGEST_WISH = 1_024

# What separates path parts in Unix and in Windows.
SEPARATORS = pattern(r"[/\\]")

# C0, DEL, C1; soft hyphen; the characters of UAX #9 that change direction; zero-width
# ones; LINE and PARAGRAPH SEPARATOR; variation tags, private and unassigned markers
# that show nothing; lone surrogates and noncharacters.
UNSEEN = pattern(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff"
    "\ufdd0-\ufdef\U000e0000-\U000e0fff]"
)

# What Windows has a use for. ":" would name a stream inside another file.
RESERVED = str.maketrans(dict.fromkeys('<>:"|?*', "_"))

# Windows reads these as devices in any folder, with any suffix.
DEVICE = pattern(
    r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9\xb9\xb2\xb3])"
    r" *(?:\..*)?",
    re.IGNORECASE | re.DOTALL,
)

# A name that begins so is hidden, or an option to the program it is handed to; one
# that ends in a dot or a blank is another name in Windows.
FRONT = " .-~\u3000"
BACK = " .\u3000"

# Suffixes longer than this are part of the name when it has to be cut.
LONGEST_SUFFIX = 32


def safe_filename(wish: str) -> str:
    """Return a name for one file in one folder, as near to `wish` as is safe.

    The last part of a path, in NFC, without what acts or does not show, never
    empty, at most 255 octets of UTF-8; a suffix is kept. A safe name stays as it is.
    """
    name = UNSEEN.sub("", SEPARATORS.split(wish)[-1]).lstrip(FRONT)
    if len(name) > LONGEST_WISH:
        name = name[: LONGEST_WISH // 2] + name[-LONGEST_WISH // 8 :]
    # No separator and nothing unseen comes of composing.
    name = unicodedata.normalize("NFC", name)
    name = name.translate(RESERVED).lstrip(FRONT).rstrip(BACK)
    if not name:
        return FALLBACK
    if DEVICE.fullmatch(name):
        name = f"_{name}"
    return shortened(name)


def numbered(name: str, number: int) -> str:
    """Return the safe `name` with a number before its suffix: `report-2.pdf`."""
    stem, suffix = _halves(name)
    mark = f"-{number}"
    return _cut(stem, LONGEST - len(f"{mark}{suffix}".encode())) + mark + suffix


def shortened(name: str) -> str:
    """Return `name` in at most 255 octets of UTF-8, with its suffix."""
    if len(name.encode()) <= LONGEST:
        return name
    stem, suffix = _halves(name)
    return _cut(stem, LONGEST - len(suffix.encode())).rstrip(BACK) + suffix


def _halves(name: str) -> tuple[str, str]:
    """Return the name up to its suffix, and the suffix with its dot or nothing."""
    stem, dot, suffix = name.rpartition(".")
    if not stem or not dot or len(suffix.encode()) > LONGEST_SUFFIX or " " in suffix:
        return name, ""
    return stem, f".{suffix}"


def _cut(text: str, octets: int) -> str:
    """Return as many whole characters of `text` as `octets` hold."""
    return text.encode()[:octets].decode("utf-8", "ignore")
