"""Programs that we start: the words of their command lines, and their environment."""

import re
from collections.abc import Mapping

from core.pattern import pattern

SECRET_VARIABLE_TEXT = pattern(r"PUREMAIL_(?:PASSWORD|TOKEN)(?:_.*+)?", re.DOTALL)


def split_command(text: str) -> tuple[str, ...]:
    """Return the words of `text` as a shell would split it.

    Raises ValueError, with what is missing, for a quote or an escape that is left open.
    """
    import shlex

    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise ValueError(str(error).lower()) from error


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a program that we start: no secret of ours in it."""
    return {
        name: value
        for name, value in environment.items()
        if not SECRET_VARIABLE_TEXT.fullmatch(name)
    }
