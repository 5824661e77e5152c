"""Which commands a run of `recv` does: its own, or those of standard input."""

import sys
from typing import TextIO

from shell.exits import Kind, ShellError
from shell.options.recv import Info, List, RecvOptions
from shell.options.verb import Verb
from shell.terminal.screen import is_terminal

# Octets of standard input that are read for commands.
MOST = 1_000_000


def commands(options: RecvOptions, verb: Verb | None) -> tuple[Verb, ...]:
    """Return the commands of a run, none for a session with a person.

    Standard input that is no terminal is read to its end before anything is
    connected. Raises ShellError for a line that is no command.
    """
    if options.check:
        return (Info(),)
    if verb is not None:
        return (verb,)
    if is_terminal(sys.stdin):
        return () if is_terminal(sys.stdout) else (List(),)
    return tuple(_read(sys.stdin)) or (List(),)


def _read(stream: TextIO | None) -> list[Verb]:
    """Return the commands of `stream`, one a line; lines that begin with # are not."""
    if stream is None:
        return []
    from shell.recv.words import read_line

    try:
        octets = stream.buffer.read(MOST + 1)
    except OSError as error:
        what = f"cannot read standard input: {error.strerror}"
        raise ShellError(kind=Kind.INPUT, what=what) from error
    if len(octets) > MOST:
        what = f"standard input has more than {MOST} octets of commands"
        raise ShellError(kind=Kind.USAGE, what=what)
    found: list[Verb] = []
    for number, line in enumerate(octets.decode("utf-8", "replace").split("\n"), 1):
        try:
            verb = None if line.startswith("#") else read_line(line.rstrip("\r"))
        except ShellError as error:
            what = f"line {number} of standard input: {error.what}"
            raise ShellError(kind=error.kind, what=what, hint=error.hint) from error
        if verb is not None:
            found.append(verb)
    return found
