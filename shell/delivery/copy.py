"""A copy of one message into a target, as of one that was sent."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from shell.delivery.opening import open_store
from shell.delivery.store import Staged
from shell.delivery.target import Target, serialize_target
from shell.disk import Disk, told
from shell.exits import Doing
from shell.identity import digest_key

# In the place of a login's tag: what is sent belongs to no maildrop.
TAG = "sent"


def deliver_copy(
    target: Target,
    pieces: Iterable[bytes],
    spools: Path,
    disk: Disk,
    sink: Callable[[bytes], object] | None = None,
) -> str:
    """Return the path of the message with the octets `pieces`, durable in `target`.

    "" where there is no path. The same message twice is one file in a maildir or a
    folder. Raises ShellError, with no trace left.
    """
    name = serialize_target(target)
    with told(Doing.CREATING, str(spools)):
        disk.make_folder(spools)
    store = open_store(target, TAG, spools, disk, sink)
    try:
        with told(Doing.WRITING, name):
            incoming = store.begin()
        try:
            with told(Doing.WRITING, name):
                for piece in pieces:
                    incoming.write(piece)
                incoming.finish()
            staged = Staged(digest_key(TAG, incoming.digest.whole), incoming)
            store.prepare()
            try:
                settlement = store.settle((staged,))
            finally:
                store.release()
        finally:
            with suppress(OSError):
                incoming.abandon()
    finally:
        store.close()
    if settlement.error is not None:
        raise settlement.error
    return settlement.placed[0].path
