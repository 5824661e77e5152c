"""`list`: messages newest first, in a table or as an object."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from core.amount import size_text, size_words
from core.columns import columns
from shell import clock
from shell.exits import ExitCode
from shell.options.recv import List
from shell.preset import Occasion
from shell.quantity import counted
from shell.recv import which
from shell.recv.desk import Desk
from shell.recv.maildrop import Maildrop
from shell.recv.rows import (
    UNKNOWN,
    Head,
    date_text,
    read_head,
    sender_text,
    subject_text,
)
from shell.recv.sections import heads
from shell.terminal.screen import Line, Painted, Style, put
from shell.terminal.table import Column, table

if TYPE_CHECKING:
    from shell.objects.receiving import HeadObject

# Rows of a terminal that are no messages: what stands above, the titles, what stands
# below, the prompt; and the rows of a screen that has no height.
BESIDE = 4
ROWS = 20
# The share of the window that senders have, and its smallest width in columns.
SENDERS_SHARE = 3
LEAST_SENDER = 18
# Columns of what is neither sender nor subject, with the gaps.
OTHERS = 32


def list_messages(maildrop: Maildrop, verb: List, desk: Desk) -> ExitCode:
    """Return the exit code after the listing that `verb` asks for."""
    words = verb.which or ["all"]
    rule = which.Rule(session=desk.session)
    found = which.find(maildrop, words, rule).numbers
    numbers = sorted(found, reverse=True) if verb.which is None else found
    chosen = [each for each in numbers if not verb.new or maildrop.is_new(each)]
    limit = _limit(verb, desk)
    shown, rest = chosen[:limit], chosen[limit:]
    if desk.json:
        _print_object(maildrop, shown, desk)
        maildrop.remember_printed(shown)
        return ExitCode.DONE
    _print_summary(maildrop, desk)
    print_rows(maildrop, shown, desk)
    maildrop.remember_printed(shown)
    maildrop.unlisted = tuple(rest)
    if not chosen:
        desk.setting.say(which.none_words(new=verb.new))
    _say_rest(maildrop, desk)
    return ExitCode.DONE


def list_more(maildrop: Maildrop, desk: Desk) -> ExitCode:
    """Return the exit code after the rows that the last listing had no room for."""
    shown = maildrop.unlisted[: _screen(desk)]
    maildrop.unlisted = maildrop.unlisted[len(shown) :]
    if not shown:
        desk.setting.say("no more messages")
        return ExitCode.DONE
    print_rows(maildrop, shown, desk)
    maildrop.remember_printed(shown, more=True)
    _say_rest(maildrop, desk)
    return ExitCode.DONE


def _limit(verb: List, desk: Desk) -> int | None:
    """Return how many rows are wanted, None for all."""
    if verb.limit is not None:
        return verb.limit
    return None if verb.all or verb.which else _screen(desk)


def _screen(desk: Desk) -> int:
    out = desk.setting.out
    return max(out.height - BESIDE, 1) if out.terminal else ROWS


def _say_rest(maildrop: Maildrop, desk: Desk) -> None:
    if maildrop.unlisted and not desk.setting.quiet:
        way = "`more` or `list --all`" if desk.session else "`list --all`"
        rest = counted(len(maildrop.unlisted), "more message")
        put(desk.setting.talk, f"{rest}: {way} shows all")


def _print_summary(maildrop: Maildrop, desk: Desk) -> None:
    """Tell a person how much is there, and what the provider does about it."""
    holding = maildrop.holding
    preset = maildrop.access.account.preset
    if preset is not None:
        for note in preset.sentences(Occasion.LIST):
            desk.setting.say(note)
    if holding.count:
        size = size_words(holding.size)
        desk.setting.say(f"{maildrop.name}: {counted(holding.count)}, {size}")


def print_rows(maildrop: Maildrop, numbers: Sequence[int], desk: Desk) -> None:
    """Print the rows of `numbers`, in their order."""
    if not numbers:
        return
    out = desk.setting.out
    sections = heads(maildrop, numbers)
    now = clock.now()
    read = {number: _read(sections, number) for number in numbers}
    senders = _sender_columns(read.values(), out.width)
    rows = [_row(maildrop, number, head, senders, now) for number, head in read.items()]
    widest = max(columns(row[2]) for row in rows)
    lines = table(_shape(min(widest, senders)), rows, out.width)
    bold = [
        line if not row[1].startswith("N") else _strong(line)
        for line, row in zip(lines[1:], rows, strict=True)
    ]
    put(out, lines[0], *bold)
    _say_headless(sum(head is None for head in read.values()), maildrop, desk)


def _say_headless(count: int, maildrop: Maildrop, desk: Desk) -> None:
    """Say of how many rows only the size is known: the server refused TOP for them."""
    if count and not desk.setting.quiet:
        host = maildrop.access.server.host
        whose, them = (
            ("a message", "it") if count == 1 else (f"{count} messages", "them")
        )
        what = f"{host} gives no header section of {whose} (TOP)"
        put(desk.setting.talk, f"{what}; `show` reads {them} whole")


def _sender_columns(heads: Iterable[Head | None], width: int) -> int:
    """Return how many columns a sender may have: what subjects leave, at least."""
    subjects = (each.subject or "" for each in heads if each is not None)
    room = width - OTHERS - max(map(columns, subjects), default=0)
    return max(room, width // SENDERS_SHARE, LEAST_SENDER)


def _shape(senders: int) -> tuple[Column, ...]:
    """Return the columns. Senders keep theirs, however long subjects are."""
    return (
        Column(title="", right=True),
        Column(title="", least=1),
        Column(title="From", share=2, least=senders),
        Column(title="Subject", share=3, least=10),
        Column(title="Date"),
        Column(title="Size", right=True),
    )


def _strong(line: Line) -> Line:
    pieces = (line,) if isinstance(line, str) else line
    return tuple(
        Painted(piece, Style.BOLD) if isinstance(piece, str) else piece
        for piece in pieces
    )


def _read(sections: Mapping[int, bytes], number: int) -> Head | None:
    octets = sections.get(number)
    return None if octets is None else read_head(octets)


def _row(
    maildrop: Maildrop,
    number: int,
    head: Head | None,
    senders: int,
    now: datetime,
) -> tuple[str, ...]:
    size = maildrop.holding.size_of(number)
    said = (UNKNOWN, UNKNOWN, UNKNOWN)
    if head is not None:
        said = (
            sender_text(head, senders),
            subject_text(head),
            date_text(head.date, now),
        )
    size_shown = UNKNOWN if size is None else size_text(size)
    return (str(number), _mark(maildrop, number), *said, size_shown)


def _mark(maildrop: Maildrop, number: int) -> str:
    """Return D for a message marked as deleted, N for a new, s for a stored one."""
    if number in maildrop.marked:
        return "D"
    if maildrop.is_new(number):
        return "N"
    return "s" if maildrop.is_stored(number) else ""


def _print_object(maildrop: Maildrop, numbers: Sequence[int], desk: Desk) -> None:
    from shell.objects.receiving import list_object

    holding, found = maildrop.holding, head_objects(maildrop, numbers)
    desk.tell(list_object(maildrop.name, holding.count, holding.size, found))


def head_objects(maildrop: Maildrop, numbers: Sequence[int]) -> "list[HeadObject]":
    """Return what a listing says of `numbers`, as objects."""
    from core.message import parse_message
    from shell.objects.receiving import head_object

    holding = maildrop.holding
    sections = heads(maildrop, numbers)
    return [
        head_object(
            parse_message(sections.get(number, b"")),
            n=number,
            uid=holding.unique_id(number),
            size=holding.size_of(number) or 0,
            new=maildrop.is_new(number),
        )
        for number in numbers
    ]
