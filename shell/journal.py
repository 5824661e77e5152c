"""How far the sending of each message came, in a file that outlasts the run.

The journal has a line before the final dot and one after the reply, each synced: a
run that was cut off between them can be told from one that never came so far.
"""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from core.value import frozen
from shell.clock import now
from shell.disk import FILE_MODE, Disk, told
from shell.exits import Doing

NAME = "sent.jsonl"

# Octets after which a journal is put aside as ".1", in place of the one there.
LARGEST = 4_000_000


class Stage(StrEnum):
    """How far the sending of a message came."""

    POURING = "pouring"
    TAKEN = "taken"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


@frozen
class JournalLine:
    """One line of the journal. `at` is RFC 3339, `server` host:port."""

    at: str
    message_id: str
    server: str
    stage: Stage


class Journal:
    """The journal in a folder, opened when it is first needed."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._path = folder / NAME
        self._disk = disk
        self._file: int | None = None

    def note(self, message_id: str, server: str, stage: Stage) -> None:
        """Return once the line would outlast a power cut. Raises ShellError."""
        at = now().isoformat(timespec="milliseconds")
        entry = {"at": at, "message_id": message_id, "server": server, "stage": stage}
        with told(Doing.WRITING, str(self._path)):
            file = self._opened()
            self._disk.write(file, json.dumps(entry).encode() + b"\n")
            self._disk.sync(file)

    def last(self, message_id: str) -> JournalLine | None:
        """Return how far the message came the last time; None if it was never sent.

        Raises ShellError.
        """
        found = None
        with told(Doing.READING, str(self._path)):
            for path in (self._older(), self._path):
                for line in _lines(path):
                    if line.message_id == message_id:
                        found = line
        return found

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            file, self._file = self._file, None
            self._disk.close(file)

    def _older(self) -> Path:
        return self._path.with_name(f"{NAME}.1")

    def _opened(self) -> int:
        """Return the journal's descriptor, at its end and behind a whole line."""
        if self._file is None:
            self._disk.make_folder(self._path.parent)
            with suppress(FileNotFoundError):
                if self._path.stat().st_size > LARGEST:
                    self._path.replace(self._older())
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
            self._file = os.open(self._path, flags, FILE_MODE)
            end = self._disk.seek_end(self._file)
            if end and self._disk.read(self._file, 1, end - 1) != b"\n":
                self._disk.write(self._file, b"\n")
            self._disk.sync_path(self._path.parent)
        return self._file


def _lines(path: Path) -> Iterator[JournalLine]:
    """Yield the whole lines of a journal; a torn one says nothing."""
    try:
        octets = path.read_bytes()
    except FileNotFoundError:
        return
    for line in octets.splitlines():
        with suppress(ValueError, TypeError, KeyError):
            entry = json.loads(line)
            words = (entry["at"], entry["message_id"], entry["server"])
            if all(isinstance(word, str) for word in words):
                yield JournalLine(*words, Stage(entry["stage"]))
