"""A person at a terminal: what is typed, and what the screen shows then."""

import time
from types import TracebackType
from typing import Self

import pexpect
import pyte

from tests.shell.running import RECV, Home

PATIENCE = 30.0


class Terminal:
    """A process on a terminal whose screen is read as a person reads it."""

    def __init__(
        self, home: Home, *words: str, rows: int = 40, columns: int = 80
    ) -> None:
        self.screen = pyte.HistoryScreen(columns, rows, history=1_000, ratio=1)
        self.raw = ""
        self._stream = pyte.Stream(self.screen)
        self.process = home.terminal(RECV, *words, rows=rows, columns=columns)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        self.process.close(force=True)

    @property
    def lines(self) -> list[str]:
        """What has scrolled away and what is on the screen, without blanks behind."""
        above = [
            "".join(row[column].data for column in range(self.screen.columns))
            for row in self.screen.history.top
        ]
        return [line.rstrip() for line in (*above, *self.screen.display)]

    @property
    def text(self) -> str:
        return "\n".join(self.lines).rstrip()

    def until(self, text: str, count: int = 1) -> str:
        """Return the text of the screen once `text` stands there `count` times."""
        deadline = time.monotonic() + PATIENCE
        while self.text.count(text) < count:
            if not self._take() or time.monotonic() > deadline:
                raise AssertionError(f"no {text!r} on:\n{self.text}")
        return self.text

    def type(self, line: str) -> None:
        """Type a line and Enter."""
        self.process.send(f"{line}\r")

    def answer(self, line: str) -> str:
        """Return what stands between a line, which is typed, and the next prompt."""
        count = self.text.count(f"> {line}") + 1
        self.type(line)
        self.until(f"> {line}", count)
        while not self.text.endswith(">"):
            if not self._take():
                break
        return self.text.rpartition(f"> {line}")[2]

    def press(self, keys: str) -> None:
        """Press keys as they are."""
        self.process.send(keys)

    def end(self) -> int:
        """Return the exit code once the process has ended; -N for a signal N."""
        while self._take():
            pass
        self.process.close()
        code: int | None = self.process.exitstatus
        return -(self.process.signalstatus or 0) if code is None else code

    def _take(self) -> bool:
        try:
            piece = self.process.read_nonblocking(65_536, PATIENCE)
        except pexpect.EOF:
            return False
        except pexpect.TIMEOUT:
            raise AssertionError(f"nothing more came after:\n{self.text}") from None
        self.raw += piece
        self._stream.feed(piece)
        return True
