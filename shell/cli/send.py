"""The command `send`."""

import sys

import typer

from shell.cli import grouped, outcome
from shell.options.send import SendOptions

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
app.command(
    "send",
    cls=grouped.GroupedCommand,
    context_settings={"help_option_names": ["-h", "--help"]},
)(SendOptions)


def act(options: SendOptions) -> int:
    """Return the exit code of what `options` ask for."""
    from shell.send import job

    return job.run(options)


def main() -> None:
    """Run `send` and leave with its exit code."""
    sys.exit(outcome.run("send", app, act))
