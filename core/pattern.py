"""Patterns that are compiled when they are first used.

A command has three hundred, and a run of it uses thirty: compiling the others would
take a tenth of its time.
"""

import re
from typing import TYPE_CHECKING, AnyStr, Generic

METHODS = ("findall", "finditer", "fullmatch", "match", "search", "split", "sub")


class Late(Generic[AnyStr]):
    """A pattern as `re.compile` makes it, made when the first match is sought."""

    def __init__(self, pattern: AnyStr, flags: int = 0) -> None:
        self.pattern: AnyStr = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> object:
        """Return a method, or what else there is to know, of the compiled pattern."""
        compiled = re.compile(self.pattern, self._flags)
        # From now on they are found at once.
        for method in METHODS:
            setattr(self, method, getattr(compiled, method))
        found: object = getattr(compiled, name)
        return found


if TYPE_CHECKING:
    from re import compile as pattern
else:
    pattern = Late


__all__ = ("Late", "pattern")
