"""An address list as what it opens, holds and closes. RFC 5322 sections 3.4 and 4.4.

address-list = (address *("," address)) / obs-addr-list
group = display-name ":" [group-list] ";" [CFWS]
"""

from collections.abc import Iterator
from enum import Enum, auto
from typing import TypeAlias

from core.defect import Defect, DefectKind
from core.header.address_scan import LONGEST_ITEM, Found, Item, items, mailboxes
from core.header.tokens import Token
from core.span import Span
from core.value import frozen


@frozen
class GroupOpened:
    """A group begins; `name` has the tokens of its display name."""

    name: tuple[Token, ...]


class GroupClosed(Enum):
    """The group that was opened last ends."""

    GROUP_CLOSED = auto()


Event: TypeAlias = Found | GroupOpened | GroupClosed


class _Before(Enum):
    """What stands before an item."""

    START = auto()
    COMMA = auto()
    NAME = auto()
    DROPPED_NAME = auto()
    GROUP = auto()
    SEMICOLON = auto()


def events(
    octets: bytes, start: int, room: int, defects: list[Defect]
) -> Iterator[Event]:
    """Yield what the list holds from offset `start` on; at most `room` members.

    `start` is 0 or stands behind a comma. Every group that is opened is closed.
    `defects` is added to.
    """
    before = _Before.COMMA if start else _Before.START
    in_group = False
    for item in items(octets, start):
        members = tuple(_members(item, before, defects))
        yield from members[:room]
        room -= max(len(members), 1)
        if room < 0:
            rest = Span(item.start, len(octets))
            defects.append(Defect(DefectKind.LIMIT_MEMBERS, rest))
            break
        if in_group and item.end in {b":", b";"}:
            yield GroupClosed.GROUP_CLOSED
        match item.end:
            case b":":
                if in_group:
                    _note(defects, DefectKind.GROUP_MALFORMED, item)
                in_group = _is_group_name(item, defects)
                if in_group:
                    yield GroupOpened(tuple(item.tokens))
                before = _Before.NAME if in_group else _Before.DROPPED_NAME
            case b";":
                if not in_group:
                    _note(defects, DefectKind.ADDRESS_SEPARATOR, item)
                before = _Before.GROUP if in_group else _Before.SEMICOLON
                in_group = False
            case _:
                before = _Before.COMMA
    if in_group:
        end = Span(len(octets), len(octets))
        defects.append(Defect(DefectKind.GROUP_UNCLOSED, end))
        yield GroupClosed.GROUP_CLOSED


def _members(item: Item, before: _Before, defects: list[Defect]) -> Iterator[Found]:
    """Yield the mailboxes of an item that is no name of a group."""
    held = any(not token.is_blank for token in item.tokens)
    if item.end == b":" or (held and before is _Before.DROPPED_NAME):
        return
    if len(item.tokens) == LONGEST_ITEM:
        _note(defects, DefectKind.ADDRESS_MALFORMED, item)
    elif held:
        if before is _Before.GROUP:
            _note(defects, DefectKind.ADDRESS_SEPARATOR, item)
        yield from mailboxes(item.tokens, defects)
    elif _is_missing(item, before):
        _note(defects, DefectKind.OBSOLETE_SYNTAX, item)


def _is_group_name(item: Item, defects: list[Defect]) -> bool:
    """Return whether what stands before a colon can name a group."""
    held = [token for token in item.tokens if not token.is_blank]
    named = not any(t.kind == "special" and t.octets in b"@<>" for t in held)
    if not held or not named:
        _note(defects, DefectKind.GROUP_MALFORMED, item)
    return named


def _is_missing(item: Item, before: _Before) -> bool:
    """Return whether an item without an address stands where one belongs."""
    match before:
        case _Before.COMMA:
            return True
        case _Before.START | _Before.NAME:
            return item.end == b","
        case _Before.DROPPED_NAME | _Before.GROUP | _Before.SEMICOLON:
            return False


def _note(defects: list[Defect], kind: DefectKind, item: Item) -> None:
    defects.append(Defect(kind, Span(item.start, item.at)))
