"""Help says of every option and argument what it is for."""

from collections.abc import Iterator

from typer._click.core import Command, Context
from typer.main import get_command

from shell.cli import recv, send
from shell.options.grouped import described
from shell.recv.words import verbs


def records() -> Iterator[tuple[str, str]]:
    """Yield how each option and argument is written, and its help."""
    for program in (get_command(send.app), get_command(recv.app), verbs()):
        for command in (program, *getattr(program, "commands", {}).values()):
            yield from records_of(command)


def records_of(command: Command) -> Iterator[tuple[str, str]]:
    context = Context(command)
    for param in command.get_params(context):
        if record := described(param, context):
            yield f"{command.name} {record[0]}", record[1]


def test_everything_is_explained() -> None:
    found = dict(records())
    assert len(found) > 80
    # What stands in brackets is the default.
    silent = {form for form, text in found.items() if not text.partition("[")[0]}
    assert silent == set()


def test_no_help_is_a_formula() -> None:
    assert [form for form, text in records() if "x>=" in text] == []


def test_recv_has_no_final_dot() -> None:
    texts = {name: text for name, text in records() if "--timeout" in name}
    assert [name for name, text in texts.items() if "final dot" in text] == [
        "send --timeout SECONDS"
    ]
    assert len(texts) == 2
