"""Attachments to files, under names that lead nowhere else and overwrite nothing."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from core.filename import numbered, safe_filename
from shell.disk import Disk, told
from shell.exits import Doing, Kind, ShellError

# Tries for a name before somebody must be playing with the folder.
MOST_NAMES = 10_000


def save(folder: Path, wish: str, pieces: Iterable[bytes], disk: Disk) -> Path:
    """Return the new file in `folder` with the octets of `pieces`.

    Its name is the sender's `wish` made safe, numbered where it is taken. Nothing
    that was there is touched, no link is followed, the mode is 0600. What cannot be
    written whole is removed. Raises ShellError.
    """
    with told(Doing.CREATING, str(folder)):
        disk.make_folder(folder)
        descriptor = disk.open_folder(folder)
    try:
        file, name = _created(folder, descriptor, safe_filename(wish), disk)
        try:
            with told(Doing.WRITING, str(folder / name)):
                for piece in pieces:
                    disk.write(file, piece)
                disk.sync(file)
        except BaseException:
            with suppress(OSError):
                disk.remove(descriptor, name)
            raise
        finally:
            disk.close(file)
        return folder / name
    finally:
        disk.close(descriptor)


def _created(folder: Path, descriptor: int, name: str, disk: Disk) -> tuple[int, str]:
    """Return a new file in the folder, and the name that was free."""
    for number in range(1, MOST_NAMES):
        candidate = name if number == 1 else numbered(name, number)
        with told(Doing.CREATING, str(folder / candidate)), suppress(FileExistsError):
            return disk.create(descriptor, candidate), candidate
    what = f"{folder} has {MOST_NAMES} files named like {name}"
    raise ShellError(kind=Kind.CREATE, what=what)
