"""Windows of messages, one after another, until all that is wanted is stored.

A message that runs past its limit costs the session; the next session goes on behind
it, with the marks of the last set again. A line that is lost costs the window, of
which nothing counts without its fence: the next session asks for its messages one by
one, so that all come through but the one at which the server drops the line.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from attrs import evolve

from core.pop3.fetching import Fate, Kept, Marked, Unfetched, Unmarked
from core.pop3.fetching import fetch as talk
from core.pop3.response import Response
from shell import clock
from shell.delivery.batch import Batch
from shell.delivery.entry import Entry
from shell.delivery.recovery import open_batch
from shell.delivery.target import Output, Pipe, Target
from shell.disk import Disk
from shell.exits import Kind, ShellError
from shell.recv import which
from shell.recv.desk import Desk
from shell.recv.fetch.pace import MOST, Pace, bounded, window
from shell.recv.fetch.plan import Plan, Trace, entry_of, plan, trace_of, wanted_of
from shell.recv.fetch.policy import Policy
from shell.recv.fetch.report import Report
from shell.recv.fetch.sink import Delivering, Moved
from shell.recv.maildrop import Maildrop
from shell.recv.refusal import refused
from shell.state import State
from shell.terminal.progress import progress
from shell.terminal.screen import put_octets

# Deletions that are ordered at once.
GROUP = 500
# Sessions in a row that may be lost without a message stored.
BARREN = 3
LOST = frozenset({Kind.LOST, Kind.TIMEOUT})
# More octets than any window: it is cut before it gets to the errand.
ANY = 2**63


class Fetching:
    """The fetch of one account, as long as it lasts. Methods raise ShellError."""

    def __init__(
        self,
        maildrop: Maildrop,
        state: State,
        policy: Policy,
        desk: Desk,
        report: Report,
    ) -> None:
        self._maildrop = maildrop
        self._state = state
        self._policy = policy
        self._desk = desk
        self._report = report
        self._settled: set[Trace] = set()
        self._pace = Pace()
        # How many messages are asked for one by one, behind a lost line.
        self._singly = 0
        self._barren = 0

    def run(self) -> None:
        """Get what is wanted, and have deleted what is due."""
        while not self._session():
            self._maildrop.reconnect()

    def _session(self) -> bool:
        """Return whether all is done; if not, it goes on in a new session."""
        target, sink = self._policy.target, _output(self._policy.target, self._desk)
        batch, recovery = open_batch(self._state, target, Disk(), sink)
        with batch:
            self._report.recovered(recovery)
            self._maildrop.forget_known()
            todo = self._plan()
            if not self._windows(batch, todo):
                return False
        self._delete(todo.due)
        return True

    def _plan(self) -> Plan:
        """Return what is to be done, after telling of what is too large."""
        policy = self._policy
        if policy.limit is not None:
            policy = evolve(policy, limit=max(policy.limit - self._report.stored, 0))
        rule = which.Rule(session=self._desk.session)
        found = which.find(self._maildrop, self._policy.words, rule)
        todo = plan(self._maildrop, found.numbers, policy, self._settled)
        for number in todo.large:
            entry = entry_of(self._maildrop.holding, number)
            self._settle(number)
            self._report.stays(entry, "it is over --max-size")
        return todo

    def _windows(self, batch: Batch, todo: Plan) -> bool:
        """Return whether every window of `todo` was gone through."""
        silent = self._desk.setting.quiet or self._desk.json
        talk_to = self._desk.setting.talk
        screen = evolve(talk_to, terminal=False) if silent else talk_to
        holding, place = self._maildrop.holding, 0
        with progress(screen, todo.size) as advance:
            moved = Moved(advance, len(todo.wanted))
            while place < len(todo.wanted):
                rest = islice(todo.wanted, place, place + MOST)
                sized = ((each, holding.size_of(each) or 0) for each in rest)
                most = 1 if self._singly else _capacity(self._policy.target)
                pace = bounded(self._pace, most, batch.room())
                numbers = tuple(window(sized, pace))
                place += len(numbers)
                if not self._window(batch, numbers, moved):
                    return False
        return True

    def _window(self, batch: Batch, numbers: tuple[int, ...], moved: Moved) -> bool:
        """Return whether the session goes on behind these messages."""
        maildrop, holding = self._maildrop, self._maildrop.holding
        entries = {number: entry_of(holding, number) for number in numbers}
        roomy = tuple(self._fitting(batch, entries))
        deleting = self._policy.deletes_at_once
        sink = Delivering(
            batch,
            self._state,
            entries,
            max_size=self._policy.max_size,
            deleting=deleting,
            moved=moved,
        )
        line, begun = maildrop.line, clock.monotonic()
        wanted = tuple(wanted_of(holding, roomy, delete=deleting))
        fates = line.hold(talk(wanted, MOST, ANY), sink)
        self._report.delivered(sink.delivered.values(), deleting=deleting)
        temporary = [self._note(fate, entries[fate.number]) for fate in fates]
        if sink.error is not None:
            raise sink.error
        if sink.abandoned is not None:
            self._settle(sink.abandoned.number)
            error = line.lost("RETR")
            self._report.stays(sink.abandoned, error.what, error)
            return False
        self._barren = 0 if sink.delivered else self._barren + 1
        self._singly = max(self._singly - len(numbers), 0)
        if not line.usable:
            self._lose(entries, line.lost("RETR"))
            return False
        for error in filter(None, temporary):
            raise error
        seconds = clock.monotonic() - begun
        self._pace = self._pace.after(len(numbers), sink.octets, seconds)
        return True

    def _lose(self, entries: dict[int, Entry], error: ShellError) -> None:
        """Prepare the next session behind a window at which the line was lost.

        A message that was asked for alone stays. Raises `error` where another
        session promises nothing.
        """
        if error.kind not in LOST or self._barren >= BARREN:
            raise error
        for number, entry in entries.items() if len(entries) == 1 else ():
            if trace_of(self._maildrop.holding, number) not in self._settled:
                self._settle(number)
                self._report.stays(entry, error.what, error)
        self._singly = max(self._singly, len(entries))

    def _fitting(self, batch: Batch, entries: dict[int, Entry]) -> Iterator[int]:
        """Yield the messages for which there is space, and tell of the others."""
        room = batch.room()
        for number, entry in entries.items():
            if room is None or (entry.listed_size or 0) <= room:
                yield number
                continue
            self._settle(number)
            what = f"there is no space for it at {batch.target}"
            self._report.stays(entry, what, ShellError(kind=Kind.WRITE, what=what))

    def _note(self, fate: Fate, entry: Entry) -> ShellError | None:
        """Take note of what became of a message; return what ends the run for now."""
        server = self._maildrop.access.server
        match fate:
            case Kept(number=number):
                self._settle(number)
            case Marked(number=number):
                self._settle(number)
                self._maildrop.note_marked(number)
            case Unmarked(number=number, cause=Response() as response):
                self._settle(number)
                error = refused(response, "DELE", server)
                self._maildrop.note_refused(number)
                self._report.stays(entry, "it is stored, but not deleted", error)
            case Unfetched(number=number, cause=Response() as response):
                error = refused(response, "RETR", server)
                if error.retry:
                    return error
                self._settle(number)
                self._report.stays(entry, "the server does not give it", error)
            case _:
                # The line was lost, or the target failed: that is told for all.
                pass
        return None

    def _settle(self, number: int) -> None:
        """Take note that a message is done with, as far as this run goes."""
        self._settled.add(trace_of(self._maildrop.holding, number))

    def _delete(self, due: Iterable[int]) -> None:
        """Mark what was stored earlier and is to go now."""
        rest = iter(due)
        while group := tuple(islice(rest, GROUP)):
            ids = map(self._maildrop.holding.unique_id, group)
            self._state.mark_pending(each for each in ids if each is not None)
            self._maildrop.mark(group)


def _capacity(target: Target) -> int:
    """Return how many messages a batch into `target` holds."""
    match target:
        case Pipe():
            # A program is told of each message at least once: of one at a time.
            return 1
        case _:
            return MOST


def _output(target: Target, desk: Desk) -> Callable[[bytes], object] | None:
    """Return what writes to a terminal; None where octets go out as they are."""
    match target:
        case Output() if desk.setting.out.terminal:
            return lambda octets: put_octets(desk.setting.out, octets)
        case _:
            return None
