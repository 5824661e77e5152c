"""A program that is given each message on its standard input, and standard output.

Both get whole messages alone, and both at least once: a run that is killed
between the last octet and the commit gives the message again next time.
"""

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from shell.delivery.spool import Spool
from shell.delivery.store import Placed, Recovery, Settlement, Staged
from shell.disk import Disk
from shell.exits import Doing, ExitCode, Kind, ShellError, file_failure
from shell.records import Unsettled

# Seconds that a program may take for one message.
PATIENCE = 600.0


class PipeStore:
    """A Store that runs a program once for each message."""

    # The state is committed after each run, so that one message may come twice.
    capacity = 1
    lasting = False

    def __init__(self, command: tuple[str, ...], spools: Path, disk: Disk) -> None:
        self._command = command
        self._spools = spools
        self._disk = disk

    def recover(self, note: Unsettled | None, known: frozenset[str]) -> Recovery:
        """Return the message that was with the program when the last run ended."""
        del known
        return _perhaps_twice(
            note, f"{self._command[0]} had it when the last run ended"
        )

    def room(self) -> int | None:
        """Return how many octets there is space for, before the program has them."""
        return _room(self._spools, self._disk)

    def begin(self) -> Spool:
        """Return a new message, kept in a file until it is whole."""
        return Spool(self._spools, self._disk, limit=0)

    def prepare(self) -> int | None:
        """Return None: nothing can be cut back."""
        return None

    def settle(self, batch: Sequence[Staged]) -> Settlement:
        """Return the messages for which the program ended with 0."""
        placed: list[Placed] = []
        for staged in batch:
            try:
                self._run(_spool_of(staged))
            except OSError as error:
                return Settlement(tuple(placed), self._cannot_run(error))
            except ShellError as error:
                return Settlement(tuple(placed), error)
            placed.append(Placed(staged.key, ""))
        return Settlement(tuple(placed))

    def release(self) -> None:
        """Nobody was kept out."""

    def close(self) -> None:
        """Nothing is held."""

    def _run(self, spool: Spool) -> None:
        """Run the program over one message. Raises ShellError, OSError."""
        file = spool.descriptor()
        os.lseek(file, 0, os.SEEK_SET)
        name = self._command[0]
        try:
            code = subprocess.run(
                self._command, stdin=file, timeout=PATIENCE, check=False
            ).returncode
        except subprocess.TimeoutExpired as error:
            what = f"{name} did not end within {PATIENCE:.0f} s"
            raise ShellError(kind=Kind.TIMEOUT, what=what, stage="pipe") from error
        if code == ExitCode.TEMPORARY:
            what = f"{name} asks to try again later (it ended with {code})"
            raise ShellError(kind=Kind.TEMPORARY, what=what, stage="pipe")
        if code:
            end = f"was killed by signal {-code}" if code < 0 else f"ended with {code}"
            raise ShellError(kind=Kind.WRITE, what=f"{name} {end}", stage="pipe")

    def _cannot_run(self, error: OSError) -> ShellError:
        what = f"cannot run {self._command[0]}: {error.strerror}"
        return ShellError(kind=Kind.CREATE, what=what, stage="pipe")


class OutputStore:
    """A Store that writes to standard output, by way of `sink`."""

    capacity = 64
    lasting = False

    def __init__(
        self, sink: Callable[[bytes], object], spools: Path, disk: Disk
    ) -> None:
        self._sink = sink
        self._spools = spools
        self._disk = disk

    def recover(self, note: Unsettled | None, known: frozenset[str]) -> Recovery:
        """Return the messages that the last run may have written out."""
        del known
        return _perhaps_twice(note, "the last run ended while it was written out")

    def room(self) -> int | None:
        """Return how many octets there is space for, before they are written out."""
        return _room(self._spools, self._disk)

    def begin(self) -> Spool:
        """Return a new message, kept back until it is whole."""
        return Spool(self._spools, self._disk)

    def prepare(self) -> int | None:
        """Return None: nothing can be cut back."""
        return None

    def settle(self, batch: Sequence[Staged]) -> Settlement:
        """Return the messages that were written out whole."""
        placed: list[Placed] = []
        try:
            for staged in batch:
                for piece in _spool_of(staged).pieces():
                    self._sink(piece)
                placed.append(Placed(staged.key, ""))
        except OSError as error:
            failure = file_failure(error, Doing.WRITING, "standard output")
            return Settlement(tuple(placed), failure)
        return Settlement(tuple(placed))

    def release(self) -> None:
        """Nobody was kept out."""

    def close(self) -> None:
        """Standard output stays open."""


def _perhaps_twice(note: Unsettled | None, reason: str) -> Recovery:
    if note is None or not note.unique_ids:
        return Recovery()
    return Recovery((), note.unique_ids, reason)


def _room(folder: Path, disk: Disk) -> int:
    descriptor = disk.open_folder(folder)
    try:
        return disk.room(descriptor)
    finally:
        disk.close(descriptor)


def _spool_of(staged: Staged) -> Spool:
    """Return the spool of a message that `begin` of this store gave out."""
    if not isinstance(staged.incoming, Spool):
        raise TypeError("Staged.incoming must come from the same store")
    return staged.incoming
