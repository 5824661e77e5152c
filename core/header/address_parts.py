"""Local-part and domain from their tokens. RFC 5322 sections 3.4.1 and 4.4."""

import re
from collections.abc import Sequence

from core.defect import Defect, DefectKind
from core.header import lexis
from core.header.tokens import Token, unquoted
from core.pattern import pattern
from core.span import Span

# IPv4-address-literal, and what stands in an IPv6-addr.    RFC 5321 section 4.1.3
_SNUM = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
IPV4_TEXT = pattern(rf"{_SNUM}(?:\.{_SNUM}){{3}}")
IPV6_TEXT = pattern(
    r"(?i)IPv6:(?P<groups>(?:[0-9A-F]*+:)*+)"
    rf"(?:(?P<v4>{IPV4_TEXT.pattern})|(?P<last>[0-9A-F]*+))"
)
IPV6_GROUPS_TEXT = pattern(r"(?i)[0-9A-F]{1,4}(?::[0-9A-F]{1,4})*+|")
# General-address-literal = Standardized-tag ":" 1*dcontent  RFC 5321 section 4.1.3
TAGGED_TEXT = pattern(r"(?!(?i:IPv6:))[A-Za-z0-9\-]*[A-Za-z0-9]:[!-Z^-~]++")

LOCAL_PART_OCTETS = 64
DOMAIN_OCTETS = 255
# A path has at most 256, its angle brackets with it.
ADDR_SPEC_OCTETS = 254
# label = up to 63 octets                                    RFC 1035 section 2.3.4
LABEL_OCTETS = 63
LONG_LABEL = pattern(rb"[^.]{64}")


def read_local_part(part: Sequence[Token], defects: list[Defect]) -> str | None:
    """Return the local-part unquoted, or None if it is none."""
    words = _dotted(part, defects)
    quoted = any(token.kind == "quoted" for token in part)
    if words is None or not (any(words) or quoted):
        return None
    if not (all(words) or quoted):
        note(defects, DefectKind.ADDRESS_DOTS, part)
    if len(words) > 1 and quoted:
        note(defects, DefectKind.OBSOLETE_SYNTAX, part)
    return _fitting(lexis.LOCAL_PART_TEXT, b".".join(words))


def read_domain(part: Sequence[Token], defects: list[Defect]) -> str | None:
    """Return the domain, without a dot at its end, or None if it is none."""
    held = [token for token in part if not token.is_blank]
    if len(held) == 1 and held[0].kind == "literal":
        inner = lexis.FWS.sub(b"", unquoted(held[0].octets))
        literal = _fitting(lexis.DOMAIN_TEXT, b"[%b]" % inner)
        if literal is not None and not is_address_literal(literal):
            note(defects, DefectKind.ADDRESS_LITERAL, held)
        return literal
    words = _dotted(part, defects)
    if words is None or any(token.kind == "quoted" for token in held):
        return None
    if len(words) > 1 and not words[-1]:
        note(defects, DefectKind.ADDRESS_DOTS, part)
        words.pop()
    return _fitting(lexis.DOMAIN_TEXT, b".".join(words))


def _dotted(part: Sequence[Token], defects: list[Defect]) -> list[bytes] | None:
    """Return the words of a part between its dots, some perhaps empty.

    None if two words stand without a dot, or something else does. Blanks and
    comments about dots are OBSOLETE_SYNTAX.
    """
    words, kind, gap = [b""], "", False
    for token in part:
        match token.kind:
            case "space" | "comment":
                gap = True
                continue
            case "special" if token.octets == b".":
                words.append(b"")
                kind = ""
            case "quoted" if not kind:
                words[-1], kind = unquoted(token.octets), "quoted"
            case "atom" | "word" if not kind or (kind == "atom" and not gap):
                # An atom that holds what looks like an encoded-word is two tokens.
                words[-1] += token.octets
                kind = "atom"
            case _:
                return None
        gap = False
    inner = [i for i, token in enumerate(part) if not token.is_blank]
    if inner and any(token.is_blank for token in part[inner[0] : inner[-1]]):
        note(defects, DefectKind.OBSOLETE_SYNTAX, part)
    return words


def _fitting(production: "re.Pattern[str]", octets: bytes) -> str | None:
    """Return `octets` as text if they are UTF-8 and fit, as a constructor asks."""
    try:
        text = str(octets, "utf-8")
    except UnicodeDecodeError:
        return None
    return text if production.fullmatch(text) else None


def is_long(local_part: bytes, domain: bytes) -> bool:
    """Return whether a part, or both, are too long. RFC 5321 section 4.5.3.1."""
    size = len(local_part) + 1 + len(domain)
    return size > LABEL_OCTETS and (
        len(local_part) > LOCAL_PART_OCTETS
        or len(domain) > DOMAIN_OCTETS
        or size > ADDR_SPEC_OCTETS
        or (not domain.startswith(b"[") and LONG_LABEL.search(domain) is not None)
    )


def is_address_literal(literal: str) -> bool:
    """Return whether a bracketed literal is IPv4, IPv6 or tagged. RFC 5321, 4.1.3."""
    text = literal[1:-1]
    if IPV4_TEXT.fullmatch(text) or TAGGED_TEXT.fullmatch(text):
        return True
    match = IPV6_TEXT.fullmatch(text)
    if match is None:
        return False
    groups = match["groups"] + (match["last"] or "")
    room = 6 if match["v4"] else 8
    if match["v4"] and not groups.endswith("::"):
        groups = groups.removesuffix(":")
    head, gap, tail = groups.partition("::")
    count = sum(len(side.split(":")) for side in (head, tail) if side)
    fits = all(IPV6_GROUPS_TEXT.fullmatch(side) for side in (head, tail))
    return fits and (count <= room - 2 if gap else count == room)


def note(defects: list[Defect], kind: DefectKind, part: Sequence[Token]) -> None:
    """Add a defect that covers `part`, of at least one token."""
    defects.append(Defect(kind, Span(part[0].start, part[-1].stop)))
