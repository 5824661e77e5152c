"""Timing in alternation: each peer a process of its own, all asked once a round.

In one process libraries disturb each other's allocator; one after the other, a
machine that grows busy would tell of itself.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parent.parent
BENCH_PYTHON = ROOT / "build" / "venv-bench" / "bin" / "python"

Ask: TypeAlias = Callable[[str], object]


class FailedError(Exception):
    """A program ended with an exit code of failure; says what it said last."""


@contextmanager
def asked(command: Sequence[str]) -> Iterator[Ask]:
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
        process.stdin and process.stdin.close()
        process.wait(30)


def answered(ask: Ask, line: str) -> float:
    """Return the number that a process answers `line` with."""
    return float(str(ask(line)))


def python_peer(reader: str, folder: Path) -> list[str]:
    """Return the command of the process for a library of Python."""
    ours = reader == "puremail" or not BENCH_PYTHON.exists()
    python = sys.executable if ours else str(BENCH_PYTHON)
    return [python, "-m", "bench.peer", reader, str(folder)]


def alternate(
    jobs: Mapping[str, Callable[[], float]],
    rounds: int,
    failed: dict[str, str] | None = None,
) -> dict[str, tuple[float, ...]]:
    """Return what each of `jobs` gave in each round; the first round is thrown away.

    Who goes first moves on from round to round. A program that fails is left out
    from then on, and named in `failed`; without that, what it raises is raised.
    """
    names = list(jobs)
    samples: dict[str, list[float]] = {name: [] for name in names}
    for count in range(rounds + 1):
        turn = count % len(names)
        for name in [each for each in names[turn:] + names[:turn] if each in samples]:
            try:
                sample = jobs[name]()
            except (FailedError, subprocess.TimeoutExpired) as error:
                if failed is None:
                    raise
                failed[name] = str(error)[-120:]
                del samples[name]
                continue
            if count:
                samples[name].append(sample)
    return {name: tuple(each) for name, each in samples.items()}


def load_average() -> str:
    """Return how busy the machine is: the load of one, five and fifteen minutes."""
    return " ".join(f"{each:.1f}" for each in os.getloadavg())
