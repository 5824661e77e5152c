"""What holds in one run: options, environment, account, defaults, preset, in order."""

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeAlias

from attrs import evolve

from core.value import frozen
from shell.config.account import ALL, SANDBOX, Account, sandbox_account
from shell.config.file import Config
from shell.config.keys import (
    ADDRESS_TEXT,
    NO_LOGIN,
    mechanism,
    nearest,
)
from shell.exits import Kind, ShellError
from shell.preset import preset_for_exchangers, preset_for_server
from shell.program import split_command
from shell.server import Protocol, Server, parse_server, to_ascii

FIRST_ACCOUNT = "`send --configure YOU@EXAMPLE.ORG` makes one; -A sandbox needs none."

# The MX hosts of a mail domain, most preferred first.
Exchangers: TypeAlias = Callable[[str], tuple[str, ...]]


@frozen(kw_only=True)
class Wishes:
    """What the command line says about accounts and servers, as it was typed.

    `sender` is the addr-spec of --from. `timeout` is seconds.
    """

    accounts: tuple[str, ...] = ()
    sender: str | None = None
    server: str | None = None
    user: str | None = None
    auth: str | None = None
    password_command: str | None = None
    ca_file: str | None = None
    timeout: float | None = None


@frozen(kw_only=True)
class Access:
    """How one run reaches one server of one account.

    `user` is None where nobody logs in. `own` says that the server is the account's,
    so that its stored secrets may go there; `sole` that the run has one account, or
    --server, so that PUREMAIL_PASSWORD is meant for it. `timeout` is seconds, None
    where the run's default holds.
    """

    account: Account
    server: Server
    user: str | None
    auth: str | None
    password_command: tuple[str, ...] | None
    ca_file: Path | None
    timeout: float | None
    own: bool
    sole: bool


def choose(
    config: Config,
    wishes: Wishes,
    environment: Mapping[str, str],
    protocol: Protocol,
) -> tuple[Account, ...]:
    """Return the accounts of this run; several only where several are named.

    -A names them; else the account that owns `wishes.sender`, PUREMAIL_ACCOUNT, the
    file's default, its only account; else, with a server given by option or
    environment, an account made of that. Raises ShellError if there is none.
    """
    if wishes.accounts:
        names = dict.fromkeys(wishes.accounts)
        if ALL in names:
            if not config.accounts:
                raise _unconfigured(config)
            return config.accounts
        return tuple(_named(config, name) for name in names)
    if wishes.sender and (owner := owner_of(config, wishes.sender)):
        return (owner,)
    if name := environment.get("PUREMAIL_ACCOUNT"):
        return (_named(config, name),)
    if config.default is not None:
        return (_named(config, config.default),)
    if len(config.accounts) == 1:
        return config.accounts
    if url := given_server(wishes.server, environment, protocol):
        return (_made_of(url[0], url[1], environment, protocol),)
    if config.accounts:
        known = ", ".join(account.name for account in config.accounts)
        raise ShellError(
            kind=Kind.CONFIG,
            what=f"{config.path} has several accounts ({known}) and no default",
            hint="Name one with -A.",
        )
    raise _unconfigured(config)


def owner_of(config: Config, address: str) -> Account | None:
    """Return the account whose `email` or, failing that, `also` has an address.

    Where several have it, the default account is preferred, then the file's order.
    """
    ranked = sorted(config.accounts, key=lambda each: each.name != config.default)
    lowered = address.lower()
    for account in ranked:
        if account.email and account.email.lower() == lowered:
            return account
    for account in ranked:
        if any(fnmatchcase(lowered, glob.lower()) for glob in account.also):
            return account
    return None


def access(
    account: Account,
    wishes: Wishes,
    environment: Mapping[str, str],
    protocol: Protocol,
    *,
    sole: bool = True,
    exchangers: Exchangers | None = None,
) -> Access:
    """Return how this run reaches the server of `account` that speaks `protocol`.

    `sole` says whether the run has this account alone. `exchangers` is asked only
    for a mail domain of which neither the file nor a preset knows a server. Raises
    ShellError for a URL or mechanism that is none, or where no server is known.
    """
    given = given_server(wishes.server, environment, protocol)
    override = None if given is None else _parsed(given[0], given[1], protocol)
    if override is None and account.server(protocol) is None:
        account = _hosted(account, exchangers)
    configured = account.server(protocol)
    server = override or configured
    if server is None:
        raise _serverless(account, protocol)
    own = override is None or override.host in _hosts(account)
    auth = _auth(wishes) or (account.auth if own else None)
    return Access(
        account=account,
        server=server,
        user=_user(account, wishes, server, protocol, own=own, auth=auth),
        auth=None if auth == NO_LOGIN else auth,
        password_command=password_command(wishes),
        ca_file=Path(wishes.ca_file) if wishes.ca_file else account.ca_file,
        timeout=wishes.timeout or account.timeout,
        own=own,
        sole=sole or wishes.server is not None,
    )


def given_server(
    option: str | None, environment: Mapping[str, str], protocol: Protocol
) -> tuple[str, str] | None:
    """Return the server URL of the run and where it was given: `option` is --server."""
    if option is not None:
        return option, "--server"
    variable = f"PUREMAIL_{protocol.upper()}"
    text = environment.get(variable)
    return (text, variable) if text else None


def password_command(wishes: Wishes) -> tuple[str, ...] | None:
    """Return the words of --password-command. Raises ShellError: USAGE."""
    if wishes.password_command is None:
        return None
    try:
        words = split_command(wishes.password_command)
    except ValueError as error:
        what = f"--password-command: {error}"
        raise ShellError(kind=Kind.USAGE, what=what) from error
    if not words:
        raise ShellError(kind=Kind.USAGE, what="--password-command is empty")
    return words


def sender_of(account: Account, environment: Mapping[str, str]) -> str | None:
    """Return the addr-spec to send from without --from: `email`, else $EMAIL."""
    return account.email or _email(environment)


def _email(environment: Mapping[str, str]) -> str | None:
    """Return the address that $EMAIL names, by itself or behind a name."""
    text = environment.get("EMAIL", "").strip()
    address = text.rpartition("<")[2].removesuffix(">")
    return address if ADDRESS_TEXT.fullmatch(address) else None


def _named(config: Config, name: str) -> Account:
    if name == SANDBOX:
        return sandbox_account()
    if (account := config.account(name)) is not None:
        return account
    known = [account.name for account in config.accounts] + [SANDBOX]
    raise ShellError(
        kind=Kind.CONFIG,
        what=f'there is no account "{name}" in {config.path}{nearest(name, known)}',
        hint=None if config.accounts else FIRST_ACCOUNT,
    )


def _unconfigured(config: Config) -> ShellError:
    return ShellError(
        kind=Kind.CONFIG,
        what=f"no account is configured in {config.path}",
        hint=FIRST_ACCOUNT,
    )


def _parsed(text: str, where: str, protocol: Protocol) -> Server:
    try:
        return parse_server(text, protocol)
    except ValueError as error:
        kind = Kind.USAGE if where.startswith("--") else Kind.CONFIG
        raise ShellError(kind=kind, what=f"{where}: {error}") from error


def _made_of(
    text: str, where: str, environment: Mapping[str, str], protocol: Protocol
) -> Account:
    """Return an account that is nothing but a server, named after its host."""
    server = _parsed(text, where, protocol)
    return Account(
        name=server.host,
        email=_email(environment),
        preset=preset_for_server(server.host),
        smtp=server if protocol is Protocol.SMTP else None,
        pop3=server if protocol is Protocol.POP3 else None,
        deliver=f"maildir:~/Mail/{server.host}",
    )


def _hosts(account: Account) -> frozenset[str]:
    servers = (account.server(protocol) for protocol in Protocol)
    return frozenset(server.host for server in servers if server is not None)


def _hosted(account: Account, exchangers: Exchangers | None) -> Account:
    """Return `account` with the preset that its domain's MX hosts belong to, if any."""
    if account.preset is not None or account.domain is None or exchangers is None:
        return account
    hosts = exchangers(to_ascii(account.domain))
    return evolve(account, preset=preset_for_exchangers(hosts))


def _serverless(account: Account, protocol: Protocol) -> ShellError:
    if account.preset is not None:
        return ShellError(
            kind=Kind.CONFIG,
            what=f"{account.preset.title} has no {protocol.upper()} server",
        )
    of = f" ({account.email})" if account.email else ""
    own = account.email or "YOU@EXAMPLE.ORG"
    return ShellError(
        kind=Kind.CONFIG,
        what=f"account {account.name}{of} names no {protocol.upper()} server",
        hint=f"`send --configure {own}` finds one, or set `{protocol.value}`.",
    )


def _auth(wishes: Wishes) -> str | None:
    try:
        return mechanism(wishes.auth) if wishes.auth else None
    except ValueError as error:
        raise ShellError(kind=Kind.USAGE, what=f"--auth: {error}") from error


def _user(
    account: Account,
    wishes: Wishes,
    server: Server,
    protocol: Protocol,
    *,
    own: bool,
    auth: str | None,
) -> str | None:
    """Return who logs in. A foreign server gets only the name given for it."""
    if auth == NO_LOGIN:
        return None
    if named := wishes.user or server.user:
        return named
    if not own:
        return None
    if account.user is not None or account.email is None:
        return account.user
    usual = account.preset and account.preset.server(protocol)
    if account.preset is not None and usual and usual.host == server.host:
        return account.preset.user(protocol, account.email)
    return account.email
