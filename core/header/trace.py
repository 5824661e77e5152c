"""What servers write as a message passes: Received and Return-Path.

RFC 5321 section 4.4, RFC 5322 section 3.6.7.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from attrs import Attribute, field

from core.defect import Defect, DefectKind, Parsed
from core.findings import capped, moved
from core.header import lexis
from core.header.address import AddrSpec, parse_mailbox, serialize_addr_spec
from core.header.date import parse_date, serialize_date
from core.header.text import comment_text, decode_raw, serialize_comment
from core.header.tokens import Token, tokens
from core.limits import DEFAULT_LIMITS, Limits
from core.pattern import pattern
from core.span import Span
from core.value import frozen

# Stamp = From-domain By-domain Opt-info [CFWS] ";" FWS date-time
# Opt-info = [Via] [With] [ID] [For] [Additional-Registered-Clauses]
#                                                          RFC 5321 section 4.4
# The last two are registered by RFC 8314 section 7.4.
CLAUSES = ("from", "by", "via", "with", "id", "for", "tls", "group")
# A word of a clause: anything but what ends it, or quoted. A bracket that is not
# closed would take in the comment behind it.
_WORD_TEXT = (
    r'(?:"(?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[\t -~])*+"'
    r"|\[[^\x00-\x1f\"();\\\[\]\x7f\ud800-\udfff]*+\]"
    r"|[^\x00-\x20\"();\\\[\x7f\ud800-\udfff])++"
)
VALUE_TEXT = pattern(
    rf"{_WORD_TEXT}(?: (?!(?i:{'|'.join(CLAUSES)})(?: |\Z)){_WORD_TEXT})*+|"
)
# Tokens in one word; what is past them is left out.
LONGEST_WORD = 1_000
# return-path = "<" ">"                                    RFC 5321 section 4.4
NULL_PATH = pattern(rb"[ \t\r\n]*+<[ \t\r\n]*+>[ \t\r\n]*+")
# TCP-info = address-literal / ( Domain FWS address-literal )
ADDRESS_LITERAL_TEXT = pattern(r"\[(?:(?i:IPv6:))?([0-9A-Fa-f:.]++)\]")


def _is_clause(_: object, attribute: "Attribute[str]", value: str) -> None:
    if value not in CLAUSES:
        raise ValueError(f"Clause.{attribute.name} must be one of {CLAUSES}: {value!r}")


def _are_lines(
    _: object, at: "Attribute[tuple[str, ...]]", value: Sequence[str]
) -> None:
    if not all(map(lexis.LINE_TEXT.fullmatch, value)):
        raise ValueError(f"{at.name} must be without line ends and controls: {value!r}")


@frozen
class Clause:
    """One clause of a Received field, and the comments behind it. RFC 5321, 4.4.

    `name` is one of CLAUSES, `value` its words as they stand, a space between, ""
    where none does. Raises ValueError for a word that begins another clause, or
    ends the field.
    """

    name: str = field(validator=_is_clause)
    value: str = field(validator=lexis.fits(VALUE_TEXT, "the words of a clause"))
    comments: tuple[str, ...] = field(default=(), validator=_are_lines)

    @property
    def address(self) -> str | None:
        """The Internet address that comments give in brackets, as servers saw it."""
        found = map(ADDRESS_LITERAL_TEXT.search, self.comments)
        return next((match[1] for match in found if match), None)


@frozen
class Received:
    """What one server says of how it took a message. RFC 5321 section 4.4.

    `date` is None where the field has none that can be read, which no server may
    write. `comments` stand before the first clause.
    """

    clauses: tuple[Clause, ...]
    date: datetime | None
    comments: tuple[str, ...] = field(default=(), validator=_are_lines)

    def clause(self, name: str) -> Clause | None:
        """Return the first clause of that name, which is one of CLAUSES."""
        return next((each for each in self.clauses if each.name == name), None)


@frozen
class ReturnPath:
    """Where reports on a message go; None is nowhere. RFC 5321 section 4.4."""

    addr_spec: AddrSpec | None


def parse_received(octets: bytes, limits: Limits = DEFAULT_LIMITS) -> Parsed[Received]:
    """Return what a Received field says. RFC 5321 section 4.4.

    The date follows the last semicolon; without one it is DATE_MISSING, else its
    defects are those of `parse_date`. RECEIVED_CLAUSE: words before the first
    clause, which are left out; a clause without a value, or with octets in it that
    none can have, which has the value "".
    More than `limits.fields` words are LIMIT_MEMBERS.
    """
    words, semicolon = _words(octets, limits)
    defects: list[Defect] = []
    if len(words) > limits.fields:
        rest = Span(words.pop().start, len(octets))
        defects.append(Defect(DefectKind.LIMIT_MEMBERS, rest))
    if semicolon is None:
        start = len(octets)
        missing = Defect(DefectKind.DATE_MISSING, Span(0, 0))
        date = Parsed[datetime | None](None, (missing,))
    else:
        start = semicolon + 1
        date = parse_date(octets[start:])
    clauses, comments = _clauses(words, defects)
    dated = moved(date.defects, start)
    value = Received(clauses, date.value, comments)
    return Parsed(value, capped(chain(defects, dated), limits))


class _Word(NamedTuple):
    """Tokens without a blank between them, or one comment."""

    text: str
    start: int
    stop: int
    is_comment: bool


def _words(octets: bytes, limits: Limits) -> tuple[list[_Word], int | None]:
    """Return the words before the last semicolon, and the offset of that.

    One word more than `limits.fields` shows that there are more.
    """
    words: list[_Word] = []
    run: list[Token] = []
    kept, semicolon = 0, None
    end = Token("space", b"", len(octets), len(octets))
    for token in chain(tokens(octets), (end,)):
        ends = token.kind == "special" and token.octets == b";"
        if not (token.is_blank or ends):
            if len(run) < LONGEST_WORD:
                run.append(token)
            continue
        if len(words) <= limits.fields:
            if run:
                text = decode_raw(b"".join(each.octets for each in run)).value
                words.append(_Word(text, run[0].start, run[-1].stop, is_comment=False))
            if token.kind == "comment":
                said = comment_text(token)
                words.append(_Word(said, token.start, token.stop, is_comment=True))
        run = []
        if ends:
            kept, semicolon = len(words), token.start
    return words[: len(words) if semicolon is None else kept], semicolon


def _clauses(
    words: list[_Word], defects: list[Defect]
) -> tuple[tuple[Clause, ...], tuple[str, ...]]:
    """Return the clauses that words make, and the comments before the first."""
    leading: list[str] = []
    groups: list[list[_Word]] = []
    for word in words:
        begins = not word.is_comment and word.text.lower() in CLAUSES
        if begins and not (groups and len(groups[-1]) == 1):
            groups.append([word])
        elif groups:
            groups[-1].append(word)
        elif word.is_comment:
            leading.append(word.text)
        else:
            span = Span(word.start, word.stop)
            defects.append(Defect(DefectKind.RECEIVED_CLAUSE, span))
    clauses: list[Clause] = []
    for group in groups:
        value = " ".join(word.text for word in group[1:] if not word.is_comment)
        if not value or VALUE_TEXT.fullmatch(value) is None:
            span = Span(group[0].start, group[-1].stop)
            defects.append(Defect(DefectKind.RECEIVED_CLAUSE, span))
            value = ""
        comments = tuple(word.text for word in group[1:] if word.is_comment)
        clauses.append(Clause(group[0].text.lower(), value, comments))
    return tuple(clauses), tuple(leading)


def serialize_received(received: Received) -> bytes:
    """Return the octets of a Received field on one line. RFC 5321 section 4.4.

    A clause without a value, which only parsers make, is read as one with the clause
    behind it.
    """
    words = [serialize_comment(comment) for comment in received.comments]
    for clause in received.clauses:
        words.append(f"{clause.name} {clause.value}".rstrip(" ").encode())
        words += map(serialize_comment, clause.comments)
    if received.date is None:
        return b" ".join(words)
    return b" ".join(words) + b"; " + serialize_date(received.date)


def parse_return_path(octets: bytes) -> Parsed[ReturnPath | None]:
    """Return the path of a Return-Path field. RFC 5321 section 4.4.

    None if there is none, with ADDRESS_MALFORMED; defects are otherwise those of a
    mailbox. A path without its angle brackets is ADDRESS_ANGLE.
    """
    if NULL_PATH.fullmatch(octets):
        return Parsed(ReturnPath(None))
    parsed = parse_mailbox(octets)
    mailbox = parsed.value
    whole = Span(0, len(octets))
    if mailbox is None:
        malformed = Defect(DefectKind.ADDRESS_MALFORMED, whole)
        return Parsed(None, parsed.defects or (malformed,))
    if b"<" not in octets:
        angle = Defect(DefectKind.ADDRESS_ANGLE, whole)
        return Parsed(ReturnPath(mailbox.addr_spec), (*parsed.defects, angle))
    return Parsed(ReturnPath(mailbox.addr_spec), parsed.defects)


def serialize_return_path(path: ReturnPath) -> bytes:
    """Return the octets of the path in its angle brackets."""
    return b"<%b>" % (serialize_addr_spec(path.addr_spec) if path.addr_spec else b"")
