"""What a server found out about a message's author. RFC 8601.

Authentication-Results: example.org 1; spf=pass smtp.mailfrom=example.net;
 dkim=pass (good signature) header.d=example.net
"""

import re
from collections.abc import Iterator
from itertools import islice

from attrs import field
from attrs.validators import optional

from core.defect import Defect, DefectKind, Parsed
from core.findings import capped
from core.header import lexis
from core.header.text import decode_raw, one_line, quoted_string
from core.header.tokens import unquoted, without_comments
from core.limits import DEFAULT_LIMITS, Limits
from core.pattern import pattern
from core.span import Span
from core.value import frozen

# Keyword = let-dig followed by Ldh-str; some write "_" in one.    RFC 5321, 4.1.2
KEYWORD_TEXT = pattern(r"[A-Za-z0-9](?:[A-Za-z0-9_\-]*+)")
# value = token / quoted-string                                   RFC 2045 section 5.1
# pvalue = [CFWS] ((value / [[local-part] "@"] domain-name) [CFWS])
#                                                                 RFC 8601 section 2.2
TOKEN_TEXT = pattern(r"[!#-'*+\-.0-9A-Z^-~]++")
AT_DOMAIN_TEXT = pattern(
    rf"(?:{lexis.DOT_ATOM_TEXT.pattern})?@{lexis.DOT_ATOM_TEXT.pattern}"
)
# An escaped quote outside of quotes begins nothing, lest a row of them be searched
# to the end from each.
_QUOTED = rb'"(?:[^"\\]++|\\.)*+"|\\["\\]|\\'
_VALUE = rb"((?:" + _QUOTED + rb'|[^ \t\r\n;"\\]++)++)'
_BLANKS = rb"[ \t\r\n]*+"
PIECE = pattern(rb"(?s)(?:" + _QUOTED + rb'|[^";\\]++|")*+;?')
AUTHSERV_ID = pattern(
    rb"(?s)" + _BLANKS + _VALUE + rb"(?:[ \t\r\n]++([0-9]{1,9}))?" + _BLANKS
)
# methodspec = [CFWS] method [CFWS] "=" [CFWS] result, method with its version
# reasonspec = "reason" [CFWS] "=" [CFWS] value
# propspec = ptype [CFWS] "." [CFWS] property [CFWS] "=" pvalue
NAME = rb"[A-Za-z0-9][A-Za-z0-9_\-]*+"
PAIR = pattern(
    rb"(?s)%b(%b)(?:%b\.%b(%b))?(?:%b/%b([0-9]{1,9}))?%b=%b%b%b"
    % (_BLANKS, NAME, *((_BLANKS,) * 2), NAME, *((_BLANKS,) * 4), _VALUE, _BLANKS)
)
JUNK = pattern(_BLANKS + rb"[^ \t\r\n]*+" + _BLANKS)
# no-result, or nothing at all.
NOTHING = pattern(_BLANKS + rb"(?i:none)?" + _BLANKS)
QUOTED = pattern(rb'(?s)"(?:[^"\\]++|\\.)*+"')

_KEYWORD = lexis.fits(KEYWORD_TEXT, "a keyword")
_LINE = lexis.fits(lexis.LINE_TEXT, "text without controls")


@frozen(kw_only=True)
class MethodProperty:
    """What a method looked at, `header.d=example.org`. RFC 8601 section 2.2.

    Raises ValueError unless `ptype` and `name` are keywords, `value` one line.
    """

    ptype: str = field(validator=_KEYWORD)
    name: str = field(validator=_KEYWORD)
    value: str = field(validator=_LINE)


@frozen(kw_only=True)
class MethodResult:
    """What one method came to. RFC 8601 section 2.2. `result` is in lower case.

    Raises ValueError unless method and result are keywords, `reason` one line.
    """

    method: str = field(validator=_KEYWORD)
    version: int | None = None
    result: str = field(validator=_KEYWORD)
    reason: str | None = field(default=None, validator=optional(_LINE))
    properties: tuple[MethodProperty, ...] = ()


@frozen(kw_only=True)
class AuthenticationResults:
    """An Authentication-Results field. RFC 8601 section 2.2.

    `authserv_id` names who says so: only a reader's own servers can be believed.
    None where it is missing. Without results the server checked nothing.
    """

    authserv_id: str | None = field(validator=optional(_LINE))
    version: int | None = None
    results: tuple[MethodResult, ...] = ()


def parse_authentication_results(
    octets: bytes, limits: Limits = DEFAULT_LIMITS
) -> Parsed[AuthenticationResults]:
    """Return what the field says. RFC 8601 section 2.2.

    Methods, results and property names come in lower case, comments are left out.
    AUTHENTICATION_MALFORMED: a piece that is nothing of it is left out.
    AUTHENTICATION_ID_MISSING: the field begins with a result. More results or
    properties than `limits.fields` are LIMIT_MEMBERS.
    """
    plain = without_comments(octets)
    defects: list[Defect] = []
    head, *pieces = islice(PIECE.finditer(plain), limits.fields + 2)
    if len(pieces) > limits.fields:
        rest = Span(pieces.pop().start(), len(octets))
        defects.append(Defect(DefectKind.LIMIT_MEMBERS, rest))
    match = AUTHSERV_ID.fullmatch(plain, 0, _stop(head))
    if match is None or PAIR.fullmatch(match[1]):
        span = Span(0, _stop(head))
        defects.append(Defect(DefectKind.AUTHENTICATION_ID_MISSING, span))
        pieces.insert(0, head)
        match = None
    results: list[MethodResult] = []
    for piece in pieces:
        start, stop = piece.start(), _stop(piece)
        if NOTHING.fullmatch(plain, start, stop) is None:
            result = _result(plain, start, stop, limits, defects)
            results += () if result is None else (result,)
    value = AuthenticationResults(
        authserv_id=None if match is None else _text(match[1]) or None,
        version=None if match is None or match[2] is None else int(match[2]),
        results=tuple(results),
    )
    return Parsed(value, capped(defects, limits))


def _stop(piece: "re.Match[bytes]") -> int:
    """Return where a piece stops, its semicolon left out."""
    return piece.end() - piece[0].endswith(b";")


def _result(
    plain: bytes, start: int, stop: int, limits: Limits, defects: list[Defect]
) -> MethodResult | None:
    """Return what the piece [start, stop) says, or None if it names no result."""
    pairs = list(islice(_pairs(plain, start, stop, limits, defects), limits.fields))
    result = _text(pairs[0][4]).lower() if pairs else ""
    if not pairs or pairs[0][2] is not None or not KEYWORD_TEXT.fullmatch(result):
        defects.append(Defect(DefectKind.AUTHENTICATION_MALFORMED, Span(start, stop)))
        return None
    method, *others = pairs
    reason: str | None = None
    properties: list[MethodProperty] = []
    for pair in others:
        name, value = str(pair[1], "ascii").lower(), _text(pair[4])
        if pair[2] is not None and pair[3] is None:
            inner = str(pair[2], "ascii").lower()
            properties.append(MethodProperty(ptype=name, name=inner, value=value))
        elif name == "reason" and reason is None and pair[3] is None:
            reason = value
        else:
            span = Span(*pair.span())
            defects.append(Defect(DefectKind.AUTHENTICATION_MALFORMED, span))
    return MethodResult(
        method=str(method[1], "ascii").lower(),
        version=None if method[3] is None else int(method[3]),
        result=result,
        reason=reason,
        properties=tuple(properties),
    )


def _pairs(
    plain: bytes, start: int, stop: int, limits: Limits, defects: list[Defect]
) -> Iterator["re.Match[bytes]"]:
    """Yield what has a name, "=" and a value; report what stands between."""
    at = start
    while at < stop and len(defects) <= limits.defects:
        pair = PAIR.match(plain, at, stop)
        if pair is None:
            junk = JUNK.match(plain, at, stop)
            end = stop if junk is None else junk.end()
            malformed = DefectKind.AUTHENTICATION_MALFORMED
            defects.append(Defect(malformed, Span(at, end)))
            at = end
        else:
            yield pair
            at = pair.end()


def _text(value: bytes) -> str:
    """Return a value without its quotes, as one line."""
    quoted = QUOTED.fullmatch(value) is not None
    return one_line(decode_raw(unquoted(value) if quoted else value).value)


def serialize_authentication_results(results: AuthenticationResults) -> bytes:
    """Return the octets of the field on one line. RFC 8601 section 2.2."""
    name = results.authserv_id or ""
    # Whoever says it is a value, and no pvalue: an "=" in it has to be quoted.
    head = name if TOKEN_TEXT.fullmatch(name) else quoted_string(name)
    if results.version is not None:
        head += f" {results.version}"
    pieces = [_piece(result) for result in results.results] or ["none"]
    return "; ".join((head, *pieces)).encode()


def _piece(result: MethodResult) -> str:
    version = "" if result.version is None else f"/{result.version}"
    words = [f"{result.method}{version}={result.result}"]
    if result.reason is not None:
        words.append(f"reason={_value(result.reason)}")
    words += [
        f"{each.ptype}.{each.name}={_value(each.value)}" for each in result.properties
    ]
    return " ".join(words)


def _value(text: str) -> str:
    plain = TOKEN_TEXT.fullmatch(text) or AT_DOMAIN_TEXT.fullmatch(text)
    return text if plain else quoted_string(text)
