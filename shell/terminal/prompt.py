"""Questions to the person at the terminal. Without a terminal nothing is asked."""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from core.visible import visible_line
from shell.disk import FILE_MODE, FOLDER_MODE
from shell.exits import Kind, ShellError
from shell.terminal.screen import is_terminal

if TYPE_CHECKING:
    from prompt_toolkit.history import History

# Shows a prompt and gives the line typed; raises EOFError at the end of input and
# KeyboardInterrupt for ^C.
ReadLine: TypeAlias = Callable[[str], str]


def can_ask() -> bool:
    """Return whether a person can be asked: questions are read from standard input."""
    return is_terminal(sys.stdin) and is_terminal(sys.stderr)


def ask(question: str, *, instead: str) -> str:
    """Return the answer to `question`, "" for none.

    Raises ShellError without a terminal and at the end of input; `instead` is its
    hint, a sentence that names the option which gives the answer.
    """
    return _answer(f"{question}: ", instead).strip()


def confirm(question: str, *, instead: str) -> bool:
    """Return whether the person says yes; no answer is no. Raises as `ask` does."""
    answer = _answer(f"{question} [y/N] ", instead)
    return answer.strip().lower() in {"y", "yes", "是"}


def ask_secret(question: str, *, instead: str) -> str:
    """Return what the person types without seeing it. Raises as `ask` does.

    `question` ends as it is to be shown. The terminal's echo is put back whatever
    happens.
    """
    _check(question, instead)
    import termios

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    silent = list(before)
    silent[3] &= ~termios.ECHO
    try:
        # What was typed ahead is not taken for the secret, nor left to be echoed.
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, silent)
        return _answer(question, instead)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
        sys.stderr.write("\n")


def line_reader(
    words: Iterable[str], history: Path | None, remembers: Callable[[str], bool]
) -> ReadLine:
    """Return what reads the lines of a session, with editing, completion and history.

    `words` complete the first word of a line. A line is kept in the file `history`,
    which is 0600, only if `remembers` says so. On a dumb terminal lines are plain.
    """
    if os.environ.get("TERM", "dumb") == "dumb":
        return _plain_line
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter
    from prompt_toolkit.output.vt100 import Vt100_Output

    output = Vt100_Output.from_pty(sys.stdout, term=os.environ["TERM"])
    # A terminal that never says where its cursor is would be complained about.
    output.enable_cpr = False
    session: PromptSession[str] = PromptSession(
        history=_history(history, remembers),
        completer=WordCompleter(list(words), sentence=True),
        complete_while_typing=False,
        output=output,
    )
    return session.prompt


def _plain_line(prompt: str) -> str:
    """Return the line typed, without editing; what ends it ends the line shown, too."""
    try:
        return input(prompt)
    except (EOFError, KeyboardInterrupt):
        print()
        raise


def _history(path: Path | None, remembers: Callable[[str], bool]) -> "History":
    """Return a history that leaves out what it must not remember."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    class Discreet(FileHistory):
        """A history on disk."""

        def append_string(self, string: str) -> None:
            if remembers(string):
                super().append_string(string)

    class Forgetful(InMemoryHistory):
        """A history that ends with the session."""

        def append_string(self, string: str) -> None:
            if remembers(string):
                super().append_string(string)

    if path is not None and _private(path):
        return Discreet(str(path))
    return Forgetful()


def _private(path: Path) -> bool:
    """Return whether the file can be written; ours alone where it was missing."""
    try:
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_MODE))
    except OSError:
        return False
    return True


def _answer(question: str, instead: str) -> str:
    """Return the line typed. The question goes where talk goes, to standard error."""
    _check(question, instead)
    sys.stderr.write("\n".join(map(visible_line, question.split("\n"))))
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise _unanswered(question, instead)
    return line.removesuffix("\n")


def _check(question: str, instead: str) -> None:
    if not can_ask():
        raise _unanswered(question, instead)


def _unanswered(question: str, instead: str) -> ShellError:
    asked = question.rstrip(" :?").removesuffix(" [y/N]").rstrip(" :?")
    return ShellError(kind=Kind.USAGE, what=f'no answer to "{asked}"', hint=instead)
