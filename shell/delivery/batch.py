"""Batch: messages on their way into one target, and the state that is told of them.

What `settle` returns is stored: durable in its place and committed in the state.
Nothing else may be deleted from a server.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Self

from attrs import evolve

from core.value import frozen
from shell.clock import monotonic
from shell.delivery.entry import Arrival, Delivered, Entry, Outcome
from shell.delivery.store import Incoming, Placed, Staged, Store
from shell.disk import told
from shell.exits import Doing, ShellError
from shell.identity import digest_key, message_key
from shell.records import Stored, Unsettled
from shell.state import State

# Seconds after which what has come in is made to last.
OLDEST = 1.0


@frozen
class _Waiting:
    """A message that has come in whole.

    `staged` is None for one that is known; `placing` is whether it is stored only
    once its key is placed.
    """

    entry: Entry
    row: Stored
    staged: Staged | None
    placing: bool


class Batch:
    """Messages on their way into one target.

    Per message: `begin`, `write`s, then `finish` or `abandon`; `settle` when `due`,
    and at the end. What was not settled leaves no trace when the batch is closed.
    All but `settle` raise ShellError.
    """

    def __init__(self, target: str, store: Store, state: State) -> None:
        self.target = target
        self._store = store
        self._state = state
        self._entry: Entry | None = None
        self._incoming: Incoming | None = None
        self._left: int | None = None
        self._waiting: list[_Waiting] = []
        self._keys = set(state.marks().stored)
        self._since = 0.0
        self._noted = False
        self._untidy = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def room(self) -> int | None:
        """Return how many octets the target has space for; None if nobody knows."""
        with told(Doing.READING, self.target):
            return self._store.room()

    def begin(self, entry: Entry, limit: int | None = None) -> None:
        """Start a message, which is abandoned past `limit` octets."""
        if self._store.lasting and not self._noted:
            # Until the batch is closed, the target may hold more than the state.
            self._state.unsettle(Unsettled(self.target, None, ()))
            self._noted = True
        with told(Doing.WRITING, self.target):
            self._incoming = self._store.begin()
        self._entry = entry
        self._left = limit

    def write(self, octets: bytes) -> bool:
        """Return whether the piece was taken; False once the limit is past."""
        if self._incoming is None:
            return False
        if self._left is not None:
            self._left -= len(octets)
            if self._left < 0:
                self.abandon()
                return False
        with self._or_abandoned():
            self._incoming.write(octets)
        return True

    def finish(self) -> Arrival:
        """Return what became of the message, which has come in whole."""
        if self._entry is None or self._incoming is None:
            raise ValueError("Batch.finish needs a message that was begun")
        entry, incoming = self._entry, self._incoming
        with self._or_abandoned():
            incoming.finish()
            waiting = self._judged(entry, incoming)
            if waiting.staged is None:
                incoming.abandon()
        self._entry = self._incoming = None
        if not self._waiting:
            self._since = monotonic()
        self._waiting.append(waiting)
        return Arrival.NEW if waiting.staged else Arrival.KNOWN

    def abandon(self) -> None:
        """Give the message up that was begun, if there is one."""
        incoming, self._entry, self._incoming = self._incoming, None, None
        if incoming is not None:
            try:
                with told(Doing.WRITING, self.target):
                    incoming.abandon()
            except ShellError:
                self._untidy = True
                raise

    def due(self) -> bool:
        """Return whether it is time to settle: the batch is full, or a second old."""
        if not self._waiting:
            return False
        if len(self._waiting) >= self._store.capacity:
            return True
        return monotonic() - self._since >= OLDEST

    def settle(self) -> Outcome:
        """Return what is stored now, of what was finished since the last time."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return Outcome(())
        staged = tuple(each.staged for each in waiting if each.staged is not None)
        try:
            done, error = self._settled(waiting, staged)
        except ShellError as failure:
            done, error = (), failure
        finally:
            self._tidy(staged)
        return Outcome(tuple(map(self._delivered, done)), error)

    def close(self) -> None:
        """Leave no trace of what was not settled."""
        waiting, self._waiting = self._waiting, []
        try:
            self._tidy(tuple(each.staged for each in waiting if each.staged))
            self.abandon()
            if self._noted and not self._untidy:
                self._state.record((), settled=self.target)
        finally:
            self._store.close()

    def _tidy(self, staged: tuple[Staged, ...]) -> None:
        """Take away what was half done; what resists is left to the next run."""
        for each in staged:
            try:
                each.incoming.abandon()
            except OSError:
                self._untidy = True

    @contextmanager
    def _or_abandoned(self) -> Iterator[None]:
        """Raise what fails inside as a ShellError, with the message given up."""
        try:
            with told(Doing.WRITING, self.target):
                yield
        except ShellError:
            with suppress(ShellError):
                self.abandon()
            raise

    def _settled(
        self, waiting: list[_Waiting], staged: tuple[Staged, ...]
    ) -> tuple[tuple[_Waiting, ...], ShellError | None]:
        """Return what was placed and recorded, in that order, and what failed."""
        if not staged:
            self._state.record(each.row for each in waiting)
            return tuple(waiting), None
        lasting = self._store.lasting
        length = self._store.prepare()
        try:
            if not lasting:
                ids = tuple(each.entry.name for each in waiting if each.placing)
                self._state.unsettle(Unsettled(self.target, length, ids))
            settlement = self._store.settle(staged)
            done = tuple(_done(waiting, settlement.placed))
            self._state.record(
                (each.row for each in done), None if lasting else self.target
            )
        finally:
            self._store.release()
        return done, settlement.error

    def _judged(self, entry: Entry, incoming: Incoming) -> _Waiting:
        """Return the message with its row, and whether it has to be placed."""
        row = self._row(entry, incoming)
        # The state is asked only about what it has, or is about to have.
        if row.key not in self._keys:
            self._keys.add(row.key)
            return _Waiting(entry, row, Staged(row.key, incoming), placing=True)
        for known in self._state.stored(row.key):
            if known.head_sha256 == row.head_sha256:
                # The server tells another size for what it had told before.
                again = evolve(
                    known, listed_size=row.listed_size, unique_id=row.unique_id
                )
                return _Waiting(entry, again, None, placing=False)
        if any(each.row.key == row.key for each in self._waiting):
            return _Waiting(entry, row, None, placing=True)
        return _Waiting(entry, row, Staged(row.key, incoming), placing=True)

    def _row(self, entry: Entry, incoming: Incoming) -> Stored:
        digest, login = incoming.digest, self._state.login
        whole = digest.whole
        return Stored(
            key=(
                digest_key(login, whole)
                if entry.unique_id is None
                else message_key(login, entry.unique_id)
            ),
            head_sha256=digest.head,
            sha256=whole,
            size=digest.size,
            target=self.target,
            path="",
            unique_id=entry.unique_id,
            listed_size=entry.listed_size,
        )

    def _delivered(self, done: _Waiting) -> Delivered:
        return Delivered(
            entry=done.entry,
            sha256=done.row.sha256,
            size=done.row.size,
            target=done.row.target,
            path=done.row.path,
            known=done.staged is None,
        )


def _done(
    waiting: Iterable[_Waiting], placed: tuple[Placed, ...]
) -> Iterator[_Waiting]:
    """Yield those that are stored, with the paths where they were placed."""
    paths = {each.key: each.path for each in placed}
    for each in waiting:
        if not each.placing:
            yield each
        elif each.row.key in paths:
            row = evolve(each.row, path=paths[each.row.key])
            yield _Waiting(each.entry, row, each.staged, placing=True)
