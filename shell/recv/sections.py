"""Header sections out of a mailbox: asked for once, then kept by unique-id."""

from collections.abc import Iterable, Mapping
from itertools import islice

from core.pop3.survey import heads as top
from shell.records import HeaderRow
from shell.recv.heads import Heads
from shell.recv.mailbox import Mailbox

# Header sections that are asked for before what came is kept.
GROUP = 1_000


def heads(mailbox: Mailbox, numbers: Iterable[int]) -> Mapping[int, bytes]:
    """Return the fields that a listing shows of each message, as octets.

    One whose header section the server does not give is left out. What the state
    has by unique-id is not asked for again. Raises ShellError.
    """
    holding, state = mailbox.holding, mailbox.state
    rows = {} if state is None else state.header_rows()
    found: dict[int, bytes] = {}
    missing: list[int] = []
    for number in numbers:
        row = rows.get(holding.unique_id(number) or "")
        if row is not None and row.listed_size == holding.size_of(number):
            found[number] = row.octets
        else:
            missing.append(number)
    rest = iter(missing)
    while group := tuple(islice(rest, GROUP)):
        found.update(_asked(mailbox, group))
    return found


def _asked(mailbox: Mailbox, numbers: tuple[int, ...]) -> dict[int, bytes]:
    """Return what the server gives of `numbers`, after the state has it too."""
    sink, line = Heads(), mailbox.line
    line.hold(top(numbers), sink)
    if not line.usable:
        raise line.lost("TOP")
    holding = mailbox.holding
    named = ((holding.unique_id(number), number) for number in sink.rows)
    rows = [
        HeaderRow(unique_id, holding.size_of(number), sink.rows[number])
        for unique_id, number in named
        if unique_id is not None
    ]
    if rows and mailbox.state is not None:
        mailbox.state.keep_header_rows(rows)
    return sink.rows
