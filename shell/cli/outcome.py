"""From an action to one line and one exit code."""

import os
import sys
from collections.abc import Callable
from typing import TypeVar

import typer
from typer.main import get_command

T = TypeVar("T")

# shell.exits has them all; parsing a command line does without it.
USAGE = 64
OUR_FAULT = 70
CLOSED_PIPE = 141


def run(name: str, app: typer.Typer, act: Callable[[T], int]) -> int:
    """Return the exit code of the command `name` with the process's arguments.

    `app` gives the options as one value, or an exit code where it has answered
    already (help, version, completion); `act` does what they ask for.
    """
    try:
        options = get_command(app).main(prog_name=name, standalone_mode=False)
        return options if isinstance(options, int) else _guarded(name, act, options)
    except typer.TyperException as error:
        return _usage(name, error)
    except typer.Abort:
        return OUR_FAULT


def _usage(name: str, error: typer.TyperException) -> int:
    _complain(name, f"{error}; `{name} --help` lists what there is")
    return USAGE


def _guarded(name: str, act: Callable[[T], int], options: T) -> int:
    """Return the exit code of `act(options)`, whatever it raises."""
    from shell import signals
    from shell.exits import ShellError

    signals.install()
    try:
        code = act(options)
        sys.stdout.flush()
    except ShellError as error:
        _complain(name, str(error))
        return error.exit
    except signals.Interrupted as interruption:
        return interruption.exit_code
    except BrokenPipeError:
        # Python flushes standard output once more on its way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE
    except Exception as error:
        _complain(name, _confession(error))
        return OUR_FAULT
    return code


def _confession(error: Exception) -> str:
    """Return one line that says where our own mistake was met."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = ""
    if trace is not None:
        file = os.path.basename(trace.tb_frame.f_code.co_filename)  # noqa: PTH119
        place = f" at {file}:{trace.tb_lineno}"
    return f"a mistake of ours, please report it: {type(error).__name__}{place}"


def _complain(name: str, text: str) -> None:
    try:
        print(f"{name}: {text}", file=sys.stderr)
    except OSError:
        pass
