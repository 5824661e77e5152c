"""Timing in alternation: all peers once a round, each round another one first.

One after the other, a machine that grows busy would tell of itself.
"""

import os
import subprocess
from collections.abc import Callable, Mapping
from typing import TypeAlias

# Does what is measured, and returns how long it took.
Job: TypeAlias = Callable[[], float]


class FailedError(Exception):
    """A program ended with an exit code of failure; says what it said last."""


def alternate(
    jobs: Mapping[str, Job], rounds: int, failed: dict[str, str] | None = None
) -> dict[str, tuple[float, ...]]:
    """Return what each of `jobs` gave in each round; the first round is thrown away.

    Who goes first moves on from round to round. A program that fails is left out
    from then on, and named in `failed`; without that, what it raises is raised.
    """
    names = list(jobs)
    samples: dict[str, list[float]] = {name: [] for name in names}
    for count in range(rounds + 1):
        turn = count % (len(names) or 1)
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
