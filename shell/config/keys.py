"""The keys of an account's table, read to an Account."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from core.pattern import pattern
from shell.config.account import (
    ACCOUNT,
    DEFAULT_TARGET,
    Account,
    Command,
    Inline,
    SecretSource,
)
from shell.preset import (
    Preset,
    preset_for_domain,
    preset_for_server,
    preset_named,
    presets,
)
from shell.program import split_command
from shell.quantity import parse_duration
from shell.server import HOST_NAME_TEXT, Protocol, Server, parse_server, to_ascii

# `auth = "none"`: the server is to be used without a login.
NO_LOGIN: Final = "NONE"
MECHANISMS: Final = (
    "SCRAM-SHA-256",
    "SCRAM-SHA-1",
    "PLAIN",
    "LOGIN",
    "OAUTHBEARER",
    "XOAUTH2",
    "CRAM-MD5",
    "APOP",
    "USER",
    NO_LOGIN,
)
TOKEN_MECHANISMS: Final = frozenset({"OAUTHBEARER", "XOAUTH2"})

KEYS: Final = (
    "email",
    "name",
    "also",
    "preset",
    "smtp",
    "pop3",
    "user",
    "auth",
    "password",
    "token",
    "deliver",
    "keep",
    "delete-after",
    "sent",
    "ca-file",
    "ehlo",
    "timeout",
)
# What an account of its own alone can say.
NO_DEFAULTS: Final = frozenset({"email", "also"})

ADDRESS_TEXT = pattern(
    r"(?P<local>[^\x00-\x20\x7f-\xa0\ud800-\udfff<>()\[\],;:\\\"@]++)"
    r"@(?P<domain>[^\x00-\x20\x7f-\xa0\ud800-\udfff<>(),;:\\\"@]++)"
)
GLOB_TEXT = pattern(r"[^\x00-\x20\x7f-\xa0\ud800-\udfff<>(),;:\\\"]++")
NAME_TEXT = pattern(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]++")
TARGET_TEXT = pattern(r"-|(?:maildir|mbox|dir|pipe):[^\x00\r\n]++")


def read_account(name: str, table: Mapping[str, object], folder: Path) -> Account:
    """Return the account that a table of the file describes.

    A relative `ca-file` counts from `folder`. Raises ValueError, naming the key and
    what is wrong with it.
    """
    check_keys(table, KEYS)
    email = _email(table)
    smtp = _server(table, Protocol.SMTP)
    pop3 = _server(table, Protocol.POP3)
    ca_file = _text(table, "ca-file")
    return Account(
        name=name,
        email=email,
        display_name=_matching(table, "name", NAME_TEXT, "has a control character"),
        also=_globs(table),
        preset=_preset(table, email, smtp or pop3),
        smtp=smtp,
        pop3=pop3,
        user=_matching(table, "user", NAME_TEXT, "has a control character"),
        auth=_auth(table),
        password=_secret(table, "password", name),
        token=_secret(table, "token", name),
        deliver=_target(table, "deliver", name)
        or DEFAULT_TARGET.replace(ACCOUNT, name),
        delete_after=_delete_after(table),
        sent=_target(table, "sent", name),
        ca_file=None if ca_file is None else folder / Path(ca_file).expanduser(),
        ehlo=_matching(table, "ehlo", GLOB_TEXT, "is no host name"),
        timeout=_seconds(table),
    )


def with_defaults(
    defaults: Mapping[str, object], table: Mapping[str, object]
) -> dict[str, object]:
    """Return an account's table with what `defaults` adds to it.

    `keep` and `delete-after` answer one question: either in the account overrides both.
    """
    rivals = {"keep", "delete-after"}
    merged = dict(defaults)
    if rivals & table.keys():
        merged = {key: value for key, value in merged.items() if key not in rivals}
    return merged | dict(table)


def check_keys(table: Mapping[str, object], known: Collection[str]) -> None:
    """Raise ValueError for a key of `table` that is not `known`."""
    for key in table:
        if key not in known:
            raise ValueError(f'unknown key "{key}"{nearest(key, known)}')


def nearest(word: str, known: Collection[str]) -> str:
    """Return `; did you mean "x"?` for the known word nearest to `word`, or nothing."""
    import difflib

    found = difflib.get_close_matches(word[:80], known, n=1, cutoff=0.5)
    return f'; did you mean "{found[0]}"?' if found else ""


def mechanism(text: str) -> str:
    """Return the name of an AUTH mechanism in capitals; ValueError if there is none."""
    name = text.upper()
    if name not in MECHANISMS:
        raise ValueError(f'no mechanism "{text}"{nearest(name, MECHANISMS)}')
    return name


def _text(table: Mapping[str, object], key: str) -> str | None:
    value = table.get(key)
    if value is None or (isinstance(value, str) and value and "\0" not in value):
        return value
    raise ValueError(f"{key} must be a text that is not empty")


def _matching(
    table: Mapping[str, object], key: str, pattern: re.Pattern[str], fault: str
) -> str | None:
    text = _text(table, key)
    if text is not None and not pattern.fullmatch(text):
        raise ValueError(f"{key} {fault}: {text!r}")
    return text


def _email(table: Mapping[str, object]) -> str | None:
    email = _matching(table, "email", ADDRESS_TEXT, "is no mail address")
    if email and not HOST_NAME_TEXT.fullmatch(to_ascii(email.rpartition("@")[2])):
        raise ValueError(f"email is no mail address: {email!r}")
    return email


def _globs(table: Mapping[str, object]) -> tuple[str, ...]:
    globs = _words(table.get("also", []), "also")
    for glob in globs:
        if not GLOB_TEXT.fullmatch(glob):
            raise ValueError(f"also has no mail address: {glob!r}")
    return globs


def _words(value: object, key: str) -> tuple[str, ...]:
    if isinstance(value, list):
        words = tuple(
            word for word in value if isinstance(word, str) and "\0" not in word
        )
        if len(words) == len(value):
            return words
    raise ValueError(f"{key} must be a list of texts")


def _server(table: Mapping[str, object], protocol: Protocol) -> Server | None:
    text = _text(table, protocol.value)
    try:
        return None if text is None else parse_server(text, protocol)
    except ValueError as error:
        raise ValueError(f"{protocol.value}: {error}") from error


def _preset(
    table: Mapping[str, object], email: str | None, server: Server | None
) -> Preset | None:
    name = _text(table, "preset")
    if name is not None:
        found = preset_named(name)
        if found is None:
            known = [preset.name for preset in presets()]
            raise ValueError(f'no preset "{name}"{nearest(name, known)}')
        return found
    if server is not None and (found := preset_for_server(server.host)):
        return found
    if email is None:
        return None
    return preset_for_domain(to_ascii(email.rpartition("@")[2]))


def _auth(table: Mapping[str, object]) -> str | None:
    text = _text(table, "auth")
    try:
        return None if text is None else mechanism(text)
    except ValueError as error:
        raise ValueError(f"auth: {error}") from error


def _secret(table: Mapping[str, object], key: str, name: str) -> SecretSource | None:
    """Return the source that `password = "…"` or `password.command = […]` names."""
    value = table.get(key)
    match value:
        case None:
            return None
        case str() if value:
            return Inline(value)
        case {"command": command, **rest} if not rest:
            where = f"{key}.command"
            words = (
                _command(command, where)
                if isinstance(command, str)
                else _words(command, where)
            )
            if not words or not words[0]:
                raise ValueError(f"{where} is empty")
            return Command(tuple(word.replace(ACCOUNT, name) for word in words))
        case dict():
            check_keys(value, ("command",))
        case _:
            pass
    # The value is a secret, or may be one: it is not shown.
    raise ValueError(f"{key} must be a text or have a command")


def _command(text: str, key: str) -> tuple[str, ...]:
    try:
        return split_command(text)
    except ValueError as error:
        raise ValueError(f"{key} cannot be split: {error}") from error


def _target(table: Mapping[str, object], key: str, name: str) -> str | None:
    text = _text(table, key)
    if text is not None and not TARGET_TEXT.fullmatch(text):
        from shell.delivery.target import FORMS

        raise ValueError(f"{key} must be {FORMS}, not {text!r}")
    return None if text is None else text.replace(ACCOUNT, name)


def _delete_after(table: Mapping[str, object]) -> int | None:
    keep = table.get("keep")
    after = _text(table, "delete-after")
    if not isinstance(keep, bool | None):
        raise ValueError("keep must be true or false")
    if after is None:
        return 0 if keep is False else None
    if keep is not None:
        raise ValueError("keep and delete-after exclude each other")
    try:
        return parse_duration(after)
    except ValueError as error:
        raise ValueError(f"delete-after: {error}") from error


def _seconds(table: Mapping[str, object]) -> float | None:
    value = table.get("timeout")
    if value is None:
        return None
    if value is True or not isinstance(value, int | float) or not 0 < value <= 86_400:
        raise ValueError("timeout must be seconds, more than 0 and at most a day")
    return float(value)
