"""What a person does next, by what a server said: the rules of advice.toml."""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from typing import Final, NamedTuple

from attrs import evolve

from core.value import frozen
from shell.exits import Kind, ShellError
from shell.server import Security, Server, host_in_url
from shell.shipped import shipped_text, texts

# Characters of a server's text that are looked through.
TEXT_LIMIT: Final = 1_000


@frozen(kw_only=True)
class Rule:
    """When a piece of advice fits. What is empty, or None, fits everything.

    `hosts` and `codes` are globs; `stages` are in capitals. `say` is one or two
    sentences in which {host} and {port} stand for the server's.
    """

    hosts: tuple[str, ...]
    kinds: tuple[Kind, ...]
    stages: tuple[str, ...]
    codes: tuple[str, ...]
    ports: tuple[int, ...]
    security: tuple[Security, ...]
    text: re.Pattern[str] | None
    say: str


class _Said(NamedTuple):
    """What rules are held against."""

    kind: Kind
    stage: str
    codes: tuple[str, ...]
    text: str


@cache
def rules() -> tuple[Rule, ...]:
    """Return every rule, in the order in which they are tried."""
    import tomllib

    tables = tomllib.loads(shipped_text("advice.toml"))
    return tuple(_rule(table) for table in tables["rule"])


def advice(error: ShellError, server: Server, code: str | None = None) -> str | None:
    """Return what to do about `error`, met with `server`; None if nothing is known.

    `code` is the response code of a POP3 server without its brackets, in capitals.
    """
    words = f"{error.enhanced or ''} {(error.text or '')[:TEXT_LIMIT]} {error.what}"
    said = _Said(
        kind=error.kind,
        stage=(error.stage or "").upper(),
        codes=tuple(str(each) for each in (error.code, code) if each),
        text=words,
    )
    for rule in rules():
        if _fits(rule, server, said):
            return rule.say.replace("{host}", host_in_url(server.host)).replace(
                "{port}", str(server.port)
            )
    return None


def advised(error: ShellError, server: Server, code: str | None = None) -> ShellError:
    """Return `error` with advice as its hint, where there is any."""
    found = advice(error, server, code)
    return error if found is None else evolve(error, hint=found)


def _fits(rule: Rule, server: Server, said: _Said) -> bool:
    return (
        (not rule.kinds or said.kind in rule.kinds)
        and (not rule.stages or said.stage in rule.stages)
        and (not rule.ports or server.port in rule.ports)
        and (not rule.security or server.security in rule.security)
        and (not rule.hosts or _any(rule.hosts, (server.host,)))
        and (not rule.codes or _any(rule.codes, said.codes))
        and (rule.text is None or rule.text.search(said.text) is not None)
    )


def _any(globs: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs for name in names)


def _rule(table: Mapping[str, object]) -> Rule:
    text = table.get("text")
    return Rule(
        hosts=texts(table, "hosts"),
        kinds=tuple(map(Kind, texts(table, "kinds"))),
        stages=tuple(stage.upper() for stage in texts(table, "stages")),
        codes=texts(table, "codes"),
        ports=tuple(map(int, texts(table, "ports"))),
        security=tuple(map(Security, texts(table, "security"))),
        text=re.compile(str(text), re.IGNORECASE) if text is not None else None,
        say=str(table["say"]),
    )
