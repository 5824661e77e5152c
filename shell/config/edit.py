"""The configuration file written again: one account set, comments kept."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from core.pattern import pattern
from shell.clock import fresh_identifier
from shell.config.account import ALL, SANDBOX
from shell.config.file import Config, read_config
from shell.disk import FILE_MODE, FOLDER_MODE, Disk
from shell.exits import Doing, Kind, ShellError, file_failure

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

# A value of an account's table. A key may be dotted: "password.command".
Value: TypeAlias = str | bool | int | list[str]

NOT_IN_NAMES_TEXT = pattern(r"[^A-Za-z0-9_-]++")


def fresh_name(config: Config, address: str, title: str | None = None) -> str:
    """Return a name that no account has yet, for one with the mail address `address`.

    `title` is the preset's name, else the first label of the domain is taken.
    """
    wanted = title or address.rpartition("@")[2].partition(".")[0].lower()
    stem = NOT_IN_NAMES_TEXT.sub("-", wanted).strip("-") or "mail"
    taken = {account.name for account in config.accounts} | {SANDBOX, ALL}
    names = (stem, *(f"{stem}{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def with_account(text: str, name: str, settings: Mapping[str, Value]) -> str:
    """Return the text of a configuration in which account `name` has `settings`.

    Comments, order and every other key stay. The first account becomes the default.
    Raises ValueError if `text` is no TOML.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        _set(document, name, settings)
    except (TOMLKitError, RecursionError, TypeError, AttributeError) as error:
        raise ValueError(f"cannot be changed: {error}") from error
    return tomlkit.dumps(document)


def store_account(path: Path, name: str, settings: Mapping[str, Value]) -> None:
    """Set account `name` in the file at `path`, which is made if it is missing.

    The file is replaced at once or not at all, and is 0600; a symbolic link is
    followed. Raises ShellError if it cannot be read as a configuration before and
    after, or not be written.
    """
    path = Path(os.path.realpath(path))
    try:
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        before = path.read_bytes() if path.exists() else b""
        after = with_account(before.decode("utf-8-sig"), name, settings).encode()
    except ValueError as error:
        raise ShellError(kind=Kind.CONFIG, what=f"{path}: {error}") from error
    except OSError as error:
        raise file_failure(error, Doing.CREATING, str(path)) from error
    read_config(after, path, private=True)
    _replace(path, after)


def _set(document: "TOMLDocument", name: str, settings: Mapping[str, Value]) -> None:
    import tomlkit

    accounts = document.get("accounts")
    if accounts is None:
        if "default" not in document:
            document["default"] = name
        accounts = tomlkit.table(is_super_table=True)
        document["accounts"] = accounts
        accounts = document["accounts"]
    if name not in accounts:
        accounts[name] = tomlkit.table()
    for key, value in settings.items():
        table = accounts[name]
        *groups, last = key.split(".")
        for group in groups:
            if not isinstance(table.get(group), dict):
                table[group] = tomlkit.inline_table()
            table = table[group]
        table[last] = value


def _replace(path: Path, octets: bytes) -> None:
    beside = path.with_name(f".{path.name}.{fresh_identifier()}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        try:
            with open(descriptor, "wb") as file:  # noqa: PTH123
                file.write(octets)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        Disk().sync_path(path.parent)
    except OSError as error:
        raise file_failure(error, Doing.WRITING, str(path)) from error
