"""The command `recv`."""

from typing import TypeAlias

import typer

from shell.cli import anywhere, outcome
from shell.options.grouped import GroupedCommand
from shell.options.recv import Parts, Raw, RecvOptions, Save, Show
from shell.options.verb import SHELL_VERBS, Verb, verb_name

Request: TypeAlias = tuple[RecvOptions, Verb | None]


def request(value: RecvOptions | Verb, **options: object) -> Request:
    """Return the options and the verb, of which there is none for a session.

    `value` is what the verb gave, or the group's own where no verb was named.
    """
    if isinstance(value, RecvOptions):
        return value, None
    accounts = options.pop("account")
    assert isinstance(accounts, tuple)
    return RecvOptions(account=list(accounts), **options), value  # type: ignore[arg-type]  # typer checked them


app = typer.Typer(
    cls=anywhere.AnywhereGroup,
    callback=RecvOptions,
    result_callback=request,
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
# A protocol line is nobody's options.
OPAQUE = {"ignore_unknown_options": True, "allow_interspersed_args": False}
for verb in SHELL_VERBS:
    settings = OPAQUE if verb is Raw else {}
    command = app.command(
        verb_name(verb), cls=GroupedCommand, context_settings=settings
    )
    command(verb)


def act(asked: Request) -> int:
    """Return the exit code of what was asked for."""
    options, verb = asked
    if isinstance(verb, Show | Parts | Save):
        from shell.recv.local import read_files

        code = read_files(options, (verb,))
        if code is not None:
            return code
    # What talks to a server takes as long to load as a file to be shown.
    from shell.recv import job

    return job.run(options, verb)


def in_json(asked: Request) -> bool:
    """Return whether the answer is asked for as JSON."""
    return asked[0].json


def main() -> int:
    """Return the exit code of `recv` with the process's arguments."""
    return outcome.run("recv", app, act, in_json)
