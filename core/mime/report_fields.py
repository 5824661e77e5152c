"""The fields of reports: groups of them, and what one says. RFC 3464 section 2.1."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from core.header.comment import blank_comments
from core.header.date import parse_date
from core.header.field import Header, parse_header
from core.header.msg_id import MsgId, parse_msg_id
from core.header.text import parse_text
from core.limits import Limits
from core.pattern import pattern
from core.status import EnhancedStatusCode, parse_status_code
from core.value import frozen

# delivery-status-content = per-message-fields 1*( CRLF per-recipient-fields )
#                                                            RFC 3464 section 2.1
GROUP_END = pattern(rb"(?:\A|(?<=\n))(?:[ \t]*+\r?\n)++")
# generic-address = *text; in utf-8 addresses, "\x{" 2*6HEXDIG "}" stands for a
# character that the channel could not carry.               RFC 6533 section 3
ESCAPED_TEXT = pattern(r"\\x\{([0-9A-Fa-f]{2,6})\}")
STATUS = pattern(rb"[0-9]++\.[0-9]++\.[0-9]++")
T = TypeVar("T")


@frozen
class TypedValue:
    """A value and the kind of thing it is: "rfc822" and an address, for instance.

    RFC 3464 sections 2.1.2 and 2.2. `type` is in lower case, and "" where the field
    names none.
    """

    type: str
    value: str


def groups(octets: bytes, limits: Limits) -> list[Header]:
    """Return the groups of fields: `Limits.parts`, and what is left as one more."""
    found = GROUP_END.split(octets, limits.parts)
    return [parse_header(group, limits).value for group in found if group]


def whole(octets: bytes, limits: Limits) -> Header:
    """Return all fields as one group, whatever empty lines stand between them."""
    fields = [field for group in groups(octets, limits) for field in group.fields]
    return Header(tuple(fields))


def read(group: Header, name: str, parse: Callable[[bytes], T]) -> T | None:
    """Return what the first field `name` says, read by `parse`; None without it."""
    found = group.first(name)
    return None if found is None else parse(found.body)


def every(group: Header, name: str) -> tuple[str, ...]:
    """Return the texts of all fields `name`."""
    return tuple(text(field.body) for field in group.every(name))


def text(octets: bytes) -> str:
    """Return a field body as text."""
    return parse_text(octets).value


def plain(octets: bytes) -> str:
    """Return a field body as text, without its comments."""
    return text(blank_comments(octets))


def lower(text: str | None) -> str | None:
    """Return `text` in lower case, without blanks at its ends."""
    return None if text is None else text.strip().lower()


def word(octets: bytes) -> str:
    """Return a keyword, in lower case."""
    return plain(octets).lower()


def date(octets: bytes) -> datetime | None:
    """Return a date-time, None for what is none."""
    return parse_date(octets).value


def msg_id(octets: bytes) -> MsgId | None:
    """Return a msg-id, None for what is none."""
    return parse_msg_id(octets).value


def status(octets: bytes) -> EnhancedStatusCode | None:
    """Return the status code in a field body, None without one."""
    found = STATUS.search(octets)
    return None if found is None else parse_status_code(found[0]).value


def typed(octets: bytes) -> TypedValue:
    """Return a type and what it is a type of."""
    return diagnostic(blank_comments(octets))


def diagnostic(octets: bytes) -> TypedValue:
    """Return a type and a text in which parentheses are part of the text."""
    before, sign, after = text(octets).partition(";")
    if not sign:
        return TypedValue("", before)
    kind = before.strip().lower()
    return TypedValue(
        kind, _unescaped(after.strip()) if kind == "utf-8" else after.strip()
    )


def _unescaped(text: str) -> str:
    """Return an address of RFC 6533 with its characters. Surrogates stay escaped."""

    def character(match: "re.Match[str]") -> str:
        number = int(match[1], 16)
        return chr(number) if _is_character(number) else match[0]

    return ESCAPED_TEXT.sub(character, text)


def _is_character(number: int) -> bool:
    return number < 0xD800 or 0xDFFF < number < 0x110000
