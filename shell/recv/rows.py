"""What a row of a listing says of a message, read from its header section."""

from collections.abc import Iterable
from datetime import datetime

from core.columns import columns, cut
from core.header.address import Address, mailboxes, parse_address_list
from core.header.date import parse_date
from core.header.field import parse_header
from core.header.text import parse_text
from core.value import frozen

UNKNOWN = "-"


@frozen
class Head:
    """Who wrote a message, what about, and when. `senders` are those of each From."""

    senders: tuple[tuple[Address, ...], ...]
    subject: str | None
    date: datetime | None


def read_head(octets: bytes) -> Head:
    """Return what the fields `octets` say. Of Subject and Date the first counts."""
    bodies: dict[str, list[bytes]] = {}
    for field in parse_header(octets).value.fields:
        bodies.setdefault(field.name.lower(), []).append(field.body)
    senders = (parse_address_list(body).value for body in bodies.get("from", ()))
    subject, date = bodies.get("subject"), bodies.get("date")
    return Head(
        tuple(senders),
        None if subject is None else parse_text(subject[0]).value,
        None if date is None else parse_date(date[0]).value,
    )


def sender_text(head: Head, width: int) -> str:
    """Return who a message says it is from, in `width` columns.

    The address is always there, and whole as long as it fits; the name gives way.
    Where several From fields contradict each other, all are there behind a "!".
    """
    texts = [_address_text(each, width) for each in head.senders]
    if len(texts) > 1:
        return f"! {' | '.join(texts)}"
    return (texts and texts[0]) or UNKNOWN


def subject_text(head: Head) -> str:
    """Return what a message says it is about."""
    return head.subject or "(no subject)"


def _address_text(addresses: Iterable[Address], width: int) -> str:
    senders = mailboxes(addresses)
    if not senders:
        return ""
    first, more = senders[0], f" +{len(senders) - 1}" if senders[1:] else ""
    address = first.addr_spec.text
    room = width - columns(address) - columns(more) - 3
    if not first.display_name or first.display_name == address or room < 2:
        return address + more
    return f"{cut(first.display_name, room)} <{address}>{more}"


def date_text(date: datetime | None, now: datetime) -> str:
    """Return when, in eleven columns at most: this year the day and time, else the
    date. In the zone of `now`.
    """
    if date is None:
        return UNKNOWN
    try:
        local = date.astimezone(now.tzinfo)
    except OverflowError:
        local = date
    same = local.year == now.year
    return f"{local:%m-%d %H:%M}" if same else f"{local:%Y-%m-%d}"
