"""Where the addresses of a list stand, good and bad. RFC 5322 sections 3.4 and 4.4.

A list is cut into items at commas, semicolons and colons; an item gives the mailboxes
in it as texts that fit their productions. What looks like two addresses gives both or
neither, never a third: an item with an "@" to spare is left out as a whole.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.defect import Defect, DefectKind
from core.header.address_parts import is_long, note, read_domain, read_local_part
from core.header.tokens import Token, tokens
from core.pattern import pattern

# obs-route = obs-domain-list ":"
# obs-domain-list = *(CFWS / ",") "@" domain *("," [CFWS] ["@" domain])
#                                                          RFC 5322 section 4.4
# Comments may stand between; one within another does not occur.
_COMMENT = rb"\((?:[^()\\]++|\\.)*+\)"
ROUTE = pattern(
    rb'(?s)(?:[ \t\r\n,]++|%b)*+@(?:[^<>:;"()]++|%b)*+:' % (_COMMENT, _COMMENT)
)

LONGEST_ITEM = 10_000
"""The most tokens in one member of a list that is read."""


class Item(NamedTuple):
    """The tokens up to a `,`, `;` or `:` at offset `at`, or up to the end, b""."""

    tokens: list[Token]
    end: bytes
    at: int

    @property
    def start(self) -> int:
        """Where the first token stands."""
        return self.tokens[0].start if self.tokens else self.at


class Found(NamedTuple):
    """A mailbox in an item: tokens of its name, tokens about it, and its addr-spec.

    Where there is no name, comments that stand `about` the addr-spec may give one.
    """

    name: Sequence[Token]
    about: Sequence[Token]
    local_part: str
    domain: str


def items(octets: bytes, start: int) -> Iterator[Item]:
    """Yield the items of a list. Of one that is too long the rest is left out."""
    held: list[Token] = []
    inside = route = False
    for token in tokens(octets, start):
        match token.octets if token.kind == "special" else b"":
            case b"<":
                inside, route = True, ROUTE.match(octets, token.stop) is not None
            case b">":
                inside = False
            case b":" if inside:
                route = False
            case (b"," | b";" | b":") as end if not (end == b"," and route):
                yield Item(held, end, token.start)
                held, inside, route = [], False, False
                continue
            case _:
                pass
        if len(held) < LONGEST_ITEM:
            held.append(token)
    yield Item(held, b"", len(octets))


def mailboxes(item: Sequence[Token], defects: list[Defect]) -> Iterator[Found]:
    """Yield the mailboxes of an item: one, none, or several without commas between."""
    at = 0
    while at < len(item):
        opened = _index(item, b"<", at)
        if opened is None:
            found = _bare(item[at:], defects)
            at = len(item)
        else:
            closed = _index(item, b">", opened)
            if closed is None:
                note(defects, DefectKind.ADDRESS_ANGLE, item[opened : opened + 1])
                closed = len(item)
            found, at = _angled(item, at, closed, defects)
        if found is not None:
            yield found
        if at < len(item):
            note(defects, DefectKind.ADDRESS_SEPARATOR, item[at : at + 1])


def _angled(
    item: Sequence[Token], start: int, closed: int, defects: list[Defect]
) -> tuple[Found | None, int]:
    """Return the mailbox whose ">" stands at `closed`, and where it ends."""
    opened = max(i for i in range(start, closed) if _is(item[i], b"<"))
    cut = opened
    while cut > start and (item[cut - 1].is_blank or _is(item[cut - 1], b"<")):
        cut -= 1
    junk = closed + 1
    while junk < len(item) and (item[junk].is_blank or _is(item[junk], b">")):
        junk += 1
    defects += [
        Defect(DefectKind.ADDRESS_ANGLE, token.span)
        for token in (*item[cut:opened], *item[closed + 1 : junk])
        if token.kind == "special"
    ]
    after = junk
    if junk < len(item) and not any(_is(token, b"@") for token in item[junk:]):
        after = len(item)
        note(defects, DefectKind.ADDRESS_JUNK, item[junk:after])
    name = item[start:cut]
    addr_spec = read_addr_spec(_unrouted(item[opened + 1 : closed], defects), defects)
    if addr_spec is None and _last(item[opened + 1 : closed]) is None:
        note(defects, DefectKind.ADDRESS_MALFORMED, item[opened:after])
    if addr_spec is None:
        return None, after
    if not _is_name(name, apart=item[cut].is_blank):
        note(defects, DefectKind.ADDRESS_MALFORMED, item[start:after])
        return None, after
    about = (*item[start:opened], *item[closed:junk])
    return Found(name if _last(name) is not None else (), about, *addr_spec), after


def _is_name(phrase: Sequence[Token], *, apart: bool) -> bool:
    """Return whether tokens before "<" can be meant as a name.

    With an "@" they can if they stand `apart` and nothing else is out of place.
    """
    if not any(_is(token, b"@") for token in phrase):
        return True
    return apart and all(
        token.is_blank or _is_word(token) or _is(token, b"@", b".") for token in phrase
    )


def _bare(item: Sequence[Token], defects: list[Defect]) -> Found | None:
    """Return the mailbox of an item without "<"."""
    held = list(item)
    while (last := _last(held)) is not None and _is(held[last], b">"):
        note(defects, DefectKind.ADDRESS_ANGLE, held[last : last + 1])
        del held[last]
    ats = [i for i, token in enumerate(held) if _is(token, b"@")]
    if len(ats) != 1:
        if last is not None:
            kind = DefectKind.ADDRESS_MALFORMED
            note(defects, kind if ats else DefectKind.ADDRESS_DOMAIN_MISSING, held)
        return None
    start, stop = _local_start(held, ats[0]), _domain_stop(held, ats[0])
    name, rest = held[:start], held[stop:]
    named, trailed = _last(name) is not None, _last(rest) is not None
    if (named or trailed) and not (
        all(t.is_blank or _is_word(t) or _is(t, b".") for t in (*name, *rest))
        and (not named or name[-1].is_blank)
        and (not trailed or rest[0].is_blank)
        and not any(token.is_blank for token in held[start:stop])
    ):
        note(defects, DefectKind.ADDRESS_MALFORMED, held)
        return None
    addr_spec = read_addr_spec(held[start:stop], defects)
    if addr_spec is None:
        return None
    if named:
        note(defects, DefectKind.ADDRESS_ANGLE, held[start:stop])
    if trailed:
        note(defects, DefectKind.ADDRESS_JUNK, rest)
    return Found(name if named else (), (*name, *rest), *addr_spec)


def _local_start(held: Sequence[Token], at: int) -> int:
    """Return where the words and dots begin that lead up to the "@" at `at`."""
    start = at
    dotted = True
    for i in range(at - 1, -1, -1):
        token = held[i]
        if token.is_blank:
            continue
        if _is(token, b"."):
            dotted = True
        elif _is_word(token) and (dotted or _joined(held, i, start)):
            dotted = False
        else:
            break
        start = i
    return start


def _domain_stop(held: Sequence[Token], at: int) -> int:
    """Return where the literal, or the atoms and dots, behind the "@" at `at` end."""
    stop = at + 1
    dotted = True
    for i in range(at + 1, len(held)):
        token = held[i]
        if token.is_blank:
            continue
        if token.kind == "literal" and stop == at + 1:
            return i + 1
        if _is(token, b"."):
            dotted = True
        elif token.kind in {"atom", "word"} and (dotted or _joined(held, stop - 1, i)):
            dotted = False
        else:
            break
        stop = i + 1
    return stop


def _joined(held: Sequence[Token], one: int, next_: int) -> bool:
    """Return whether two tokens are one atom in which an encoded-word was seen."""
    return next_ == one + 1 and all(
        held[i].kind in {"atom", "word"} for i in (one, next_)
    )


def _unrouted(angle: Sequence[Token], defects: list[Defect]) -> Sequence[Token]:
    """Return what stands between angle brackets, without an obsolete route."""
    first = next((token for token in angle if not token.is_blank), None)
    colon = _index(angle, b":", 0)
    if first is None or not _is(first, b"@", b",") or colon is None:
        return angle
    note(defects, DefectKind.OBSOLETE_SYNTAX, angle[: colon + 1])
    return angle[colon + 1 :]


def read_addr_spec(
    part: Sequence[Token], defects: list[Defect]
) -> tuple[str, str] | None:
    """Return local-part and domain, or None with a defect if they are none.

    RFC 5322 section 3.4.1. ADDRESS_LENGTH and others tell how they depart.
    """
    at = _index(part, b"@", 0)
    local_part = domain = None
    if at is not None:
        local_part = read_local_part(part[:at], defects)
        domain = read_domain(part[at + 1 :], defects)
    if local_part is not None and domain is not None:
        if is_long(local_part.encode(), domain.encode()):
            note(defects, DefectKind.ADDRESS_LENGTH, part)
        return local_part, domain
    if part:
        kind = DefectKind.ADDRESS_MALFORMED
        lone = at is None and all(t.is_blank or _is_word(t) for t in part)
        note(defects, DefectKind.ADDRESS_DOMAIN_MISSING if lone else kind, part)
    return None


def _is(token: Token, *specials: bytes) -> bool:
    return token.kind == "special" and token.octets in specials


def _is_word(token: Token) -> bool:
    return token.kind in {"atom", "word", "quoted"}


def _index(item: Sequence[Token], special: bytes, start: int) -> int | None:
    """Return where the first `special` stands from `start` on."""
    each = (i for i in range(start, len(item)) if _is(item[i], special))
    return next(each, None)


def _last(item: Sequence[Token]) -> int | None:
    """Return where the last token stands that means something."""
    each = (i for i in reversed(range(len(item))) if not item[i].is_blank)
    return next(each, None)
