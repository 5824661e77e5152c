"""Who is told what goes over the line: a transcript in a file, a person at -vv."""

import os
from pathlib import Path
from typing import TypeAlias

from core.transcript import (
    Began,
    Ended,
    Heard,
    Kept,
    Poured,
    Pouring,
    Secured,
    TranscriptRecord,
    Wrote,
    serialize_record,
)
from core.visible import read_octets
from shell.disk import FILE_MODE
from shell.drive.side import Watch
from shell.exits import Doing, file_failure
from shell.terminal.screen import Line, Painted, Screen, Style, tell
from shell.terminal.timed import timed

Lines: TypeAlias = tuple[Line, ...]

# Lines of one answer that are shown; of the rest it is only said that they follow.
MOST_LINES = 40


class TranscriptFile:
    """A transcript being written, line by line, so that a crash keeps what came.

    Raises ShellError if the file cannot be made or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
            self._file = os.open(path, flags, FILE_MODE)
        except OSError as error:
            raise file_failure(error, Doing.CREATING, str(path)) from error

    def __call__(self, record: TranscriptRecord) -> None:
        """Write `record`."""
        octets = memoryview(serialize_record(record))
        try:
            while octets:
                octets = octets[os.write(self._file, octets) :]
        except OSError as error:
            raise file_failure(error, Doing.WRITING, str(self._path)) from error

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


class ShownDialogue:
    """The dialogue as C: and S: lines on a screen, with the seconds of the run.

    Of an answer no more than MOST_LINES lines are shown.
    """

    def __init__(self, screen: Screen, begun: float) -> None:
        self._screen = screen
        self._begun = begun
        self._rest = b""
        self._shown = 0

    def __call__(self, record: TranscriptRecord) -> None:
        """Show `record`."""
        tell(self._screen, *self._lines(record))

    def _lines(self, record: TranscriptRecord) -> Lines:
        match record:
            case Began(server=server):
                return (self._timed(f"with {server}"),)
            case Wrote(octets=octets):
                self._shown = 0
                lines = octets.removesuffix(b"\r\n").split(b"\r\n")
                return tuple(_said("C", line, Style.CYAN) for line in lines)
            case Heard(octets=octets):
                return self._heard(octets)
            case Pouring():
                return ()
            case Poured(size=size):
                return (_side("C", f"[{size} octets of mail data]", Style.CYAN),)
            case Secured(version=version):
                return (self._timed(f"under {version} from here"),)
            case Kept(asked=asked, kept=kept):
                return (self._timed(f"{len(kept)} of {len(asked)} messages on disk"),)
            case Ended(reason=reason):
                return (self._timed(reason),)

    def _heard(self, octets: bytes) -> Lines:
        *lines, self._rest = (self._rest + octets).split(b"\r\n")
        room = max(0, MOST_LINES - self._shown)
        before, self._shown = self._shown, self._shown + len(lines)
        shown = tuple(_said("S", line, Style.GREEN) for line in lines[:room])
        if before < MOST_LINES <= self._shown:
            return (*shown, self._timed("more lines follow, which are not shown"))
        if self._shown > MOST_LINES:
            # The rest of a long line is nothing that anybody reads.
            self._rest = self._rest[-2:]
        return shown

    def _timed(self, text: str) -> Line:
        return timed(text, self._begun)


def _said(side: str, line: bytes, style: Style) -> Line:
    return _side(side, read_octets(line), style)


def _side(side: str, text: str, style: Style) -> Line:
    return (Painted(f"{side}:", style), f" {text}")


def watches_of(
    screen: Screen, verbose: int, begun: float, transcript: TranscriptFile | None
) -> tuple[Watch, ...]:
    """Return who is told, by the number of -v and the file of --transcript.

    `begun` is when the run began, by the monotonic clock.
    """
    watches: tuple[Watch, ...] = (ShownDialogue(screen, begun),) if verbose > 1 else ()
    return watches if transcript is None else (*watches, transcript)
