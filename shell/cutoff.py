"""The end of a step that does not come back to look at the clock."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from shell.clock import Deadline

# Seconds that a step takes at most where it has no total of its own.
LONGEST_STEP = 3600.0


@contextmanager
def cut_at(deadline: Deadline, line: socket.socket) -> Iterator[None]:
    """Cut `line` when the step is over, whatever goes on over it.

    OpenSSL comes back when it needs more octets. While a server sends messages that
    mean nothing, faster than they are read, it does not.
    """
    seconds = min(deadline.left_in_all(), LONGEST_STEP)
    watch = threading.Timer(seconds, _cut, (line.fileno(),))
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        # From here on the number may be another file's.
        watch.join()


def _cut(file_number: int) -> None:
    """Put a line at its end in the place of one that is open.

    One that is shut down could still be read, for as long as octets come.
    """
    # Without a file to spare the line goes on until the server ends it.
    with suppress(OSError):
        ended, other = socket.socketpair()
        with ended, other:
            other.close()
            os.dup2(ended.fileno(), file_number)
