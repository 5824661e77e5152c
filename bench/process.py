"""A process of its own for each library, which is asked over its standard input.

In one process libraries disturb each other's allocator.
"""

import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TypeAlias

from bench.places import BENCH_PYTHON, ROOT
from bench.table import OURS

Ask: TypeAlias = Callable[[str], object]


def python_of(library: str) -> str:
    """Return the Python that runs `library`: the project has its own."""
    if library == OURS or not BENCH_PYTHON.exists():
        return sys.executable
    return str(BENCH_PYTHON)


def command_of(module: str, library: str, *words: object) -> list[str]:
    """Return the command that runs a module of bench for `library`."""
    return [python_of(library), "-m", module, library, *map(str, words)]


def lacking(modules: Mapping[str, str]) -> dict[str, str]:
    """Return which libraries cannot be imported, and why; `modules` has theirs."""
    return {
        library: "not installed: make bench sets up build/venv-bench"
        for library, module in modules.items()
        if not _has(module)
    }


def _has(module: str) -> bool:
    """Return whether the Python of the peers has `module`."""
    if not BENCH_PYTHON.exists():
        return importlib.util.find_spec(module) is not None
    done = subprocess.run(
        [str(BENCH_PYTHON), "-c", f"import {module}"], capture_output=True, check=False
    )
    return done.returncode == 0


@contextmanager
def asked(commands: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Ask]]:
    """Give what asks each of the processes, which run side by side until the end."""
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(_asked(command))
            for name, command in commands.items()
        }


@contextmanager
def _asked(command: Sequence[str]) -> Iterator[Ask]:
    """Give a function that sends a line to the process and returns its answer."""
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        to, back = process.stdin, process.stdout
        if to is None or back is None:
            raise RuntimeError("a peer has no pipes")

        def ask(line: str) -> object:
            to.write(line + "\n")
            to.flush()
            answer = back.readline()
            if not answer:
                raise RuntimeError(f"{command[-2:]} ended without an answer")
            return json.loads(answer)

        yield ask
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.wait(30)


def answered(ask: Ask, line: str) -> float:
    """Return the number that a process answers `line` with."""
    return float(str(ask(line)))
