"""The terminals of the header section: one pattern per ABNF name. RFC 5322 section 3.2.

Patterns over octets are bytes and take an octet above 127 wherever RFC 6532 allows
UTF-8; whether it is UTF-8 shows when it is decoded. Patterns over values are str, end
in _TEXT, and hold the same characters, so that what a parser takes a constructor takes.
Every repetition is possessive.
"""

import re
from collections.abc import Callable

from attrs import Attribute

from core.pattern import pattern

# atext = ALPHA / DIGIT / "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "/" /
#         "=" / "?" / "^" / "_" / "`" / "{" / "|" / "}" / "~"    RFC 5322 section 3.2.3
# atext =/ UTF8-non-ascii                                        RFC 6532 section 3.2
ASCII_ATEXT = rb"!#-'*+\-/-9=?A-Z^-~"
ATEXT = ASCII_ATEXT + rb"\x80-\xff"
# A class over text names what it leaves out, lone surrogates too: the long ranges
# beyond US-ASCII take `re` milliseconds to compile, at every start.
ATEXT_TEXT = r"[^\x00-\x20\"(),.:;<>@\[\\\]\x7f\ud800-\udfff]"

# atom = [CFWS] 1*atext [CFWS]             dot-atom-text = 1*atext *("." 1*atext)
DOT_ATOM_TEXT = pattern(rf"{ATEXT_TEXT}++(?:\.{ATEXT_TEXT}++)*+")

# FWS = ([*WSP CRLF] 1*WSP) / obs-FWS                      RFC 5322 section 3.2.2
# A line end of LF alone folds as CRLF does; BARE_BREAK finds what folds nothing.
FWS = pattern(rb"[ \t\r\n]++")
FOLD = pattern(rb"\r?\n(?=[ \t])")
BARE_BREAK = pattern(rb"\r(?!\n)|\n(?![ \t]|\r?\n)")

# qtext = %d33 / %d35-91 / %d93-126                        RFC 5322 section 3.2.4
# quoted-pair = "\" (VCHAR / WSP)                          RFC 5322 section 3.2.1
QUOTED_PAIR = pattern(rb"(?s)\\(.)")
TO_QUOTE_TEXT = pattern(r'["\\]')

# What a quoted-string can hold once its quotes are off: printable text and blanks.
LOCAL_PART_TEXT = pattern(r"[^\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]*+")
# A display name, or any text of one line.
LINE_TEXT = LOCAL_PART_TEXT
CONTROL_TEXT = pattern(r"[\x00-\x08\x0a-\x1f\x7f]")

# dtext = %d33-90 / %d94-126              domain-literal = "[" *([FWS] dtext) [FWS] "]"
# domain = dot-atom / domain-literal                       RFC 5322 section 3.4.1
DTEXT_TEXT = r"[^\x00-\x20\[\\\]\x7f\ud800-\udfff]"
DOMAIN_TEXT = pattern(rf"{DOT_ATOM_TEXT.pattern}|\[{DTEXT_TEXT}*+\]")

# comment = "(" *([FWS] ccontent) [FWS] ")"                RFC 5322 section 3.2.2
PARENTHESIS = pattern(rb"(?s)\\.|[()]")

# ftext = %d33-57 / %d59-126                               RFC 5322 section 3.6.8
FIELD_NAME = pattern(rb"[!-9;-~]++")
FIELD_NAME_TEXT = pattern(r"[!-9;-~]++")

# ext-octet = "%" 2HEXDIG                                          RFC 2231 section 7
PERCENT = pattern(rb"%([0-9A-Fa-f]{2})")
# What no octets in UTF-8 stand for, so that no text with it can be written.
SURROGATE_TEXT = pattern("[\\ud800-\\udfff]")

# encoded-word = "=?" charset "?" encoding "?" encoded-text "?="   RFC 2047 section 2
# Blanks and specials in the encoded-text are taken as many programs write them.
ENCODED_WORD_TOKEN = rb"=\?[!#-'*+\-0-9A-Z^-~]++\?[BbQq]\?[^?\r\n]*+\?="


def fits(
    pattern: "re.Pattern[str]", production: str
) -> "Callable[[object, Attribute[str], str], None]":
    """Return a validator: the whole value matches `pattern`, named `production`."""

    def check(owner: object, attribute: "Attribute[str]", value: str) -> None:
        if pattern.fullmatch(value) is None:
            name = f"{type(owner).__name__}.{attribute.name}"
            raise ValueError(f"{name} must be {production}, not {value!r}")

    return check
