"""Addresses: AddrSpec, Mailbox, Group, and lists of them. RFC 5322 section 3.4."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeAlias

from attrs import field

from core.defect import Defect, DefectKind, Parsed
from core.findings import capped, moved
from core.header import lexis
from core.header.address_events import Event, GroupClosed, GroupOpened, events
from core.header.address_parts import LABEL_OCTETS, is_long
from core.header.address_scan import Found, read_addr_spec
from core.header.text import (
    comment_text,
    parse_phrase,
    phrase_text,
    quoted_string,
    serialize_phrase,
)
from core.header.tokens import tokens
from core.limits import DEFAULT_LIMITS, Limits
from core.pattern import pattern
from core.span import Span
from core.value import frozen

# A member of a list as most are: no comment, no escape, no route. Its characters
# are those of the constructors below.                      RFC 5322 section 3.4
_DOT_ATOM = rb"[%b]++(?:\.[%b]++)*+" % (lexis.ATEXT, lexis.ATEXT)
MEMBER = pattern(
    rb"[ \t\r\n]*+"
    rb'(?:(?:"([^"\\\x00-\x1f\x7f]*+)"|([%b. ]++))?[ \t\r\n]*+<(%b)@(%b)>|(%b)@(%b))'
    rb"[ \t\r\n]*+(?:(,)|\Z)" % (lexis.ATEXT, *((_DOT_ATOM,) * 4))
)
ONE_LINE = lexis.fits(lexis.LINE_TEXT, "text without line ends and other controls")


@frozen(init=False)
class AddrSpec:
    """Where mail for a mailbox goes: local-part, "@", domain. RFC 5322 section 3.4.1.

    `local_part` is held unquoted; serializing quotes it where the grammar asks.
    `domain` is a dot-atom or a bracketed literal, in the case it was given.
    Raises ValueError if a part does not fit its production.
    """

    local_part: str
    domain: str

    def __init__(self, local_part: str, domain: str) -> None:
        # What is printable holds none, which is known in a fifth of the time.
        if not (
            local_part.isprintable() or lexis.LOCAL_PART_TEXT.fullmatch(local_part)
        ):
            raise ValueError(f"AddrSpec.local_part holds a control: {local_part!r}")
        if lexis.DOMAIN_TEXT.fullmatch(domain) is None:
            raise ValueError(f"AddrSpec.domain is no domain: {domain!r}")
        self.__attrs_init__(local_part, domain)

    @property
    def text(self) -> str:
        """The addr-spec as it is written, its local-part quoted if need be."""
        local_part = self.local_part
        if not (local_part.isalnum() or lexis.DOT_ATOM_TEXT.fullmatch(local_part)):
            local_part = quoted_string(local_part)
        return f"{local_part}@{self.domain}"


@frozen(init=False)
class Mailbox:
    """An addr-spec and, perhaps, the name of who reads there. RFC 5322 section 3.4.

    Raises ValueError if `display_name` has a control other than TAB in it.
    """

    addr_spec: AddrSpec
    display_name: str | None = None

    def __init__(self, addr_spec: AddrSpec, display_name: str | None = None) -> None:
        if display_name is not None and not (
            display_name.isprintable() or lexis.LINE_TEXT.fullmatch(display_name)
        ):
            raise ValueError(
                "Mailbox.display_name must be text without line ends and other"
                f" controls, not {display_name!r}"
            )
        self.__attrs_init__(addr_spec, display_name)


@frozen
class Group:
    """Mailboxes under a name, perhaps none. RFC 5322 section 3.4.

    Raises ValueError if `display_name` has a control other than TAB in it.
    """

    display_name: str = field(validator=ONE_LINE)
    mailboxes: tuple[Mailbox, ...] = ()


Address: TypeAlias = Mailbox | Group


def mailboxes(addresses: Iterable[Address]) -> tuple[Mailbox, ...]:
    """Return the mailboxes of a list, those in its groups too, in order."""
    found: list[Mailbox] = []
    for address in addresses:
        match address:
            case Mailbox():
                found.append(address)
            case Group(mailboxes=members):
                found += members
    return tuple(found)


def parse_address_list(
    octets: bytes, limits: Limits = DEFAULT_LIMITS
) -> Parsed[tuple[Address, ...]]:
    """Return the mailboxes and groups of a list. RFC 5322 sections 3.4 and 4.4.

    A comment names a mailbox that has no display name. A member that is no address,
    or may be two, is left out as ADDRESS_MALFORMED or ADDRESS_DOMAIN_MISSING and
    the others are read; more than `limits.fields` are LIMIT_MEMBERS. ADDRESS_ANGLE,
    ADDRESS_JUNK, ADDRESS_SEPARATOR, ADDRESS_DOTS, ADDRESS_LITERAL, ADDRESS_LENGTH,
    GROUP_MALFORMED, GROUP_UNCLOSED, OBSOLETE_SYNTAX and LINE_BREAK_BARE tell how
    the rest departs; defects of names are those of `phrase_text`.
    """
    found: list[Address] = []
    defects: list[Defect] = []
    stop = len(octets.rstrip(b" \t\r\n"))
    if octets.find(b"\n", 0, stop) >= 0 or octets.find(b"\r", 0, stop) >= 0:
        breaks = lexis.BARE_BREAK.finditer(octets, 0, stop)
        defects += [
            Defect(DefectKind.LINE_BREAK_BARE, Span(*each.span()))
            for each in islice(breaks, limits.defects)
        ]
    at, ended = 0, False
    while not ended and len(found) < limits.fields:
        member = MEMBER.match(octets, at)
        mailbox = None if member is None else _read_member(member, defects)
        if member is None or mailbox is None:
            break
        found.append(mailbox)
        at, ended = member.end(), member[7] is None
    if not ended:
        room = limits.fields - len(found)
        found += _built(events(octets, at, room, defects), defects)
    if defects:
        defects.sort(key=lambda defect: defect.span.start)
    return Parsed(tuple(found), capped(defects, limits) if defects else ())


def read_addresses(
    octets: bytes, limits: Limits = DEFAULT_LIMITS
) -> tuple[Address, ...]:
    """Return the value of `parse_address_list`, without looking for defects."""
    found: list[Address] = []
    at = 0
    while len(found) < limits.fields and (member := MEMBER.match(octets, at)):
        mailbox = _read_member(member, [])
        if mailbox is None:
            break
        found.append(mailbox)
        if member[7] is None:
            return tuple(found)
        at = member.end()
    return parse_address_list(octets, limits).value


def _read_member(match: "re.Match[bytes]", defects: list[Defect]) -> Mailbox | None:
    """Return the mailbox of a member that matches MEMBER, or None if in doubt."""
    quoted, phrase, local, host, bare_local, bare_host, _ = match.groups()
    if local is None:
        local, host = bare_local, bare_host
        if b"=?" in local:  # The "@" may stand within an encoded-word.
            return None
    try:
        # Both productions are the constructor's own, so they need no second look;
        # nor does a name, which is of one line.
        addr_spec = AddrSpec.__new__(AddrSpec)
        addr_spec.__attrs_init__(str(local, "utf-8"), str(host, "utf-8"))
        name = quoted if phrase is None else phrase.rstrip(b" ")
        display_name = None if name is None else str(name, "utf-8")
    except UnicodeDecodeError:
        return None
    if len(local) + len(host) >= LABEL_OCTETS and is_long(local, host):
        first = 5 if bare_local else 3
        span = Span(match.start(first), match.end(first + 1))
        defects.append(Defect(DefectKind.ADDRESS_LENGTH, span))
    if phrase and (b"=?" in phrase or b"." in phrase or b"  " in phrase):
        parsed = parse_phrase(name or b"")
        if parsed.defects:
            defects += moved(parsed.defects, match.start(2))
        display_name = parsed.value
    mailbox = Mailbox.__new__(Mailbox)
    mailbox.__attrs_init__(addr_spec, display_name)
    return mailbox


def _built(source: Iterable[Event], defects: list[Defect]) -> Iterator[Address]:
    """Yield the values that events stand for."""
    name: str | None = None
    members: list[Mailbox] = []
    for event in source:
        match event:
            case Found():
                mailbox = _mailbox(event, defects)
                if name is None:
                    yield mailbox
                else:
                    members.append(mailbox)
            case GroupOpened(name=phrase):
                named = phrase_text(phrase)
                defects += named.defects
                name, members = named.value, []
            case GroupClosed.GROUP_CLOSED:
                yield Group(name or "", tuple(members))
                name = None


def _mailbox(found: Found, defects: list[Defect]) -> Mailbox:
    addr_spec = AddrSpec(found.local_part, found.domain)
    if found.name:
        named = phrase_text(found.name)
        defects += named.defects
        return Mailbox(addr_spec, named.value)
    comments = [comment_text(t) for t in found.about if t.kind == "comment"]
    return Mailbox(addr_spec, " ".join(filter(None, comments)) or None)


def parse_mailbox_list(
    octets: bytes, limits: Limits = DEFAULT_LIMITS
) -> Parsed[tuple[Mailbox, ...]]:
    """Return the mailboxes of a From or Resent-From field. RFC 5322 section 3.6.2.

    Members of groups count, as ADDRESS_GROUP; other defects as in an address list.
    """
    parsed = parse_address_list(octets, limits)
    found = mailboxes(parsed.value)
    if Group not in map(type, parsed.value):
        return Parsed(found, parsed.defects)
    defect = Defect(DefectKind.ADDRESS_GROUP, Span(0, len(octets)))
    return Parsed(found, (*parsed.defects, defect))


def parse_mailbox(octets: bytes) -> Parsed[Mailbox | None]:
    """Return the mailbox of a Sender field: the first. RFC 5322 section 3.6.2.

    Others are ADDRESS_JUNK; the rest is as in a mailbox list.
    """
    parsed = parse_mailbox_list(octets)
    if len(parsed.value) < 2:
        return Parsed(parsed.value[0] if parsed.value else None, parsed.defects)
    defect = Defect(DefectKind.ADDRESS_JUNK, Span(0, len(octets)))
    return Parsed(parsed.value[0], (*parsed.defects, defect))


def parse_addr_spec(octets: bytes) -> Parsed[AddrSpec | None]:
    """Return the addr-spec that `octets` are as a whole. RFC 5322 section 3.4.1.

    None with ADDRESS_MALFORMED or ADDRESS_DOMAIN_MISSING if they are none; defects
    are otherwise those of an address list.
    """
    defects: list[Defect] = []
    found = read_addr_spec(tuple(tokens(octets)), defects)
    if found is None:
        return Parsed(None, capped(defects, DEFAULT_LIMITS))
    return Parsed(AddrSpec(*found), capped(defects, DEFAULT_LIMITS))


def serialize_addr_spec(addr_spec: AddrSpec) -> bytes:
    """Return the octets of the addr-spec: US-ASCII, or UTF-8 if it is not."""
    return addr_spec.text.encode()


def serialize_mailbox(mailbox: Mailbox) -> bytes:
    """Return the octets of the mailbox, its name quoted or encoded if need be."""
    addr_spec = serialize_addr_spec(mailbox.addr_spec)
    if mailbox.display_name is None:
        return addr_spec
    return b"%b <%b>" % (serialize_phrase(mailbox.display_name), addr_spec)


def serialize_address(address: Address) -> bytes:
    """Return the octets of a mailbox or a group."""
    match address:
        case Mailbox():
            return serialize_mailbox(address)
        case Group(display_name=name, mailboxes=members):
            inner = b", ".join(map(serialize_mailbox, members))
            return b"%b:%b%b;" % (serialize_phrase(name), b" " if inner else b"", inner)


def serialize_address_list(addresses: tuple[Address, ...]) -> bytes:
    """Return the octets of the list on one line, a comma and a space between."""
    return b", ".join(map(serialize_address, addresses))
