"""`search`: messages on the server by their header sections, fetched ones in full."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from core.amount import size_text
from core.message import Message, parse_message
from shell import clock
from shell.exits import ExitCode
from shell.html.strip import strip_tags
from shell.objects.receiving import head_object, list_object
from shell.options.recv import Search
from shell.records import Stored
from shell.recv.criteria import Criteria, criteria, folded, matches
from shell.recv.desk import Desk
from shell.recv.kept import kept_messages
from shell.recv.listing import (
    LEAST_SENDER,
    SENDERS_SHARE,
    head_objects,
    print_rows,
)
from shell.recv.maildrop import Maildrop
from shell.recv.rows import date_text, read_head, sender_text, subject_text
from shell.recv.sections import heads
from shell.terminal.screen import Painted, Style, put
from shell.terminal.table import Column, table

# Octets of a fetched message that is looked through to its end.
TEXT_LIMIT: Final = 20_000_000
SHAPE: Final = (
    Column(title="From", share=2, least=LEAST_SENDER),
    Column(title="Subject", share=3, least=10),
    Column(title="Date"),
    Column(title="Size", right=True),
)


def search(maildrop: Maildrop, verb: Search, desk: Desk) -> ExitCode:
    """Return the exit code after what was found is listed, newest first.

    What the server holds is looked through by header sections, what was fetched also
    by its text; those that the server has no longer stand below, with their files.
    Raises ShellError.
    """
    found = criteria(verb, clock.now())
    wanted = _stored(maildrop, found)
    numbers = sorted(maildrop.holding.numbers(), reverse=True)
    sections = heads(maildrop, numbers)
    ids = {number: maildrop.holding.unique_id(number) for number in numbers}
    here = [
        number
        for number in numbers
        if ids[number] in wanted
        or (number in sections and matches(found, parse_message(sections[number])))
    ]
    on_server = set(ids.values())
    gone = [kept for uid, kept in wanted.items() if uid not in on_server]
    if desk.json:
        _print_object(maildrop, here, gone, desk)
    else:
        print_rows(maildrop, here, desk)
        _print_kept(gone, desk)
        if not (here or gone):
            desk.setting.say("nothing found")
    maildrop.remember_printed(here)
    return ExitCode.DONE


def _stored(
    maildrop: Maildrop, found: Criteria
) -> dict[str | None, tuple[Stored, Message]]:
    """Return what was fetched and is looked for, by unique-id, the newest first.

    The message is its header section alone: many may be found.
    """
    if maildrop.state is None:
        return {}
    rows = maildrop.state.all_stored()
    return {
        row.unique_id or row.key: (row, parse_message(message.header_octets))
        for row, message in reversed(tuple(_looked_through(rows, found)))
    }


def _looked_through(
    rows: tuple[Stored, ...], found: Criteria
) -> Iterator[tuple[Stored, Message]]:
    for row, message in kept_messages(rows):
        if matches(found, message, partial(body_of, message)):
            yield row, parse_message(message.header_octets)


def body_of(message: Message) -> str:
    """Return the text of a message to look for words in, folded."""
    if message.size > TEXT_LIMIT:
        return ""
    html = message.html if message.text is None else None
    names = (part.file_name or "" for part in message.attachments)
    text = message.text or ("" if html is None else strip_tags(html))
    return folded("\n".join((text, *names)))


def _print_kept(gone: Sequence[tuple[Stored, Message]], desk: Desk) -> None:
    """Print what only the places of earlier fetches have: a row, then the file."""
    if not gone:
        return
    out, now = desk.setting.out, clock.now()
    senders = max(out.width // SENDERS_SHARE, LEAST_SENDER)
    heads_of = ((row, read_head(message.header_octets)) for row, message in gone)
    rows = [
        (
            sender_text(head, senders),
            subject_text(head),
            date_text(head.date, now),
            size_text(row.size),
        )
        for row, head in heads_of
    ]
    put(out, (Painted("Fetched, and not on the server now:", Style.BOLD),))
    for (row, _), line in zip(gone, table(SHAPE, rows, out.width)[1:], strict=True):
        put(out, line, (Painted(f"  {row.path}", Style.DIM),))


def _print_object(
    maildrop: Maildrop,
    here: Sequence[int],
    gone: Sequence[tuple[Stored, Message]],
    desk: Desk,
) -> None:
    holding = maildrop.holding
    kept = [
        head_object(message, n=None, uid=row.unique_id, size=row.size, new=False)
        for row, message in gone
    ]
    found = [*head_objects(maildrop, here), *kept]
    desk.tell(list_object(maildrop.name, holding.count, holding.size, found))
