"""^C, SIGTERM and SIGHUP as one exception, so that each is tidied up after alike."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupted(KeyboardInterrupt):
    """A signal asked the run to end. `exit_code` is 128 and its number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def exit_code(self) -> int:
        """What the process leaves with: 130, 143 or 129."""
        return 128 + self.number


def install() -> None:
    """Let the three signals raise Interrupted in the main thread.

    That nobody reads a pipe is from now on an error of the write.
    """
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # A signal that was ignored when we were started (nohup) stays ignored.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _raise)


def _raise(number: int, _: FrameType | None) -> None:
    raise Interrupted(number)


@contextmanager
def ignored() -> Iterator[None]:
    """Let the three signals pass unheard: a short step that must be whole."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)
