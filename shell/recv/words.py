"""From a line, as typed in a session or read from standard input, to a verb."""

from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Final

from shell.exits import Kind, ShellError
from shell.options.recv import Pop3Command, Raw
from shell.options.verb import SESSION_VERBS, SHELL_VERBS, Verb, verb_name
from shell.program import split_command

if TYPE_CHECKING:
    from typer._click.core import Command

# The commands of RFC 1939, RFC 2449 and RFC 2595 by their own names.
COMMANDS: Final = (
    *("USER", "PASS", "APOP", "AUTH", "STLS", "CAPA", "QUIT", "NOOP"),
    *("STAT", "LIST", "RETR", "DELE", "RSET", "TOP", "UIDL"),
)
# How other programs are left, which says nothing of marked messages.
LEAVING = frozenset({"exit", "bye", "logout", "close"})
VERBS = tuple(map(verb_name, (*SHELL_VERBS, *SESSION_VERBS)))


def read_line(line: str) -> Verb | None:
    """Return what a line asks for, None for an empty one.

    Our verbs stand in lower case, and a number alone is `show`. A POP3 command is
    known in any other case, and in lower case where no verb has its name. Raises
    ShellError: USAGE.
    """
    line = line.strip()
    first, _, rest = line.partition(" ")
    if not first:
        return None
    if first == "raw":
        return Raw(line=[rest.strip()] if rest.strip() else None)
    if first in VERBS:
        return _parsed(_split(line))
    if first.upper() in COMMANDS:
        return Pop3Command(line)
    if first.replace(",", "").replace("-", "").isdigit():
        return _parsed(("show", *_split(line)))
    what = f'there is no command "{first}"'
    raise ShellError(kind=Kind.USAGE, what=what, hint=_meant(first.lower()))


def _meant(word: str) -> str:
    """Return what to type in the place of a word that is no verb."""
    if word in LEAVING:
        return "`quit` leaves and deletes what is marked, `abort` leaves all as it is."
    near = get_close_matches(word, VERBS, 1)
    return f"Did you mean `{near[0]}`?" if near else "`help` lists what there is."


def is_secret(line: str) -> bool:
    """Return whether a line is to be kept out of histories: it holds a password."""
    words = line.split(maxsplit=2)
    if words[:1] == ["raw"]:
        words = words[1:]
    return bool(words) and words[0].upper() in {"PASS", "APOP", "AUTH"}


def _split(line: str) -> tuple[str, ...]:
    try:
        return split_command(line)
    except ValueError as error:
        what = f"{error} in: {line}"
        raise ShellError(kind=Kind.USAGE, what=what) from None


def _parsed(words: tuple[str, ...]) -> Verb | None:
    """Return the verb that `words` are, None where help was asked for and given."""
    import typer

    try:
        found: Verb | int = verbs().main(
            args=list(words), prog_name="", standalone_mode=False
        )
    except typer.TyperException as error:
        what = " ".join(str(error).split())
        raise ShellError(kind=Kind.USAGE, what=what or "that is not right") from None
    return None if isinstance(found, int) else found


@cache
def verbs() -> "Command":
    """Return the grammar of every verb, also those of a session alone."""
    import typer
    from typer.main import get_command

    from shell.options.grouped import GroupedCommand

    app = typer.Typer(
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for verb in (*SHELL_VERBS, *SESSION_VERBS):
        app.command(verb_name(verb), cls=GroupedCommand)(verb)
    return get_command(app)
