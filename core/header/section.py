"""The sections of parameters as they stand, with or without what grammar asks.

RFC 2045 section 5.1, RFC 2231 section 3. Offsets in defects count from the field body.
"""

import re
from typing import NamedTuple

from core.defect import Defect, DefectKind, Parsed
from core.header import lexis
from core.limits import DEFAULT_LIMITS, Limits
from core.pattern import pattern
from core.span import Span

# parameter := attribute "=" value       value := token / quoted-string
#                                                            RFC 2045 section 5.1
# token := 1*<any (US-ASCII) CHAR except SPACE, CTLs, or tspecials>
# attribute-char := <any (US-ASCII) CHAR except SPACE, CTLs, "*", "'", "%", or
#                    tspecials>                              RFC 2231 section 7
# initial-section := "*0"     other-sections := "*" ("1" to "9") *DIGIT
# extended-parameter has a final "*"                             RFC 2231 section 7
TOKEN = rb"[!#-'*+\-.0-9A-Z^-~]++"
ATTRIBUTE = rb"[!#$&+\-.0-9A-Z^-~]++"
UNQUOTED = pattern(TOKEN)
SEPARATORS = pattern(rb"[ \t\r\n;,]*+")
SECTION = pattern(
    rb"(" + ATTRIBUTE + rb")(?:\*([0-9]{1,6}))?(\*)?[ \t\r\n]*+=[ \t\r\n]*+"
)
QUOTED = pattern(rb'(?s)"((?:[^"\\]++|\\.)*+)"')
# Some programs put quotes about what is in quotes already.
QUOTED_TWICE = pattern(rb'""([^"\\;\r\n]++)""(?=[ \t\r\n]*+(?:;|\Z))')
UP_TO_SEMICOLON = pattern(rb"[^;]*+")
# A blank and one of these names with "=" begin a parameter even where no
# semicolon stands, and so does any name behind a fold; elsewhere another name may
# as well be part of a file name.
VALUE_END = pattern(
    rb"(?i)(;)|(?<![ \t\r\n,])(?:[ \t\r\n,]++"
    rb"(?=(?:boundary|charset|delsp|filename|format|name|size|type)[0-9*]*+[ \t]*+=)"
    rb"|[ \t,]*+\r?\n[ \t,]++(?=" + ATTRIBUTE + rb"[0-9*]*+[ \t]*+=))"
)
FOLD = pattern(rb"\r?\n[ \t]?")
# What people name may have quotes in it, and is written plainly beside its extended
# form, for readers without RFC 2231.
FILE_NAMES = frozenset({"filename", "name"})
# Old programs quote a path of Windows without doubling its backslashes. No file of
# Windows has a quote in its name.
DRIVE = pattern(rb'[A-Za-z]:\\[^\\"]')


class Section(NamedTuple):
    """One section of a parameter as it stands, its quotes and folds taken off.

    `number` is None where a value has no numbered sections. RFC 2231 section 3.
    """

    name: str
    number: int | None
    extended: bool
    octets: bytes
    span: Span


def scan(
    octets: bytes, start: int = 0, limits: Limits = DEFAULT_LIMITS
) -> Parsed[tuple[Section, ...]]:
    """Return the sections of all parameters of a body without comments, undecoded."""
    found: list[Section] = []
    defects: list[Defect] = []
    at = _end(SEPARATORS, octets, start)
    while at < len(octets):
        if len(found) == limits.fields:
            defects.append(Defect(DefectKind.LIMIT_MEMBERS, Span(at, len(octets))))
            break
        section = SECTION.match(octets, at)
        if section is None:
            stop = _end(UP_TO_SEMICOLON, octets, at)
            defects.append(Defect(DefectKind.PARAMETER_MALFORMED, Span(at, stop)))
        else:
            name = str(section[1], "ascii").lower()
            number = None if section[2] is None else int(section[2])
            whole = name in FILE_NAMES
            value, stop, kind = _scan_value(octets, section.end(), whole=whole)
            value, span = FOLD.sub(b" ", value), Span(at, stop)
            found.append(Section(name, number, section[3] is not None, value, span))
            if kind is not None:
                defects.append(Defect(kind, span))
        at = _end(SEPARATORS, octets, stop)
    return Parsed(tuple(found), tuple(defects))


def _end(pattern: "re.Pattern[bytes]", octets: bytes, at: int) -> int:
    """Return where the match of `pattern` at offset `at` ends; `at` for no match."""
    match = pattern.match(octets, at)
    return at if match is None else match.end()


def _scan_value(
    octets: bytes, at: int, *, whole: bool
) -> tuple[bytes, int, DefectKind | None]:
    """Return the value at offset `at`, where it ends, and what is wrong with it.

    What stands behind its quotes is part of it if it is wanted `whole`.
    """
    if octets[at : at + 1] == b'"':
        return _scan_quoted(octets, at, whole=whole)
    end = VALUE_END.search(octets, at)
    stop = len(octets) if end is None else end.start()
    value = octets[at:stop].rstrip()
    if end is not None and end[1] is None:
        return value, stop, DefectKind.PARAMETER_SEPARATOR_MISSING
    plain = UNQUOTED.fullmatch(value) is not None
    return value, stop, None if plain else DefectKind.PARAMETER_UNQUOTED


def _scan_quoted(
    octets: bytes, at: int, *, whole: bool
) -> tuple[bytes, int, DefectKind | None]:
    """Return the same for a value that begins with a quote."""
    if twice := QUOTED_TWICE.match(octets, at):
        return twice[1], twice.end(), DefectKind.PARAMETER_SEPARATOR_MISSING
    quoted = QUOTED.match(octets, at)
    if quoted is None:
        stop = _end(UP_TO_SEMICOLON, octets, at)
        kind = DefectKind.PARAMETER_QUOTE_UNCLOSED
        return _unescaped(octets[at + 1 : stop].rstrip()), stop, kind
    value = _unescaped(quoted[1])
    following = _end(SEPARATORS, octets, quoted.end())
    if following == len(octets) or b";" in octets[quoted.end() : following]:
        return value, following, None
    kind = DefectKind.PARAMETER_SEPARATOR_MISSING
    if SECTION.match(octets, following):
        return value, quoted.end(), kind
    stop = _end(UP_TO_SEMICOLON, octets, following)
    rest = octets[quoted.end() : stop].rstrip()
    if not whole and value:
        return value, stop, kind
    if rest.endswith(b'"'):
        return octets[at + 1 : quoted.end()] + rest[:-1], stop, kind
    return value + rest, stop, kind


def _unescaped(octets: bytes) -> bytes:
    """Return the content of a quoted-string without its backslashes."""
    if b"\\" not in octets or DRIVE.match(octets):
        return octets
    return lexis.QUOTED_PAIR.sub(rb"\1", octets)
