"""What a person types in a session: completed on request, and read as it is meant."""

from collections.abc import Iterator

from shell.config.file import Config
from shell.recv.words import COMMANDS, VERBS


def completions(config: Config) -> Iterator[str]:
    """Yield what a line may begin with, and the words that may follow a verb."""
    yield from VERBS
    yield from sorted(COMMANDS)
    for verb in ("list", "show", "parts", "save", "fetch", "delete"):
        yield from (f"{verb} {which}" for which in ("last", "new", "all"))
    yield from (f"help {name}" for name in (*VERBS, *sorted(COMMANDS)))
    yield from (f"account {each.name}" for each in config.accounts)


def in_full(line: str) -> str:
    """Return `line` with a verb in full, where its beginning means no other one."""
    first = line.split(maxsplit=1)[0] if line.strip() else ""
    meant = [verb for verb in VERBS if first and verb.startswith(first)]
    known = first in VERBS or first.upper() in COMMANDS
    if known or len(meant) != 1:
        return line
    return line.replace(first, meant[0], 1)
