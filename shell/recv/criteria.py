"""What a search looks for, and whether a message has it."""

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from core.header.address import Address, Group, Mailbox
from core.header.domain import to_unicode
from core.message import Message
from core.value import frozen
from shell.exits import Kind, ShellError
from shell.options.recv import Search
from shell.quantity import parse_duration


@frozen(kw_only=True)
class Criteria:
    """What a message must have, each folded by `folded`; `since` knows its offset.

    Every one of `words` stands in the subject, an address or the text.
    """

    words: tuple[str, ...] = ()
    sender: str | None = None
    subject: str | None = None
    since: datetime | None = None


def criteria(verb: Search, now: datetime) -> Criteria:
    """Return what `verb` looks for. Raises ShellError: USAGE."""
    found = Criteria(
        words=tuple(filter(None, map(folded, verb.words or ()))),
        sender=None if verb.from_ is None else folded(verb.from_),
        subject=None if verb.subject is None else folded(verb.subject),
        since=None if verb.since is None else moment(verb.since, now),
    )
    if found == Criteria():
        what = "search needs WORDS, --from, --subject or --since"
        raise ShellError(kind=Kind.USAGE, what=what)
    return found


def moment(text: str, now: datetime) -> datetime:
    """Return the start of a day, "2026-11-20", or how long ago, "7d".

    Both in the zone of `now`. Raises ShellError: USAGE.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        pass
    else:
        return datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    try:
        return now - timedelta(seconds=parse_duration(text))
    except (ValueError, OverflowError):
        what = f'"{text}" is no date; write 2026-11-20 or 7d'
        raise ShellError(kind=Kind.USAGE, what=what) from None


def folded(text: str) -> str:
    """Return text by which case, width and composition make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def matches(
    found: Criteria, message: Message, body: Callable[[], str] = lambda: ""
) -> bool:
    """Return whether a message is looked for.

    `body` gives the text to look for words in, folded; it is called only if needed.
    """
    if found.since is not None and not _is_since(message.date, found.since):
        return False
    senders = _addresses((*message.from_, *filter(None, (message.sender,))))
    if found.sender is not None and found.sender not in senders:
        return False
    subject = folded(message.subject or "")
    if found.subject is not None and found.subject not in subject:
        return False
    others = _addresses((*message.to, *message.cc, *message.reply_to))
    head = f"{subject}\n{senders}\n{others}"
    missing = [word for word in found.words if word not in head]
    if not missing:
        return True
    text = body()
    return all(word in text for word in missing)


def _is_since(date: datetime | None, since: datetime) -> bool:
    if date is None:
        return False
    try:
        return date >= since
    except (TypeError, OverflowError):
        # A date without a zone is read as one of ours.
        return date.replace(tzinfo=since.tzinfo) >= since


def _addresses(addresses: Sequence[Address]) -> str:
    """Return names and addresses, with the letters of A-labels, a line each."""
    lines: list[str] = []
    for address in addresses:
        match address:
            case Mailbox(addr_spec=addr_spec, display_name=name):
                letters = f"{addr_spec.local_part}@{to_unicode(addr_spec.domain)}"
                lines += (name or "", addr_spec.text, letters)
            case Group(display_name=name, mailboxes=mailboxes):
                lines += (name, _addresses(mailboxes))
    return "\n".join(map(folded, lines))
