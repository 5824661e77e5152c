"""From a target to its store."""

import sys
from collections.abc import Callable
from pathlib import Path

from shell.delivery.folder import open_folder
from shell.delivery.maildir import open_maildir
from shell.delivery.mbox import MboxStore
from shell.delivery.pipe import OutputStore, PipeStore
from shell.delivery.store import Store
from shell.delivery.target import Folder, Maildir, Mbox, Output, Pipe, Target
from shell.disk import Disk


def open_store(
    target: Target,
    tag: str,
    spools: Path,
    disk: Disk,
    sink: Callable[[bytes], object] | None = None,
) -> Store:
    """Return the store of `target`, made if it is missing, for the login of `tag`.

    What has to be kept back until it is whole stands in the folder `spools`.
    `sink` writes to standard output, or raises OSError. Raises ShellError.
    """
    match target:
        case Maildir(path):
            return open_maildir(path, tag, disk)
        case Mbox(path):
            return MboxStore(path, tag, spools, disk)
        case Folder(path):
            return open_folder(path, tag, disk)
        case Pipe(command):
            return PipeStore(command, spools, disk)
        case Output():
            return OutputStore(sink or _written_out, spools, disk)


def _written_out(octets: bytes) -> None:
    """Write to standard output, past every buffer."""
    sys.stdout.buffer.write(octets)
    sys.stdout.buffer.flush()
