"""Which messages a policy means in this session, and what becomes of each."""

from array import array
from collections.abc import Callable, Iterable, Iterator

from attrs import field

from core.pop3.fetching import Wanted
from core.value import frozen
from shell import clock
from shell.delivery.entry import Entry
from shell.exits import Kind, ShellError
from shell.identity import message_key
from shell.recv.fetch.policy import Policy
from shell.recv.holding import Holding
from shell.recv.maildrop import Maildrop
from shell.state import State

# By which a message is known as long as a run lasts: its unique-id alone, or, where it
# has none, its number and size.
Trace = tuple[str | None, int, int | None]


@frozen
class Plan:
    """`wanted` are the numbers to get, oldest first; `large` those over the limit.

    `due` are stored already, and to be deleted now. `size` is the octets of what is
    wanted, None where some are not told.
    """

    wanted: "array[int]" = field(repr=False)
    large: tuple[int, ...]
    due: "array[int]" = field(repr=False)
    size: int | None


def plan(
    maildrop: Maildrop, numbers: Iterable[int], policy: Policy, settled: set[Trace]
) -> Plan:
    """Return what is to be done with the messages `numbers`.

    What is `settled` was dealt with in an earlier session of this run. Raises
    ShellError where the policy needs unique-ids and there are none.
    """
    holding, state = maildrop.holding, maildrop.state
    if policy.delete_after and not holding.identified:
        host = maildrop.access.server.host
        what = f"--delete-after needs unique-ids, and {host} does not tell any"
        raise ShellError(kind=Kind.REFUSED, what=what, stage="UIDL")
    is_due = _due(state, policy)
    wanted, due, large = array("L"), array("L"), []
    size: int | None = 0
    for number in sorted(numbers):
        if trace_of(holding, number) in settled or number in maildrop.marked:
            continue
        listed = holding.size_of(number)
        if maildrop.is_stored(number):
            if is_due(holding.unique_id(number) or ""):
                due.append(number)
        elif policy.max_size is not None and (listed or 0) > policy.max_size:
            large.append(number)
        elif policy.limit is None or len(wanted) < policy.limit:
            wanted.append(number)
            size = None if size is None or listed is None else size + listed
    return Plan(wanted, tuple(large), due, size)


def trace_of(holding: Holding, number: int) -> Trace:
    """Return by what a message is known again in the next session of this run."""
    unique_id = holding.unique_id(number)
    if unique_id is not None:
        return unique_id, 0, None
    return None, number, holding.size_of(number)


def entry_of(holding: Holding, number: int) -> Entry:
    """Return a message as the server lists it."""
    return Entry(number, holding.unique_id(number), holding.size_of(number))


def wanted_of(
    holding: Holding, numbers: Iterable[int], *, delete: bool
) -> Iterator[Wanted]:
    """Yield the order for each of `numbers`."""
    for number in numbers:
        yield Wanted(number, holding.size_of(number), delete)


def _due(state: State | None, policy: Policy) -> Callable[[str], bool]:
    """Return what says whether a message that is stored is to be deleted now.

    What was only marked as stored was never got, and is never deleted by a policy.
    """
    if state is None or policy.delete_after is None:
        return lambda _: False
    old = state.stored_until(clock.epoch() - policy.delete_after)
    if state.has_target(""):
        old -= {row.key for row in state.all_stored() if not row.target}
    return lambda unique_id: message_key(state.login, unique_id) in old
