"""A group whose options may stand before or after the command."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.pattern import pattern
from shell.options.grouped import GroupedGroup

if TYPE_CHECKING:
    from typer._click.core import Command, Context

# Behind these, words belong to the command whatever they look like.
OPAQUE = ("--", "raw")
NUMBER_TEXT = pattern(r"[0-9]+")


class AnywhereGroup(GroupedGroup):
    """A group that takes its own options out of what stands behind a command.

    A number in a command's place is `show` and that number.
    """

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Read `args` with the group's options moved in front."""
        return super().parse_args(
            ctx, in_front(_takes_value(self), self._verbs(), args)
        )

    def resolve_command(
        self, ctx: "Context", args: list[str]
    ) -> "tuple[str | None, Command | None, list[str]]":
        """Return the command that `args` begin with, and what is left for it."""
        if args and NUMBER_TEXT.fullmatch(args[0]):
            args = ["show", *args]
        return super().resolve_command(ctx, args)

    def _verbs(self) -> dict[str, dict[str, bool]]:
        return {name: _takes_value(verb) for name, verb in self.commands.items()}


def _takes_value(command: "Command") -> dict[str, bool]:
    """Return the options of `command`, and whether each takes a value."""
    return {
        name: not (getattr(param, "is_flag", False) or getattr(param, "count", False))
        for param in command.params
        if param.param_type_name == "option"
        for name in param.opts
    }


def in_front(
    shared: Mapping[str, bool],
    verbs: Mapping[str, Mapping[str, bool]],
    args: list[str],
) -> list[str]:
    """Return `args` with the `shared` options, and their values, before the rest.

    A verb's own options keep their place and their values. What stands behind
    "--" or behind the verb `raw` is left alone.
    """
    front: list[str] = []
    rest: list[str] = []
    own: Mapping[str, bool] = {}
    verb = ""
    words = iter(args)
    for word in words:
        if word in OPAQUE and (word == "--" or not verb):
            rest += [word, *words]
        elif not word.startswith("-") or word == "-":
            if not verb:
                verb = "show" if NUMBER_TEXT.fullmatch(word) else word
                own = verbs.get(verb, {})
            rest.append(word)
        else:
            mine = _belongs(word, own)
            known = own if mine else shared
            to = rest if mine or not _belongs(word, shared) else front
            to.append(word)
            if _wants_next(word, known):
                to += [value for value in (next(words, None),) if value is not None]
    return front + rest


def _belongs(word: str, options: Mapping[str, bool]) -> bool:
    """Return whether `word` is one of `options`, a value or more flags behind it."""
    if word.startswith("--"):
        return word.partition("=")[0] in options
    if options.get(word[:2], False):
        return True
    return all(f"-{letter}" in options for letter in word[1:])


def _wants_next(word: str, options: Mapping[str, bool]) -> bool:
    """Return whether the value of the option `word` is the word after it."""
    if word.startswith("--"):
        return options.get(word, False)
    letters = word[1:]
    for place, letter in enumerate(letters, 1):
        if options.get(f"-{letter}", False):
            return place == len(letters)
    return False
