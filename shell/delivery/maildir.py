"""A maildir: tmp, new and cur. Each message is a file, its octets as they came.

A message is written in tmp and appears in new whole. Mail readers move it to cur
and put flags behind ":2,".
"""

from contextlib import suppress
from pathlib import Path

from shell.delivery.placing import FileStore, Layout
from shell.disk import Disk

LAYOUT = Layout(staging="tmp", staging_prefix="", places=("new", "cur"), suffix="")


def open_maildir(path: Path, tag: str, disk: Disk) -> FileStore:
    """Return the maildir `path`, made if it is missing, for the login of `tag`.

    Raises ShellError.
    """
    return FileStore(path, LAYOUT, tag, disk)


def locate(path: Path) -> Path | None:
    """Return where the message that was put in `path` stands now, if it is there."""
    if path.exists():
        return path
    with suppress(OSError):
        for moved in (path.parent.parent / "cur").iterdir():
            if moved.name.partition(":2,")[0] == path.name:
                return moved
    return None
