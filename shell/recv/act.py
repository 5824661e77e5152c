"""The one place where a verb meets a maildrop, wherever the verb was said."""

from shell.exits import ExitCode, Kind, ShellError
from shell.options.recv import (
    Abort,
    ChangeAccount,
    Configure,
    Delete,
    Fetch,
    Help,
    Info,
    List,
    More,
    Parts,
    Pop3Command,
    Quit,
    Raw,
    Save,
    Search,
    Show,
    Status,
    Undelete,
)
from shell.options.verb import Verb, verb_name
from shell.recv.desk import Desk
from shell.recv.maildrop import Maildrop


def act(maildrop: Maildrop, verb: Verb, desk: Desk) -> ExitCode:
    """Return the exit code after `verb` was done in `maildrop`. Raises ShellError."""
    # A start loads only what its verb needs.
    match verb:
        case List():
            from shell.recv.listing import list_messages

            return list_messages(maildrop, verb, desk)
        case More():
            from shell.recv.listing import list_more

            return list_more(maildrop, desk)
        case Show() | Parts() | Save():
            from shell.recv.remote import read_verb

            return read_verb(maildrop, verb, desk)
        case Search():
            from shell.recv.search import search

            return search(maildrop, verb, desk)
        case Fetch():
            from shell.recv.fetch.job import fetch

            return fetch(maildrop, verb, desk)
        case Delete() | Undelete() | Quit() | Abort():
            from shell.recv import deleting

            return deleting.act(maildrop, verb, desk)
        case Status() | Info():
            from shell.recv import telling

            return telling.tell(maildrop, verb, desk)
        case Raw() | Pop3Command():
            from shell.recv.protocol import line_of, say_line

            return say_line(maildrop, line_of(verb), desk)
        case Configure() | ChangeAccount() | Help():
            raise _misplaced(verb)


def _misplaced(verb: Verb) -> ShellError:
    """Return the error for a verb that belongs elsewhere."""
    what = f"{verb_name(type(verb))} has no place here"
    hint = "It belongs to a session on a terminal, or on a line of its own."
    return ShellError(kind=Kind.USAGE, what=what, hint=hint)


def check(verb: Verb, desk: Desk) -> None:
    """Raise ShellError for what cannot be done whatever the server says.

    It is asked for every command of a run before anything is connected.
    """
    match verb:
        case Show() | Parts() | Save() if _names_files(verb):
            pass
        case Save(which=str(word)):
            from shell.recv.which import check as check_which

            check_which([word])
        case (
            List(which=[*words]) | Show(which=[*words]) | Parts(which=[*words])
            | Fetch(which=[*words]) | Delete(which=[*words]) | Undelete(which=[*words])
        ):  # fmt: skip
            from shell.recv.which import check as check_which

            check_which(words)
        case _:
            pass
    match verb:
        case Delete(which=None | []):
            from shell.recv.which import unnamed

            raise unnamed("delete")
        case Fetch():
            from shell.recv.fetch.policy import check as check_fetch

            check_fetch(verb, desk)
        case Raw() | Pop3Command():
            from shell.recv.protocol import check_line, line_of

            check_line(line_of(verb), from_shell=isinstance(verb, Raw), desk=desk)
        case _:
            pass


def _names_files(verb: Show | Parts | Save) -> bool:
    from shell.recv.local import about_files

    return about_files(verb)
