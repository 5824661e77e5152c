"""From an account to an Access whose server listens, and to its secret."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from shell.config.account import SANDBOX, SANDBOX_PASSWORD, Account, sandbox_account
from shell.config.choice import Access, Wishes, access
from shell.connect import Terms, warnings
from shell.disk import told
from shell.exits import Doing
from shell.run.setting import Setting
from shell.server import Protocol, Security, Server

if TYPE_CHECKING:
    from core.sasl.exchange import Mechanism
    from shell.secret import Secret


@contextmanager
def reaching(
    setting: Setting,
    account: Account,
    wishes: Wishes,
    protocol: Protocol,
    terms: Terms,
    *,
    sole: bool = True,
) -> Iterator[Access]:
    """Give how this run reaches the server of `account`; the sandbox listens meanwhile.

    What `terms` allow is said aloud. Raises ShellError.
    """
    with _served(account, setting) as served:
        found = access(
            served,
            wishes,
            setting.environment,
            protocol,
            sole=sole,
            exchangers=_exchangers,
        )
        for warning in warnings(found, terms):
            setting.warn(warning)
        yield found


def mechanisms_for(found: Access, setting: Setting) -> "tuple[Mechanism, ...]":
    """Return how to log in, the best way first; nothing where nobody does.

    Raises ShellError.
    """
    secret = secret_for(found, setting)
    if secret is None:
        return ()
    from shell.login import mechanisms

    return mechanisms(found, secret)


def secret_for(found: Access, setting: Setting) -> "Secret | None":
    """Return the secret of who logs in, None where nobody does. Raises ShellError."""
    if found.user is None:
        return None
    from shell.secret import find_secret
    from shell.terminal.prompt import can_ask

    return find_secret(found, setting.environment, _ask if can_ask() else None)


def _ask(question: str) -> str:
    from shell.terminal.prompt import ask_secret

    return ask_secret(question, instead="--password-command names one that prints it.")


def _exchangers(domain: str) -> tuple[str, ...]:
    # Only for a domain that neither the file nor a preset knows: DNS is slow to load.
    from shell.discover.records import exchangers

    return exchangers(domain)


@contextmanager
def _served(account: Account, setting: Setting) -> Iterator[Account]:
    """Give the account; for the sandbox with the servers that listen meanwhile."""
    if account.name != SANDBOX:
        yield account
        return
    from shell.sandbox.server import LOOPBACK, running

    def server(protocol: Protocol, port: int) -> Server:
        return Server(
            protocol=protocol, security=Security.CLEAR, host=LOOPBACK, port=port
        )

    folder = setting.states / SANDBOX
    with ExitStack() as stack:
        with told(Doing.CREATING, str(folder)):
            ports = stack.enter_context(running(folder, SANDBOX, SANDBOX_PASSWORD))
        yield sandbox_account(
            server(Protocol.SMTP, ports.smtp), server(Protocol.POP3, ports.pop3)
        )
