"""Every verb of `recv`, and the word by which a person asks for it."""

from typing import TypeAlias, get_args

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

ShellVerb: TypeAlias = (
    List
    | Show
    | Parts
    | Save
    | Fetch
    | Search
    | Delete
    | Status
    | Info
    | Raw
    | Configure
)
SessionVerb: TypeAlias = (
    Undelete | ChangeAccount | More | Help | Quit | Abort | Pop3Command
)
Verb: TypeAlias = ShellVerb | SessionVerb

SHELL_VERBS: tuple[type[ShellVerb], ...] = get_args(ShellVerb)
SESSION_VERBS = (Undelete, ChangeAccount, More, Help, Quit, Abort)


def verb_name(kind: type[Verb]) -> str:
    """Return the word by which a person asks for a verb."""
    return "account" if kind is ChangeAccount else kind.__name__.lower()
