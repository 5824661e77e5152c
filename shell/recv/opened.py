"""From an account to its open maildrop: server, state, secret, line."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from shell.config.account import Account
from shell.config.choice import Access
from shell.disk import Disk
from shell.exits import Kind, ShellError
from shell.recv.desk import Desk
from shell.recv.line import Line, open_line
from shell.recv.maildrop import Maildrop
from shell.run.reaching import reaching, secret_for
from shell.secret import Secret
from shell.server import Protocol
from shell.state import State, open_state


@contextmanager
def opened(desk: Desk, account: Account) -> Iterator[Maildrop]:
    """Give the maildrop of `account`, connected and logged in; drop its line at last.

    What was marked and not committed by then is not deleted. Raises ShellError.
    """
    with ExitStack() as stack:
        access = stack.enter_context(
            reaching(
                desk.setting,
                account,
                desk.wishes,
                Protocol.POP3,
                desk.terms,
                sole=desk.sole,
            )
        )
        state, secret = None, None
        if not desk.options.no_login:
            state = stack.enter_context(_state(desk, access))
            secret = secret_for(access, desk.setting)
        maildrop = Maildrop(access, _connecting(desk, access, secret), state)
        stack.callback(maildrop.drop)
        _say_completed(desk, maildrop.open())
        yield maildrop


def _state(desk: Desk, access: Access) -> State:
    """Return the state of who logs in. Raises ShellError if nobody does."""
    if access.user is None:
        what = f"nobody is named who logs in to {access.server.host}"
        hint = "Name them with --user, or as pop3s://USER@HOST; or use --no-login."
        raise ShellError(kind=Kind.CONFIG, what=what, hint=hint)
    login = f"{access.user}@{access.server.host}"
    state = open_state(desk.setting.states, login, Disk())
    if state.aside is not None:
        desk.setting.warn(
            f"the state of {login} was damaged, is kept in {state.aside} and begun"
            " anew: what stands in a maildir or a folder is found again there, other"
            " mail may come again"
        )
    return state


def _connecting(
    desk: Desk, access: Access, secret: Secret | None
) -> Callable[[], Line]:
    def connect() -> Line:
        return open_line(access, desk.terms, secret, desk.watches, desk.narrator())

    return connect


def _say_completed(desk: Desk, count: int) -> None:
    if count:
        them = "a deletion" if count == 1 else f"{count} deletions"
        desk.setting.say(f"{them} of an earlier run will be done at the end")
