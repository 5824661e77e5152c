"""Help that lists options under the group each belongs to, without rich."""

from typing import TYPE_CHECKING

from typer.core import TyperCommand, TyperGroup

from core.pattern import pattern

if TYPE_CHECKING:
    from typer._click.core import Command, Context, Parameter
    from typer._click.formatting import HelpFormatter

# A few options have long metavars; the column beside them is for the rest.
WIDEST = 28
# The least value of a number, which typer puts behind the help.
LEAST_TEXT = pattern(r"\s*\[x>=[0-9.]++\]$")


class GroupedCommand(TyperCommand):
    """A command whose options are listed by `rich_help_panel`, in plain text."""

    def format_options(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write one section for each group, in the order of the options."""
        format_grouped(self, ctx, formatter)


class GroupedGroup(TyperGroup):
    """A group that lists its options in the same way, then its commands."""

    def format_options(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write one section for each group, then the commands."""
        format_grouped(self, ctx, formatter)
        self.format_commands(ctx, formatter)


def described(param: "Parameter", ctx: "Context") -> tuple[str, str] | None:
    """Return how an option or argument is written and what it is for.

    None for one that is hidden. That a number has a least value goes without saying.
    """
    record = param.get_help_record(ctx)
    if record is None:
        return None
    form, text = record
    return form, LEAST_TEXT.sub("", text)


def format_grouped(
    command: "Command", ctx: "Context", formatter: "HelpFormatter"
) -> None:
    """Write the options of `command`, one section for each `rich_help_panel`."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for param in command.get_params(ctx):
        record = described(param, ctx)
        if record is not None:
            group = getattr(param, "rich_help_panel", None)
            if group is None:
                argument = param.param_type_name == "argument"
                group = "Arguments" if argument else "Options"
            groups.setdefault(group, []).append(record)
    for group in sorted(groups, key=lambda name: name == "Options"):
        with formatter.section(group):
            formatter.write_dl(groups[group], col_max=WIDEST)
