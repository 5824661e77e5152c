"""Disk: the file calls on which nothing that was promised may be lost.

State and delivery make theirs through one value, so that a test can let the
n-th of them fail. Whatever is made here is for its owner alone: files 0600,
folders 0700.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from shell.exits import Doing, file_failure

if TYPE_CHECKING:
    import sqlite3

FILE_MODE = 0o600
FOLDER_MODE = 0o700

# A name that is there already, or that is a link, is never written through.
NEW_FILE = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


class told:  # noqa: N801  (it reads as the clause that it is)
    """A context that raises an OSError from inside as what it means for `name`.

    Entered for each piece of a message, which a generator would make dearer.
    """

    __slots__ = ("_doing", "_name")

    def __init__(self, doing: Doing, name: str) -> None:
        self._doing = doing
        self._name = name

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, _: object, error: BaseException | None, __: TracebackType | None
    ) -> None:
        if isinstance(error, OSError):
            raise file_failure(error, self._doing, self._name) from error


class Disk:
    """The file calls. A descriptor is what `open_folder` and `create` return.

    Each raises OSError.
    """

    def make_folder(self, path: Path) -> None:
        """Make `path` and the folders above it, for good, where they are missing."""
        if path.is_dir():
            return
        if path.parent != path:
            self.make_folder(path.parent)
        with suppress(FileExistsError):
            path.mkdir(FOLDER_MODE)
        self.sync_path(path.parent)

    def open_folder(self, path: Path) -> int:
        """Return a descriptor of the folder `path`."""
        return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def create(self, folder: int, name: str) -> int:
        """Return a descriptor of a new file; FileExistsError if there is one."""
        return os.open(name, NEW_FILE, FILE_MODE, dir_fd=folder)

    def open(self, folder: int, name: str) -> int:
        """Return a descriptor of the file `name`, to read it; no link is followed."""
        flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
        return os.open(name, flags, dir_fd=folder)

    def open_to_append(self, path: Path) -> int:
        """Return a descriptor of the regular file `path`, made if it is missing.

        A link is followed. What is no regular file is refused, unopened or unread.
        """
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
        descriptor = os.open(path, flags, FILE_MODE)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(None, "it is no regular file")
        return descriptor

    def nameless(self, folder: Path) -> int:
        """Return a descriptor of a new file that no name leads to."""
        try:
            flags = os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC
            return os.open(folder, flags, FILE_MODE)
        except (OSError, AttributeError):
            # Not every file system has them, and Linux alone.
            path = folder / f".nameless.{os.getpid()}"
            with suppress(FileNotFoundError):
                path.unlink()
            descriptor = os.open(path, NEW_FILE, FILE_MODE)
            path.unlink()
            return descriptor

    def write(self, file: int, octets: bytes) -> None:
        """Write all of `octets` where the last write ended."""
        written = os.write(file, octets)
        while written < len(octets):
            written += os.write(file, memoryview(octets)[written:])

    def read(self, file: int, size: int, offset: int) -> bytes:
        """Return up to `size` octets from `offset` on; b"" at the end."""
        return os.pread(file, size, offset)

    def seek_end(self, file: int) -> int:
        """Return the length of the file; the next write goes behind its end."""
        return os.lseek(file, 0, os.SEEK_END)

    def truncate(self, file: int, length: int) -> None:
        """Cut the file back to `length` octets."""
        os.ftruncate(file, length)

    def sync(self, file: int) -> None:
        """Return once the file, or the folder's names, would outlast a power cut."""
        os.fsync(file)

    def sync_path(self, path: Path) -> None:
        """Return once the names in the folder `path` would outlast a power cut."""
        folder = self.open_folder(path)
        try:
            self.sync(folder)
        finally:
            self.close(folder)

    def close(self, file: int) -> None:
        """Close a descriptor."""
        os.close(file)

    def link(self, folder: int, name: str, into: int, new_name: str) -> None:
        """Give a file a second name; FileExistsError if that is taken."""
        os.link(
            name, new_name, src_dir_fd=folder, dst_dir_fd=into, follow_symlinks=False
        )

    def rename(self, folder: int, name: str, into: int, new_name: str) -> None:
        """Give a file another name, whatever stood there."""
        os.rename(name, new_name, src_dir_fd=folder, dst_dir_fd=into)

    def exists(self, folder: int, name: str) -> bool:
        """Return whether the folder has `name`."""
        try:
            os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def remove(self, folder: int, name: str) -> None:
        """Take a name away."""
        os.unlink(name, dir_fd=folder)

    def names(self, folder: int) -> list[str]:
        """Return the names in the folder, in no order."""
        return os.listdir(folder)

    def room(self, file: int) -> int:
        """Return how many octets the file system still takes from us."""
        free = os.fstatvfs(file)
        return free.f_bavail * free.f_frsize

    def commit(self, connection: "sqlite3.Connection") -> None:
        """Make the transaction of `connection` last. Raises sqlite3.Error."""
        connection.execute("COMMIT")
