"""An mbox kept to oneself: flock, and the dot-lock file that older programs heed."""

import errno
import fcntl
import os
from contextlib import suppress
from pathlib import Path

from shell.clock import epoch, monotonic, pause
from shell.disk import Disk
from shell.exits import Kind, ShellError

# Seconds to wait for the others, and between two looks.
PATIENCE = 30.0
LOOK = 0.1

# Seconds after which a dot-lock that names no process of this machine is dead.
STALE = 600.0

# A folder in which we may make no file: then flock has to do, as for mail readers.
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EOPNOTSUPP)


class MboxLock:
    """Both locks on the mbox `path`, whose descriptor is `file`."""

    def __init__(self, path: Path, disk: Disk, patience: float = PATIENCE) -> None:
        self._path = path
        self._name = f"{path.name}.lock"
        self._disk = disk
        self._patience = patience
        self._dotted = False

    def acquire(self, file: int) -> None:
        """Wait until nobody else writes. Raises ShellError, OSError.

        flock comes first, so that two of us never judge one stale dot-lock.
        """
        end = monotonic() + self._patience
        while not self._flocked(file):
            self._wait(end)
        try:
            while not self._dot_locked():
                if not self._broken():
                    self._wait(end)
        except BaseException:
            self.release(file)
            raise

    def release(self, file: int) -> None:
        """Let the others write."""
        if self._dotted:
            self._dotted = False
            # One that resists is stale as soon as this process ends.
            with suppress(OSError):
                self._path.with_name(self._name).unlink()
        fcntl.flock(file, fcntl.LOCK_UN)

    def _flocked(self, file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _dot_locked(self) -> bool:
        """Return whether the dot-lock is ours, or cannot be made by anybody like us."""
        folder = self._disk.open_folder(self._path.parent)
        try:
            self._link_in(folder)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in FORBIDDEN:
                raise
        finally:
            self._disk.close(folder)
        return True

    def _link_in(self, folder: int) -> None:
        """Make the dot-lock, with the number of this process in it from the start.

        One that is killed must not leave a lock that names nobody. The draft's
        name is ours while we hold the flock. Raises FileExistsError.
        """
        draft = f".{self._name}.tmp"
        with suppress(FileNotFoundError):
            self._disk.remove(folder, draft)
        file = self._disk.create(folder, draft)
        try:
            self._disk.write(file, f"{os.getpid()}\n".encode())
            self._disk.link(folder, draft, folder, self._name)
            self._dotted = True
        finally:
            self._disk.close(file)
            self._disk.remove(folder, draft)

    def _broken(self) -> bool:
        """Return whether the dot-lock was a dead one, and is gone."""
        if not self._is_stale():
            return False
        with suppress(FileNotFoundError):
            self._path.with_name(self._name).unlink()
        return True

    def _is_stale(self) -> bool:
        """Return whether who made the dot-lock is gone."""
        path = self._path.with_name(self._name)
        try:
            age = epoch() - path.stat().st_mtime
            holder = path.read_bytes()[:20].strip()
        except OSError:
            return False
        # Older programs write "0", nothing, or their host beside the number.
        if not holder.isdigit() or int(holder) <= 1:
            return age > STALE
        try:
            os.kill(int(holder), 0)
        except (ProcessLookupError, OverflowError):
            return True
        except PermissionError:
            return False
        return age > STALE

    def _wait(self, end: float) -> None:
        """Wait a moment. Raises ShellError if it has been long enough."""
        if monotonic() >= end:
            what = f"another program keeps {self._path} locked"
            raise ShellError(kind=Kind.BUSY, what=what, stage="lock")
        pause(LOOK)
