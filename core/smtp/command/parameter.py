"""The parameters of MAIL and RCPT that are more than a word. RFC 5321 section 4.1.2."""

import re
from enum import Enum
from typing import TypeAlias

from attrs import Attribute, field

from core.pattern import pattern
from core.value import frozen

# esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
# esmtp-value = 1*(%d33-60 / %d62-126), and UTF-8 by RFC 6531 section 3.3
KEYWORD_TEXT = pattern(r"[A-Z0-9][A-Z0-9\-]*+")
VALUE_TEXT = pattern(r"[^\x00-\x20=\x7f\ud800-\udfff]++")
# addr-type, the first half of ORCPT=                      RFC 3461 section 4.2
KIND_TEXT = pattern(r"[A-Za-z0-9\-]++")
# xtext = *( xchar / hexchar )   xchar = %d33-42 / %d44-60 / %d62-126
# hexchar = "+" 2(%x30-39 / %x41-46)                       RFC 3461 section 4
XTEXT = pattern(r"(?:[!-*,-<>-~]|\+[0-9A-F]{2})*+")
HEXCHAR = pattern(r"\+([0-9A-F]{2})")
TO_HEX = pattern(r"[^!-*,-<>-~]")
# date-time, to the second or finer                        RFC 3339 section 5.6
MOMENT_TEXT = pattern(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+\-]\d\d:\d\d)", re.ASCII
)
# by-value = by-time ";" by-mode [by-trace]                RFC 2852 section 4
BY_TEXT = pattern(r"([+\-]?[0-9]{1,9});([NRnr])([Tt]?)")


class ByMode(Enum):
    """What becomes of a message that is late. RFC 2852 section 4."""

    NOTIFY = "N"
    RETURN = "R"


@frozen
class DeliverBy:
    """BY=: deliver within `seconds`, of which none may be left. RFC 2852 section 4.

    Raises ValueError for over nine digits, and for none left with RETURN.
    """

    seconds: int = field()
    mode: ByMode
    traced: bool = False

    @seconds.validator
    def _nine_digits(self, _: "Attribute[int]", value: int) -> None:
        if abs(value) > 999_999_999:
            raise ValueError("seconds must have nine digits at most")

    def __attrs_post_init__(self) -> None:
        if self.mode is ByMode.RETURN and self.seconds <= 0:
            raise ValueError(
                "seconds must be positive with RETURN (RFC 2852 section 4)"
            )


@frozen
class HoldFor:
    """HOLDFOR=: deliver no sooner than in `seconds`. RFC 4865 section 4."""

    seconds: int = field()

    @seconds.validator
    def _nine_digits(self, _: "Attribute[int]", value: int) -> None:
        if not 1 <= value <= 999_999_999:
            raise ValueError("seconds must be positive and have nine digits at most")


@frozen
class HoldUntil:
    """HOLDUNTIL=: deliver no sooner than at `moment`, a date-time. RFC 4865."""

    moment: str = field()

    @moment.validator
    def _dated(self, _: "Attribute[str]", value: str) -> None:
        if not MOMENT_TEXT.fullmatch(value):
            raise ValueError(f"moment must be a date-time (RFC 3339), not {value!r}")


Hold: TypeAlias = HoldFor | HoldUntil


@frozen
class OriginalRecipient:
    """ORCPT=: who the message was first addressed to. RFC 3461 section 4.2.

    `kind` is the address type, "rfc822" for mail. Raises ValueError for a kind
    that is no atom, and for an address with controls or beyond US-ASCII.
    """

    kind: str = field()
    address: str = field()

    @kind.validator
    def _atom(self, _: "Attribute[str]", value: str) -> None:
        if not KIND_TEXT.fullmatch(value):
            raise ValueError("kind must be an address type, as rfc822 is")

    @address.validator
    def _ascii(self, _: "Attribute[str]", value: str) -> None:
        if not (value and value.isascii() and value.isprintable()):
            raise ValueError("address must be printable US-ASCII")


@frozen
class Parameter:
    """An esmtp-param that no class here knows: its keyword in upper case, its value.

    Raises ValueError for what the productions do not allow.
    """

    keyword: str = field()
    value: str | None = field(default=None)

    @keyword.validator
    def _named(self, _: "Attribute[str]", value: str) -> None:
        if not KEYWORD_TEXT.fullmatch(value):
            raise ValueError("keyword must be an esmtp-keyword in upper case")

    @value.validator
    def _valued(self, _: "Attribute[str | None]", value: str | None) -> None:
        if value is not None and not VALUE_TEXT.fullmatch(value):
            raise ValueError("value must be an esmtp-value (RFC 5321 section 4.1.2)")


def encode_xtext(text: str) -> str:
    """Return printable US-ASCII `text` as xtext. RFC 3461 section 4."""
    return TO_HEX.sub(lambda found: f"+{ord(found[0]):02X}", text)


def decode_xtext(text: str) -> str | None:
    """Return what xtext stands for, None if it is none or not printable US-ASCII."""
    if not XTEXT.fullmatch(text):
        return None
    plain = HEXCHAR.sub(lambda found: chr(int(found[1], 16)), text)
    return plain if plain.isascii() and plain.isprintable() else None


def parse_by(value: str) -> DeliverBy | None:
    """Return the value of BY=, None if it is none. RFC 2852 section 4."""
    found = BY_TEXT.fullmatch(value)
    if found is None:
        return None
    mode = ByMode(found[2].upper())
    seconds = int(found[1])
    if mode is ByMode.RETURN and seconds <= 0:
        return None
    return DeliverBy(seconds, mode, bool(found[3]))


def serialize_by(by: DeliverBy) -> str:
    """Return the value of BY=."""
    return f"{by.seconds};{by.mode.value}{'T' if by.traced else ''}"
