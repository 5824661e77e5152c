"""The configuration file: where it is, who may write it, what it says."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from core.value import frozen
from shell.config.account import ALL, SANDBOX, Account, Inline
from shell.config.keys import (
    KEYS,
    NO_DEFAULTS,
    check_keys,
    read_account,
    with_defaults,
)
from shell.exits import Kind, ShellError

# More than any configuration needs, and little enough for any parser of TOML.
FILE_LIMIT: Final = 262_144
TABLES: Final = ("default", "defaults", "accounts")


@frozen(kw_only=True)
class Config:
    """What the configuration file says; `path` need not exist.

    `default` names one of `accounts`, which stand in the order of the file. The
    sandbox is not among them.
    """

    path: Path
    default: str | None = None
    accounts: tuple[Account, ...] = ()

    def account(self, name: str) -> Account | None:
        """Return the account called `name`, if there is one."""
        return next((each for each in self.accounts if each.name == name), None)


def config_path(environment: Mapping[str, str]) -> Path:
    """Return where the configuration file is expected.

    PUREMAIL_CONFIG, else puremail/config.toml under XDG_CONFIG_HOME, else under
    ~/.config. Raises ShellError if there is no home.
    """
    if named := environment.get("PUREMAIL_CONFIG"):
        return Path(named)
    return _xdg(environment, "XDG_CONFIG_HOME", ".config") / "config.toml"


def state_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder for state: puremail under XDG_STATE_HOME or ~/.local/state.

    Raises ShellError if there is no home.
    """
    return _xdg(environment, "XDG_STATE_HOME", ".local/state")


def load(environment: Mapping[str, str]) -> Config:
    """Return what the configuration file says; nothing if there is none.

    Raises ShellError if a file named by PUREMAIL_CONFIG is missing, and for one that
    cannot be read, may be written by others, holds a secret others may read, or says
    what it cannot.
    """
    path = config_path(environment)
    try:
        octets, mode = _read(path)
    except FileNotFoundError:
        if environment.get("PUREMAIL_CONFIG"):
            raise _error(path, "PUREMAIL_CONFIG names no file") from None
        return Config(path=path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise _error(path, reason or str(error)) from error
    return read_config(octets, path, private=not mode & 0o077)


def read_config(octets: bytes, path: Path, *, private: bool) -> Config:
    """Return what the octets of a configuration file say.

    `private` says that nobody but its owner can read the file; without it a password
    in so many words is refused. Raises ShellError for octets that are no configuration.
    """
    try:
        config = _config(_tables(octets), path)
    except ValueError as error:
        raise _error(path, str(error)) from error
    if not private and any(map(_holds_secret, config.accounts)):
        raise _error(path, f"others can read its password; run `chmod 600 {path}`")
    return config


def _xdg(environment: Mapping[str, str], variable: str, fallback: str) -> Path:
    # A relative path is invalid and to be ignored. XDG Base Directory, "Variables".
    named = environment.get(variable, "")
    if named.startswith("/"):
        return Path(named) / "puremail"
    if home := environment.get("HOME"):
        return Path(home) / fallback / "puremail"
    try:
        return Path.home() / fallback / "puremail"
    except RuntimeError as error:
        raise ShellError(
            kind=Kind.CONFIG, what="there is no home folder: HOME is not set"
        ) from error


def _error(path: Path, text: str) -> ShellError:
    return ShellError(kind=Kind.CONFIG, what=f"{path}: {text}")


def _holds_secret(account: Account) -> bool:
    return any(isinstance(each, Inline) for each in (account.password, account.token))


def _read(path: Path) -> tuple[bytes, int]:
    """Return octets and mode of the file; ValueError if others may write it."""
    with open(path, "rb", opener=_opened) as file:
        status = os.fstat(file.fileno())
        if status.st_mode & 0o022:
            raise ValueError(f"may be written by others; run `chmod go-w {path}`")
        if os.getuid() not in {0, status.st_uid} and status.st_uid != 0:
            raise ValueError("belongs to somebody else")
        octets = file.read(FILE_LIMIT + 1)
    if len(octets) > FILE_LIMIT:
        raise ValueError(f"is larger than {FILE_LIMIT} octets")
    return octets, status.st_mode


def _opened(path: str, flags: int) -> int:
    """Return a descriptor of `path`; a FIFO that nobody writes to is not waited for."""
    descriptor = os.open(path, flags | os.O_NONBLOCK)
    os.set_blocking(descriptor, True)
    return descriptor


def _tables(octets: bytes) -> dict[str, object]:
    import tomllib

    try:
        return tomllib.loads(octets.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at octet {error.start}") from error
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _config(tables: Mapping[str, object], path: Path) -> Config:
    check_keys(tables, TABLES)
    defaults = _table(tables.get("defaults", {}), "defaults")
    try:
        check_keys(defaults, [key for key in KEYS if key not in NO_DEFAULTS])
    except ValueError as error:
        raise ValueError(f"defaults: {error}") from error
    accounts = tuple(
        _account(name, table, defaults, path.parent)
        for name, table in _table(tables.get("accounts", {}), "accounts").items()
    )
    default = tables.get("default")
    known = (*(account.name for account in accounts), SANDBOX)
    if default is not None and default not in known:
        raise ValueError(f"default names no account: {default!r}")
    return Config(
        path=path,
        default=default if isinstance(default, str) else None,
        accounts=accounts,
    )


def _account(
    name: str, table: object, defaults: Mapping[str, object], folder: Path
) -> Account:
    where = f"accounts.{name}"
    if name in {SANDBOX, ALL, ""} or not name.isprintable() or "/" in name:
        raise ValueError(f"{where!r} cannot be an account's name")
    merged = with_defaults(defaults, _table(table, where))
    try:
        return read_account(name, merged, folder)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from error


def _table(value: object, where: str) -> dict[str, object]:
    if isinstance(value, dict):
        return value
    raise ValueError(f"{where} must be a table")
