"""The command `send`."""

import typer

from shell.cli import outcome
from shell.options.grouped import GroupedCommand
from shell.options.send import SendOptions

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
app.command(
    "send",
    cls=GroupedCommand,
    context_settings={"help_option_names": ["-h", "--help"]},
)(SendOptions)


def act(options: SendOptions) -> int:
    """Return the exit code of what `options` ask for."""
    from shell.send import job

    return job.run(options)


def in_json(options: SendOptions) -> bool:
    """Return whether the answer is asked for as JSON."""
    return options.json


def main() -> int:
    """Return the exit code of `send` with the process's arguments."""
    return outcome.run("send", app, act, in_json)
