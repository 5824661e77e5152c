"""--configure: servers found, the login tried, the account stored."""

from pathlib import Path

from attrs import evolve, field

from core.value import frozen
from shell.config.account import Account
from shell.config.choice import Access, Wishes, owner_of, password_command
from shell.config.edit import Value, fresh_name, store_account
from shell.configuring.finding import (
    PATIENCE,
    FoundServers,
    first_agreed,
    named,
    nothing_found,
)
from shell.configuring.trying import access_of, try_server
from shell.connect import Terms, warnings
from shell.discover.candidate import Candidate
from shell.discover.search import Discovery
from shell.exits import ExitCode
from shell.preset import Preset, preset_for_domain, preset_for_server
from shell.run.reaching import secret_for
from shell.run.setting import Setting
from shell.run.steps import Narrator
from shell.secret import Form, Secret, store_in_keyring, variable
from shell.send.address import mailbox
from shell.server import Protocol
from shell.terminal.screen import put


@frozen(kw_only=True)
class Asked:
    """What the person gave: the address, and what need not be found out.

    `address` is as it was typed, with or without a display name. `wishes` name the
    account as it is to be called, and the server of `first`, the protocol whose login
    is tried.
    """

    address: str
    first: Protocol
    wishes: Wishes
    terms: Terms = field(factory=Terms)
    yes: bool = False
    verbose: int = 0


def configure(asked: Asked, setting: Setting) -> int:
    """Return the exit code of an account that was tried and stored.

    Raises ShellError, and nothing is stored then.
    """
    narrator = setting.narrator(asked.verbose)
    own = mailbox(asked.address, "the address")
    asked = evolve(asked, address=own.addr_spec.text)
    account = _blank(asked, own.display_name, setting)
    found = _find(asked, setting, account, narrator)
    first = found.of(asked.first)
    assert first is not None
    account = _with_servers(account, found, asked)
    wishes = asked.wishes
    access = access_of(first, account, wishes.timeout or PATIENCE)
    secret = secret_for(
        evolve(access, password_command=password_command(wishes)), setting
    )
    setting.say(f"logging in to {first.server.host} as {access.user} …")
    try_server(evolve(access, timeout=wishes.timeout), asked.terms, secret, narrator)
    path = setting.config.path
    store_account(path, account.name, _settings(asked, account, found))
    put(setting.talk, f"account {account.name} is stored in {path}")
    if secret is not None and secret.source == "the terminal":
        _keep_secret(secret, access, found, setting)
    return ExitCode.DONE


def _blank(asked: Asked, display_name: str | None, setting: Setting) -> Account:
    """Return the account to fill: the one that has the address, else a new one."""
    known = owner_of(setting.config, asked.address)
    name = fresh_name(setting.config, asked.address)
    if known is not None and (known.email or "").lower() == asked.address.lower():
        name = known.name
    wishes = asked.wishes
    return Account(
        name=wishes.accounts[0] if wishes.accounts else name,
        email=asked.address,
        display_name=display_name,
        auth=None if wishes.auth is None else wishes.auth.upper(),
        ca_file=None if wishes.ca_file is None else Path(wishes.ca_file).absolute(),
    )


def _find(
    asked: Asked, setting: Setting, account: Account, narrator: Narrator
) -> FoundServers:
    """Return the servers that were proved. Raises ShellError without the first one."""
    setting.say(f"looking for the servers of {asked.address} …")

    def search(protocol: Protocol) -> Discovery:
        def prove(candidate: Candidate) -> None:
            access = access_of(candidate, account, asked.wishes.timeout or PATIENCE)
            for warning in warnings(access, asked.terms):
                setting.warn(warning)
            narrator.step(f"trying {candidate.server.url} ({candidate.source})")
            try_server(access, asked.terms, None, narrator)

        url = asked.wishes.server if protocol is asked.first else None
        tried = named(asked.address, protocol, url, setting.environment)
        return first_agreed(tried, prove, lambda each: _agreed(each, asked))

    found = {protocol: search(protocol) for protocol in Protocol}
    for protocol, discovery in found.items():
        if discovery.found is not None:
            candidate = discovery.found
            setting.say(f"found {candidate.server.url} ({candidate.source})")
        elif protocol is asked.first:
            raise nothing_found(asked.address, protocol, discovery)
        else:
            setting.say(_unfound(protocol, account.name, setting))
    return FoundServers(found[Protocol.SMTP].found, found[Protocol.POP3].found)


def _unfound(protocol: Protocol, name: str, setting: Setting) -> str:
    """Return what is said of a protocol without a server that can be used."""
    for known in setting.config.accounts:
        server = known.smtp if protocol is Protocol.SMTP else known.pop3
        if known.name == name and server is not None:
            return f"the {protocol.upper()} server stays {server.url}"
    return f"found no {protocol.upper()} server that can be used"


def _agreed(candidate: Candidate, asked: Asked) -> bool:
    """Return whether a server may get the password that DNS alone vouches for."""
    if asked.yes:
        return True
    from shell.terminal.prompt import confirm

    domain = asked.address.rpartition("@")[2]
    question = (
        f"{candidate.source} names {candidate.server.host}, which is outside {domain}."
        " Is it to get your password?"
    )
    return confirm(question, instead="Name the server with --server, or say --yes.")


def _with_servers(account: Account, found: FoundServers, asked: Asked) -> Account:
    """Return the account as it is to be, for the question and the login."""
    candidate = found.of(asked.first)
    return evolve(
        account,
        smtp=None if found.smtp is None else found.smtp.server,
        pop3=None if found.pop3 is None else found.pop3.server,
        preset=None if candidate is None else preset_for_server(candidate.server.host),
        user=asked.wishes.user,
    )


def _settings(asked: Asked, account: Account, found: FoundServers) -> dict[str, Value]:
    """Return what the file is to say: no more than cannot be known without it."""
    settings: dict[str, Value] = {"email": asked.address}
    if account.display_name is not None:
        settings["name"] = account.display_name
    candidates = found.candidates
    if all(each.source.startswith("preset ") for each in candidates):
        settings |= _preset_setting(asked.address, account.preset)
    else:
        settings |= {
            each.server.protocol.value: evolve(each.server, user=None).url
            for each in candidates
        }
        user = asked.wishes.user or next(
            (each.user for each in candidates if each.user != asked.address), None
        )
        settings |= {} if user is None else {"user": user}
    if auth := account.auth or next(
        (each.auth for each in candidates if each.auth), None
    ):
        settings["auth"] = auth.lower()
    if (words := password_command(asked.wishes)) is not None:
        settings["password.command"] = list(words)
    if account.ca_file is not None:
        settings["ca-file"] = str(account.ca_file)
    return settings


def _preset_setting(address: str, preset: Preset | None) -> dict[str, Value]:
    """Return the preset's name where the address's own domain does not say it."""
    if preset is None or preset_for_domain(address.rpartition("@")[2]) is preset:
        return {}
    return {"preset": preset.name}


def _keep_secret(
    secret: Secret, access: Access, found: FoundServers, setting: Setting
) -> None:
    """Keep what was typed in the keyring, or say where else it can stand."""
    accesses = [evolve(access, server=each.server) for each in found.candidates]
    kept = [store_in_keyring(each, secret) for each in accesses]
    if all(kept):
        put(setting.talk, "the password is kept in the keyring")
        return
    name = access.account.name
    put(
        setting.talk,
        "no keyring could keep the password: it is asked for each time, unless"
        f' password.command = ["PROGRAM", …] stands in [accounts.{name}], or'
        f" {variable(Form.PASSWORD, name)} is set",
    )
