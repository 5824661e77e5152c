"""Header sections out of a maildrop: asked for once, then kept by unique-id."""

from collections.abc import Iterable, Mapping
from itertools import islice

from core.pop3.survey import heads as top
from shell.records import HeaderRow
from shell.recv.heads import Heads
from shell.recv.maildrop import Maildrop

# Header sections that are asked for before what came is kept.
GROUP = 1_000


def heads(maildrop: Maildrop, numbers: Iterable[int]) -> Mapping[int, bytes]:
    """Return the fields that a listing shows of each message, as octets.

    One whose header section the server does not give is left out. What the state
    has by unique-id is not asked for again. Raises ShellError.
    """
    holding, state = maildrop.holding, maildrop.state
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
        found.update(_asked(maildrop, group))
    return found


def _asked(maildrop: Maildrop, numbers: tuple[int, ...]) -> dict[int, bytes]:
    """Return what the server gives of `numbers`, after the state has it too."""
    sink, line = Heads(), maildrop.line
    line.hold(top(numbers), sink)
    if not line.usable:
        raise line.lost("TOP")
    holding = maildrop.holding
    named = ((holding.unique_id(number), number) for number in sink.rows)
    rows = [
        HeaderRow(unique_id, holding.size_of(number), sink.rows[number])
        for unique_id, number in named
        if unique_id is not None
    ]
    if rows and maildrop.state is not None:
        maildrop.state.keep_header_rows(rows)
    return sink.rows
