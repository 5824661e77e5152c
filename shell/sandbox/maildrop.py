"""One durable maildrop in a folder, which several processes may share.

A message is a file in `new`, named by its unique-id. It is written in `tmp`,
synced and renamed, so that a reader sees whole messages only.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC
from pathlib import Path

from core.value import frozen
from shell import clock
from shell.disk import FILE_MODE, FOLDER_MODE, Disk


@frozen
class MessageFile:
    """A message in the maildrop: its unique-id and its size in octets."""

    unique_id: str
    size: int


class Maildrop:
    """The folder that holds the messages. Made, with its parents, when missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("tmp", "new"):
            (folder / name).mkdir(FOLDER_MODE, parents=True, exist_ok=True)

    def messages(self) -> tuple[MessageFile, ...]:
        """Return what is in the maildrop, oldest first."""
        with os.scandir(self.folder / "new") as entries:
            found = [MessageFile(entry.name, entry.stat().st_size) for entry in entries]
        return tuple(sorted(found, key=lambda each: each.unique_id))

    def pieces(self, unique_id: str, size: int = 1 << 16) -> Iterator[bytes]:
        """Yield the octets of one message, `size` at a time."""
        with (self.folder / "new" / unique_id).open("rb") as file:
            while piece := file.read(size):
                yield piece

    def delete(self, unique_ids: tuple[str, ...]) -> None:
        """Remove messages. One that is already gone is no error."""
        for unique_id in unique_ids:
            with suppress(FileNotFoundError):
                (self.folder / "new" / unique_id).unlink()
        Disk().sync_path(self.folder / "new")

    def begin(self) -> "Delivery":
        """Return a delivery to write a message to."""
        return Delivery(self.folder)

    @contextmanager
    def exclusive(self) -> Iterator[bool]:
        """Hold the maildrop for one POP3 session; False while another holds it."""
        descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, FILE_MODE)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(descriptor)


class Delivery:
    """One message on its way in. It is in the maildrop only after `commit`."""

    def __init__(self, folder: Path) -> None:
        # The name sorts by time of arrival, and is a unique-id of RFC 1939 section 7.
        self.name = (
            f"{clock.now().astimezone(UTC):%Y%m%d%H%M%S%f}-{clock.fresh_identifier()}"
        )
        self.folder = folder
        self.path = folder / "tmp" / self.name
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        self.file = os.fdopen(descriptor, "wb")

    def write(self, octets: bytes) -> None:
        """Add octets to the message."""
        self.file.write(octets)

    def commit(self) -> str:
        """Return the unique-id under which the message now stands for good."""
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        self.path.rename(self.folder / "new" / self.name)
        Disk().sync_path(self.folder / "new")
        return self.name

    def abandon(self) -> None:
        """Remove what was written."""
        self.file.close()
        self.path.unlink(missing_ok=True)
