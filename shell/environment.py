"""The environment that programs we start are given."""

import re
from collections.abc import Mapping

from core.pattern import pattern

SECRET_VARIABLE_TEXT = pattern(r"PUREMAIL_(?:PASSWORD|TOKEN)(?:_.*+)?", re.DOTALL)


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a program that we start: no secret of ours in it."""
    return {
        name: value
        for name, value in environment.items()
        if not SECRET_VARIABLE_TEXT.fullmatch(name)
    }
