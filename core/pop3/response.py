"""Responses: a status indicator, its text, and what a multi-line one carries.

RFC 1939 section 3, RFC 2449 sections 4 and 8, RFC 3206, RFC 5034.
"""

import re
from collections.abc import Mapping
from enum import Enum
from functools import cached_property
from types import MappingProxyType

from attrs import Attribute, field

from core.defect import Defect, DefectKind, Parsed
from core.pattern import pattern
from core.span import Span
from core.value import frozen

# A response with its CRLF.                                    RFC 2449 section 4
RESPONSE_OCTETS = 512

# single-line = status [SP text] CRLF                          RFC 2449 section 3
# The status is "+OK" or "-ERR"; a challenge has "+" instead.   RFC 5034 section 4
STATUS_LINE = pattern(rb"(\+OK|-ERR|\+)(?: (.*+))?+", re.DOTALL)

# A whole line of +OK about which nothing is odd.
PLAIN_OK = pattern(rb"\+OK(?: ([^\x00\r\n]*+))?+\r\n")

# resp-code  = "[" resp-level *("/" resp-level) "]"            RFC 2449 section 3
# resp-level = 1*rchar
# rchar      = %x21-2E / %x30-5C / %x5E-7F
RESP_CODE = pattern(rb"\[([!-.0-\\^-\x7f]++(?:/[!-.0-\\^-\x7f]++)*+)\]")
RESP_CODE_TEXT = pattern(r"[!-.0-\\^-\x7f]++(?:/[!-.0-\\^-\x7f]++)*+")

UNWRITABLE = pattern(rb"[\x00\r\n]")


class Status(Enum):
    """How a response begins: its status indicator. RFC 1939 section 3."""

    OK = b"+OK"
    ERR = b"-ERR"
    CHALLENGE = b"+"
    """AUTH is under way and the client is to go on. RFC 5034 section 4."""


# Looked up for every response; calling Status takes three times as long.
STATUSES: Mapping[bytes, Status] = MappingProxyType(
    {status.value: status for status in Status}
)


def _is_resp_code(_: object, attribute: "Attribute[str]", value: str) -> None:
    if not RESP_CODE_TEXT.fullmatch(value):
        raise ValueError(
            f"RespCode.{attribute.name} must be levels of printable ASCII with a "
            f'"/" between, without "]", not {value!r}'
        )


def uppercase(text: str) -> str:
    """Return words as they are compared: RFC 2449 tells no case apart."""
    return text.upper()


@frozen
class RespCode:
    """An extended response code without its brackets. RFC 2449 section 8.

    `text` is in upper case; its levels, the general one first, stand between
    "/". Raises ValueError if `text` does not fit resp-code.
    """

    text: str = field(converter=uppercase, validator=_is_resp_code)


IN_USE = RespCode("IN-USE")
LOGIN_DELAY = RespCode("LOGIN-DELAY")
SYS_TEMP = RespCode("SYS/TEMP")
SYS_PERM = RespCode("SYS/PERM")
AUTH = RespCode("AUTH")
UTF8 = RespCode("UTF8")


def covers(general: RespCode, code: RespCode) -> bool:
    """Return whether `code` is `general` or a level below it. RFC 2449 section 8."""
    return f"{code.text}/".startswith(f"{general.text}/")


class Standing(Enum):
    """What a resp-code says of trying again. RFC 2449 section 8.1, RFC 3206."""

    TEMPORARY = "the maildrop is in use, logged in to too soon, or the system ails"
    PERMANENT = "the system ails until somebody mends it"
    CREDENTIALS = "the user name or the secret is wrong"
    UNSAID = "no resp-code, or one that says nothing of it"


@frozen
class Response:
    """What a server answers to one command. RFC 1939 section 3.

    `text` is the octets behind the status indicator and its space; they may be
    in any charset. `body` is what follows in a multi-line response: octets of
    whole lines without transparency and without the final dot, in blocks, so
    that a listing of a million lines is never joined. It is None in a
    single-line response, and where the body is handed on in pieces. Raises
    ValueError for CR, LF or NUL in `text`.
    """

    status: Status
    text: bytes = b""
    body: tuple[bytes, ...] | None = None

    def __attrs_post_init__(self) -> None:
        text = self.text
        if b"\r" in text or b"\n" in text or b"\0" in text:
            raise ValueError("Response.text must hold no CR, LF or NUL")

    @cached_property
    def code(self) -> RespCode | None:
        """The extended response code that the text begins with."""
        found = RESP_CODE.match(self.text)
        return None if found is None else RespCode(found[1].decode("ascii"))

    @property
    def words(self) -> bytes:
        """The text behind the resp-code: what is meant for a person."""
        found = RESP_CODE.match(self.text)
        return self.text if found is None else self.text[found.end() :].lstrip(b" ")


def standing(response: Response) -> Standing:
    """Return what the resp-code of `response` says of trying again."""
    code = response.code
    if code is None:
        return Standing.UNSAID
    if covers(IN_USE, code) or covers(LOGIN_DELAY, code) or covers(SYS_TEMP, code):
        return Standing.TEMPORARY
    if covers(SYS_PERM, code):
        return Standing.PERMANENT
    return Standing.CREDENTIALS if covers(AUTH, code) else Standing.UNSAID


def plain_response(
    octets: bytes, start: int, longest: int
) -> tuple[Response, int] | None:
    """Return the +OK at `start`, as nearly all are, and where it stops with its CRLF.

    None where there is none whole, it is over `longest` octets, or parse_response
    would have more to say of it: that takes twice as long.
    """
    found = PLAIN_OK.match(octets, start)
    if found is None or found.end() - start > min(longest + 2, RESPONSE_OCTETS):
        return None
    return Response(Status.OK, found[1] or b""), found.end()


def parse_response(line: bytes) -> Parsed[Response | None]:
    """Return the response whose first line is `line`, without its CRLF.

    A status indicator is exact and in upper case, with a space or nothing
    behind it: else the value is None and the defect RESPONSE_STATUS_MISSING.
    NUL, CR and LF in the text become spaces and are RESPONSE_TEXT_CONTROL. A
    line over 512 octets is RESPONSE_LINE_LONG and read all the same; the line
    of a challenge has no such limit. RFC 1939 section 3, RFC 2449 section 4.
    """
    found = STATUS_LINE.fullmatch(line)
    if found is None:
        missing = Defect(DefectKind.RESPONSE_STATUS_MISSING, Span(0, len(line)))
        return Parsed(None, (missing,))
    status, text = STATUSES[found[1]], found[2] or b""
    defects: tuple[Defect, ...] = ()
    if len(line) + 2 > RESPONSE_OCTETS and status is not Status.CHALLENGE:
        defects = (Defect(DefectKind.RESPONSE_LINE_LONG, Span(0, len(line))),)
    control = UNWRITABLE.search(text)
    if control is not None:
        at = len(line) - len(text) + control.start()
        defects += (Defect(DefectKind.RESPONSE_TEXT_CONTROL, Span(at, at + 1)),)
        text = UNWRITABLE.sub(b" ", text)
    return Parsed(Response(status, text), defects)


def serialize_response(response: Response) -> bytes:
    """Return the first line of `response` with its CRLF; a body stands apart.

    A challenge of no octets has its blank all the same. RFC 5034 section 5.
    """
    indicator: bytes = response.status.value
    if not response.text and response.status is not Status.CHALLENGE:
        return indicator + b"\r\n"
    return b"%b %b\r\n" % (indicator, response.text)
