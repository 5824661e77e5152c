"""`help` in a session: the verbs, the POP3 commands, and each by itself."""

from collections.abc import Iterator
from inspect import getdoc

from core.pop3.grammar import GRAMMAR
from shell.exits import Kind, ShellError
from shell.options.verb import SESSION_VERBS, SHELL_VERBS, verb_name
from shell.recv.words import COMMANDS, VERBS, read_line
from shell.terminal.screen import Line, Painted, Style

NAME = 11


def help_lines(command: str | None, width: int) -> tuple[Line, ...]:
    """Return what there is to know of one command, or a line for each.

    The options of a verb are written by its own --help. Raises ShellError if there is
    no such command.
    """
    if command is None:
        return tuple(_all(width))
    if command in VERBS:
        read_line(f"{command} --help")
        return ()
    if command.upper() in COMMANDS:
        return tuple(_protocol(command.upper()))
    what = f'there is no command "{command}"'
    raise ShellError(kind=Kind.USAGE, what=what, hint="`help` lists what there is.")


def _all(width: int) -> Iterator[Line]:
    for verb in (*SHELL_VERBS, *SESSION_VERBS):
        first, _, _ = (getdoc(verb) or "").partition("\n")
        yield Painted(verb_name(verb).ljust(NAME), Style.CYAN), first
    yield ""
    yield "A number alone is `show`. `help COMMAND` tells the options of one."
    yield "In capitals every POP3 command is sent as it stands, and the answer printed:"
    held = ""
    for name in sorted(COMMANDS):
        if len(held) + len(name) + 1 > max(width - 2, 20):
            yield f"  {held}"
            held = ""
        held = f"{held} {name}".strip()
    yield f"  {held}"


def _protocol(name: str) -> Iterator[Line]:
    """Yield the forms of a POP3 command, and where it is defined."""
    for rule in GRAMMAR.values():
        if rule.form.partition(" ")[0] == name:
            yield Painted(rule.form.ljust(NAME), Style.CYAN), rule.section
