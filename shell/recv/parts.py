"""The MIME tree of messages, drawn."""

from collections.abc import Sequence

from core.outline import outline
from shell.exits import ExitCode
from shell.recv.reading import Opener, Reading, Window, read_each
from shell.terminal.screen import Painted, Style, put


def show_parts(openers: Sequence[Opener], window: Window) -> ExitCode:
    """Return the exit code after the parts of each message were listed."""
    several = len(openers) > 1

    def act(reading: Reading) -> None:
        if window.json:
            _put_object(reading, window)
            return
        if several:
            put(window.out, (Painted(reading.name, Style.BOLD),))
        put(window.out, *outline(reading.message))

    return read_each(openers, act, window)


def _put_object(reading: Reading, window: Window) -> None:
    from shell.objects.receiving import parts_object

    found = parts_object(
        reading.message,
        account=reading.account,
        n=reading.number,
        uid=reading.unique_id,
    )
    window.tell(found)
