"""Identifiers of messages and parts, and lists of them. RFC 5322 section 3.6.4."""

import re
from collections.abc import Iterator
from typing import TypeAlias

from core.defect import Defect, DefectKind, Parsed
from core.findings import capped
from core.header import lexis
from core.header.tokens import without_comments
from core.limits import DEFAULT_LIMITS, Limits
from core.pattern import pattern
from core.span import Span
from core.value import frozen

# msg-id = [CFWS] "<" id-left "@" id-right ">" [CFWS]
# id-left = dot-atom-text / obs-id-left     id-right = dot-atom-text / no-fold-literal
#                                                        RFC 5322 section 3.6.4
MSG_ID = pattern(
    rb"[ \t\r\n]*+<([%b]++(?:\.[%b]++)*+)@([%b]++(?:\.[%b]++)*+|\[[!-;=?A-Z^-~]*+\])>"
    rb"[ \t\r\n]*+" % ((lexis.ASCII_ATEXT,) * 4)
)
# obs-id-left = local-part                  obs-id-right = domain       section 4.5.4
_QUOTED_TEXT = r'"(?:[^"\\\x00-\x08\x0a-\x1f\x7f<>]|\\[\t -;=?-~])*+"'
_WORD_TEXT = rf"(?:{lexis.ATEXT_TEXT}++|{_QUOTED_TEXT})"
STRICT_TEXT = pattern(rf"{lexis.DOT_ATOM_TEXT.pattern}@(?:{lexis.DOMAIN_TEXT.pattern})")
OBSOLETE_TEXT = pattern(
    rf"{_WORD_TEXT}(?:\.{_WORD_TEXT})*+@(?:{lexis.DOMAIN_TEXT.pattern})"
)
# What programs write: anything that can be seen, but angle brackets; blanks in
# quotes alone.
LEFT_TEXT = pattern(rf"(?:{_QUOTED_TEXT}|[^\x00-\x20<>\x7f\ud800-\udfff])++")
RIGHT_TEXT = pattern(r"[^\x00-\x20<>@\x7f\ud800-\udfff]*+")
# What a list is made of. A bracket, quote or parenthesis without its other is junk.
PIECE = pattern(
    rb"(?s)<(?P<id>[^<>]++)>|(?P<blank>[ \t\r\n]++|\((?:[^()\\]++|\\.)*+\))"
    rb'|<(?P<open>[^<> \t\r\n,]++)|(?P<bare>[^<> \t\r\n,"()\\]++)'
    rb'|"(?:[^"\\]++|\\.)*+"|\\.|.'
)
LONGEST_ID = 900
BLANKS_TEXT = pattern(rf"({_QUOTED_TEXT})|[ \t\r\n]++")


@frozen
class MsgId:
    """What stands between the angle brackets of a msg-id. RFC 5322 section 3.6.4.

    `left` and `right` of the last "@" are kept as they stand, quotes and all, since
    identifiers are compared and never read. `right` is None where no "@" stands:
    the RFC has no such form, old software does.
    Raises ValueError for blanks outside quotes, angle brackets and controls.
    """

    left: str
    right: str | None

    def __attrs_post_init__(self) -> None:
        left, right = self.left, self.right
        if LEFT_TEXT.fullmatch(left) is None:
            raise ValueError(
                "MsgId.left must be printable, without blanks outside quotes, < or >,"
                f" not {left!r}"
            )
        if right is None:
            if "@" in left:
                raise ValueError(f"MsgId.right must stand for the @ in {left!r}")
        elif RIGHT_TEXT.fullmatch(right) is None:
            raise ValueError(f"MsgId.right must have no blank, @, < or >: {right!r}")

    @property
    def text(self) -> str:
        """The identifier without its angle brackets."""
        return self.left if self.right is None else f"{self.left}@{self.right}"


def parse_msg_id(octets: bytes) -> Parsed[MsgId | None]:
    """Return the identifier of a Message-ID or Content-ID field.

    None if there is none. Defects are those of `parse_msg_id_list`, MSG_ID_JUNK also
    for a second identifier. A lone word is taken without brackets and "@".
    """
    match = MSG_ID.fullmatch(octets)
    if match is not None:
        return Parsed(MsgId(str(match[1], "ascii"), str(match[2], "ascii")))
    value: MsgId | None = None
    defects: list[Defect] = []
    alone = len(octets.split()) == 1
    for msg_id, span, kinds in _members(octets, bare=rb"." if alone else rb"@"):
        if msg_id is not None and value is not None:
            defects.append(Defect(DefectKind.MSG_ID_JUNK, span))
            break
        value = value or msg_id
        defects += [Defect(kind, span) for kind in kinds]
        if len(defects) > DEFAULT_LIMITS.defects:
            break
    if value is None and not defects:
        defects.append(Defect(DefectKind.MSG_ID_MALFORMED, Span(0, len(octets))))
    return Parsed(value, capped(defects, DEFAULT_LIMITS))


def parse_msg_id_list(
    octets: bytes, limits: Limits = DEFAULT_LIMITS
) -> Parsed[tuple[MsgId, ...]]:
    """Return the identifiers of a References or In-Reply-To field.

    Text between them is MSG_ID_JUNK. Without any brackets, words with "@" are
    taken as MSG_ID_ANGLE, as is one whose bracket is not closed. MSG_ID_BLANK:
    blanks within are taken out. MSG_ID_MALFORMED: kept as it stands.
    OBSOLETE_SYNTAX: a form of section 4.5.4. More than `limits.fields` are
    LIMIT_MEMBERS.
    """
    found: list[MsgId] = []
    at = 0
    while match := MSG_ID.match(octets, at):
        if len(found) == limits.fields:
            break
        found.append(MsgId(str(match[1], "ascii"), str(match[2], "ascii")))
        at = match.end()
    if at == len(octets):
        return Parsed(tuple(found))
    found.clear()
    defects: list[Defect] = []
    for msg_id, span, kinds in _members(octets, bare=rb"@"):
        if len(found) == limits.fields:
            rest = Span(span.start, len(octets))
            defects.append(Defect(DefectKind.LIMIT_MEMBERS, rest))
            break
        if len(defects) <= limits.defects:
            defects += [Defect(kind, span) for kind in kinds]
        if msg_id is not None:
            found.append(msg_id)
    return Parsed(tuple(found), capped(defects, limits))


def is_quotable(msg_id: MsgId) -> bool:
    """Return whether a reply may write the identifier: it fits a line of US-ASCII."""
    text = msg_id.text
    return msg_id.right is not None and text.isascii() and len(text) <= LONGEST_ID


def serialize_msg_id(msg_id: MsgId) -> bytes:
    """Return the octets of the identifier in its angle brackets."""
    return f"<{msg_id.text}>".encode()


def serialize_msg_id_list(msg_ids: tuple[MsgId, ...]) -> bytes:
    """Return the identifiers on one line, a space between."""
    return b" ".join(map(serialize_msg_id, msg_ids))


_Member: TypeAlias = tuple[MsgId | None, Span, tuple[DefectKind, ...]]


def _members(octets: bytes, *, bare: bytes) -> Iterator[_Member]:
    """Yield what stands in a list but blanks and comments: identifiers, and junk.

    A word without brackets is taken if `bare` is found in it and no other word
    has any.
    """
    bracketed = any(m.lastgroup in {"id", "open"} for m in PIECE.finditer(octets))
    taken = re.compile(bare, re.DOTALL)
    for piece in PIECE.finditer(octets):
        span = Span(*piece.span())
        match piece.lastgroup:
            case "blank":
                continue
            case "id":
                yield _member(piece["id"], span)
            case "open":
                msg_id, span, kinds = _member(piece["open"], span)
                yield msg_id, span, (DefectKind.MSG_ID_ANGLE, *kinds)
            case "bare" if not bracketed and taken.search(piece["bare"]):
                msg_id, span, kinds = _member(piece["bare"], span)
                yield msg_id, span, (DefectKind.MSG_ID_ANGLE, *kinds)
            case _:
                yield None, span, (DefectKind.MSG_ID_JUNK,)


def _member(octets: bytes, span: Span) -> _Member:
    """Return the identifier that stands in brackets as `octets`."""
    try:
        text = str(octets, "utf-8")
    except UnicodeDecodeError:
        text = str(octets, "latin-1")
    kept = _without_blanks(text)
    kinds: tuple[DefectKind, ...] = ()
    if kept != text:
        # Blanks tell that parentheses may be comments, as section 4.5.4 has them.
        bare = _without_blanks(str(without_comments(text.encode()), "utf-8"))
        kept = bare if OBSOLETE_TEXT.fullmatch(bare) else kept
        kinds = (DefectKind.MSG_ID_BLANK,)
    left, at, right = kept.rpartition("@")
    if not at:
        left, right = right, ""
    if not LEFT_TEXT.fullmatch(left) or not RIGHT_TEXT.fullmatch(right):
        return None, span, (*kinds, DefectKind.MSG_ID_MALFORMED)
    if OBSOLETE_TEXT.fullmatch(kept) is None:
        kinds = (*kinds, DefectKind.MSG_ID_MALFORMED)
    elif STRICT_TEXT.fullmatch(kept) is None:
        kinds = (*kinds, DefectKind.OBSOLETE_SYNTAX)
    return MsgId(left, right if at else None), span, kinds


def _without_blanks(text: str) -> str:
    return BLANKS_TEXT.sub(lambda match: match[1] or "", text)
