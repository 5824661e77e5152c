"""From an action to one line and one exit code."""

import errno
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import typer
from typer.main import get_command

if TYPE_CHECKING:
    from shell.run.failure import RunError

T = TypeVar("T")

# shell.exits has them all; parsing a command line does without it.
OUR_FAULT = 70
CLOSED_PIPE = 141


def run(
    name: str,
    app: typer.Typer,
    act: Callable[[T], int],
    in_json: Callable[[T], bool],
) -> int:
    """Return the exit code of the command `name` with the process's arguments.

    `app` gives the options as one value, or an exit code where it has answered
    already (help, version, completion); `act` does what they ask for, and `in_json`
    says whether they ask for JSON.
    """
    _open_streams()
    try:
        options = get_command(app).main(prog_name=name, standalone_mode=False)
    except typer.TyperException as error:
        said = str(error)
        stop = "" if said.endswith((".", "?")) else "."
        what = f"{said}{stop} `{name} --help` lists what there is"
        # The options were not understood; this one is the best guess at a script.
        return _stopped(name, _plain("usage", what), in_json="--json" in sys.argv)
    except typer.Abort:
        return OUR_FAULT
    except OSError as error:
        # Help, or what completes words, that could not be written.
        return unwritten(name, error)
    if isinstance(options, int):
        return options
    return _guarded(name, act, options, in_json=in_json(options))


def _guarded(name: str, act: Callable[[T], int], options: T, *, in_json: bool) -> int:
    """Return the exit code of `act(options)`, whatever it raises."""
    from shell import signals
    from shell.exits import ShellError
    from shell.run.failure import RunError

    signals.install()
    _keep_no_core()
    try:
        code = act(options)
        sys.stdout.flush()
    except RunError as error:
        return _stopped(name, error, in_json=in_json)
    except ShellError as error:
        return _stopped(name, RunError(error=error), in_json=in_json)
    except signals.Interrupted as interruption:
        return interruption.exit_code
    except OSError as error:
        # Every other call on a file is told by a ShellError.
        return unwritten(name, error)
    except Exception as error:
        confession = _plain("internal", _confession(error))
        return _stopped(name, confession, in_json=in_json)
    finally:
        _flush()
    return code


def _flush() -> None:
    """Write what is left, or let go of it: a terminal that hung up takes nothing."""
    from shell.terminal.screen import let_go

    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
            # Nothing is a write that a terminal which hung up refuses, too.
            os.write(stream.fileno(), b"")
        except OSError:
            let_go(stream)


def _open_streams() -> None:
    """Open what the caller has closed, lest a socket or file get its number."""
    for number, name, mode in (
        (0, "stdin", "r"),
        (1, "stdout", "w"),
        (2, "stderr", "w"),
    ):
        if getattr(sys, name) is None:
            # What is written to standard output must be seen to fail.
            writable = os.O_WRONLY if name == "stderr" else os.O_RDONLY
            opened = os.open(os.devnull, writable)
            if opened != number:
                os.dup2(opened, number)
            setattr(sys, name, open(number, mode, encoding="utf-8"))  # noqa: PTH123, SIM115


def _keep_no_core() -> None:
    """Let no crash write what is in memory, passwords too, to a file."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _plain(kind: str, what: str) -> "RunError":
    """Return an error that nothing more is known of."""
    from shell.exits import Kind, ShellError
    from shell.run.failure import RunError

    return RunError(error=ShellError(kind=Kind(kind), what=what))


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


def _stopped(name: str, stop: "RunError", *, in_json: bool) -> int:
    """Return the exit code of `stop`, told as lines and, if asked for, as JSON."""
    from shell.exits import ExitCode

    error = stop.error
    if error.exit is ExitCode.CLOSED_PIPE:
        return unwritten(name, BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE)))
    _complain(name, (*stop.lines, str(error)))
    if in_json:
        try:
            _print_object(stop)
        except OSError as failure:
            return unwritten(name, failure)
    return error.exit


def _complain(name: str, lines: tuple[str, ...]) -> None:
    from shell.terminal.screen import let_go, screen_of, tell

    try:
        screen = screen_of(sys.stderr, os.environ)
    except OSError:
        # It holds what a terminal that hung up did not take.
        let_go(sys.stderr)
    else:
        tell(screen, *(f"{name}: {line}" for line in lines))


def _print_object(stop: "RunError") -> None:
    from shell.objects.failure import error_object
    from shell.objects.text import json_line

    print(
        json_line(
            error_object(
                stop.error,
                stop.account,
                message_id=stop.message_id,
                recipients=stop.recipients,
                kept=stop.kept,
            )
        ),
        flush=True,
    )


def unwritten(name: str, error: OSError) -> int:
    """Return the code for a standard output that cannot be written."""
    from shell.exits import Doing, file_failure
    from shell.terminal.screen import let_go

    failure = file_failure(error, Doing.WRITING, "standard output")
    let_go(sys.stdout)
    if failure.exit != CLOSED_PIPE:
        _complain(name, (str(failure),))
    return failure.exit
