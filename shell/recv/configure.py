"""`configure`: an account found, tried and stored."""

from shell.configuring.job import Asked
from shell.configuring.job import configure as store
from shell.exits import ExitCode, Kind, ShellError
from shell.options.recv import Configure
from shell.recv.desk import Desk
from shell.server import Protocol
from shell.terminal.prompt import ask


def configure(desk: Desk, verb: Configure) -> ExitCode:
    """Return the exit code of the account that `verb` is about. Raises ShellError."""
    address = verb.address or ask(
        "Mail address", instead="Name it: recv configure YOU@EXAMPLE.ORG"
    )
    if len(desk.wishes.accounts) > 1:
        what = "configure makes one account"
        raise ShellError(kind=Kind.USAGE, what=what, hint="Name one with -A.")
    asked = Asked(
        address=address,
        first=Protocol.POP3,
        wishes=desk.wishes,
        terms=desk.terms,
        yes=desk.options.yes,
        verbose=desk.options.verbose,
    )
    return ExitCode(store(asked, desk.setting))
