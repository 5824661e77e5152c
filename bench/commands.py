"""Programs as peers: run, timed by the clock, told apart from those that fail."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from attrs import field, frozen

from bench.rounds import ROOT, FailedError, alternate

PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"


@frozen(kw_only=True)
class Program:
    """A command line with what it reads. `before` is called first, off the clock."""

    command: Sequence[str]
    stdin: Path | None = None
    environment: Mapping[str, str] = field(factory=dict)
    before: Callable[[], None] | None = None
    success: frozenset[int] = frozenset({0})


def missing(program: str) -> bool:
    """Return whether `program` is not installed."""
    return shutil.which(program, path=PATH) is None


def environment(home: Path) -> dict[str, str]:
    """Return the variables every program sees: a home of its own, and no settings."""
    home.mkdir(parents=True, exist_ok=True)
    return {"HOME": str(home), "PATH": PATH, "LANG": "C.UTF-8", "TZ": "UTC"}


def run(program: Program, home: Path) -> float:
    """Return the milliseconds that one run takes, from start to end."""
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
            env=environment(home) | dict(program.environment),
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
    return 1e3 * took


def alternating(
    programs: Mapping[str, Program], rounds: int, home: Path, per: int = 1
) -> tuple[dict[str, tuple[float, ...]], dict[str, str]]:
    """Return the milliseconds of each program for one of `per` mails; and who failed.

    A program that is not installed, or fails at its first run, is left out and named.
    """
    reasons: dict[str, str] = {}
    working: dict[str, Callable[[], float]] = {}
    for name, program in programs.items():
        first = program.command[0]
        if not Path(first).exists() and missing(first):
            reasons[name] = "not installed"
            continue
        working[name] = partial(each, program, home, per)
    return (alternate(working, rounds, reasons) if working else {}), reasons


def each(program: Program, home: Path, per: int) -> float:
    """Return the milliseconds that each of `per` mails takes in one run."""
    return run(program, home) / per


def script(name: str) -> str:
    """Return the path of one of the project's commands, `send` or `recv`."""
    return str(ROOT / os.fspath(name))
