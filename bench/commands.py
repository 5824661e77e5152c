"""Programs as peers: run, timed by the clock, told apart from those that fail."""

import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

from attrs import field, frozen

from bench.places import HOME, ROOT
from bench.process import answered, asked
from bench.rounds import FailedError, alternate

PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"


@frozen(kw_only=True)
class Program:
    """A command line with what it reads, and how many `mails` one run carries.

    `before` is called first, off the clock; `success` are the exit codes of a run
    that did what it was to do.
    """

    command: Sequence[str]
    mails: int = 1
    stdin: Path | None = None
    environment: Mapping[str, str] = field(factory=dict)
    before: Callable[[], None] | None = None
    success: frozenset[int] = frozenset({0})


def missing(program: str) -> bool:
    """Return whether `program`, a name or a path, is not installed."""
    return shutil.which(program, path=PATH) is None


def environment() -> dict[str, str]:
    """Return the variables every program sees: a home of its own, and no settings."""
    HOME.mkdir(parents=True, exist_ok=True)
    return {"HOME": str(HOME), "PATH": PATH, "LANG": "C.UTF-8", "TZ": "UTC"}


def run(program: Program) -> float:
    """Return the milliseconds that each mail takes in one run, from start to end.

    Raises FailedError if the exit code is not one of `success`.
    """
    if program.before is not None:
        program.before()
    source = program.stdin.open("rb") if program.stdin else None
    try:
        began = time.perf_counter()
        done = subprocess.run(
            program.command,
            stdin=source or subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment() | dict(program.environment),
            cwd=ROOT,
            timeout=60,
            check=False,
        )
        took = time.perf_counter() - began
    finally:
        if source:
            source.close()
    if done.returncode not in program.success:
        said = done.stdout.decode("utf-8", "replace").strip().splitlines()
        raise FailedError(
            f"exit code {done.returncode}: {said[-1] if said else ''}"[:120]
        )
    return 1e3 * took / program.mails


def alternating(
    programs: Mapping[str, Program],
    rounds: int,
    libraries: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> tuple[dict[str, tuple[float, ...]], dict[str, str]]:
    """Return the milliseconds that each takes for a mail, and who failed.

    A program that is not installed, or fails in a round, is left out and named.
    `libraries` are commands whose processes are asked once a round.
    """
    reasons = {
        name: "not installed"
        for name, program in programs.items()
        if missing(program.command[0])
    }
    running = {
        name: partial(run, program)
        for name, program in programs.items()
        if name not in reasons
    }
    with asked(libraries) as asks:
        asking = {name: partial(answered, ask, "go") for name, ask in asks.items()}
        return alternate({**asking, **running}, rounds, reasons), reasons


def script(name: str) -> str:
    """Return the path of one of the project's commands, `send` or `recv`."""
    return str(ROOT / name)
