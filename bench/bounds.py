"""The rows of memory, and of growth when input is doubled."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import corpus
from bench.growing import factor
from bench.places import ROOT
from bench.process import command_of, lacking
from bench.table import OURS, Row

GROWTH = "Input doubled"
CEILING = 2.3
# How a library of Python is called, and its name in bench.readers.
READERS = {
    OURS: OURS,
    "stdlib": "stdlib",
    "fast-mail-parser": "fast_mail_parser",
}
Curves = dict[str, list[tuple[int, float]]]


def memory_rows(*, quick: bool) -> Iterator[Row]:
    """Yield how far memory grows for one mail, as a part of its octets."""
    heavy = corpus.heavy(8_000_000 if quick else 25_000_000)
    missing = lacking({"fast-mail-parser": "fast_mail_parser"})
    readers = {name: READERS[name] for name in READERS if name not in missing}
    for kind, ceiling in (("full", 0.75), ("index", 0.01)):
        yield Row(
            group="Memory",
            name=f"growth for a mail of {heavy.octets / 1e6:.0f} MB, {kind}",
            unit="times the mail",
            samples={
                name: tuple(weighed(reader, kind, heavy.first()) for _ in range(3))
                for name, reader in readers.items()
            },
            missing=missing,
            ceiling=ceiling,
        )


def weighed(reader: str, kind: str, file: Path) -> float:
    """Return how far a new process grows that reads `file`."""
    command = command_of("bench.weigh", reader, kind, file)
    return float(printed(command))


def printed(command: list[str]) -> str:
    """Return what a process prints."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True
    )
    return done.stdout


def growth_curves(*, quick: bool) -> Curves:
    """Return the sizes and times of every hostile shape."""
    doublings, rounds = (3, 3) if quick else (5, 7)
    command = [sys.executable, "-m", "bench.growing", str(doublings), str(rounds)]
    curves: Curves = json.loads(printed(command))
    return curves


def growth_rows(curves: Curves) -> Iterator[Row]:
    """Yield for each shape what the last doubling of its input does to the time."""
    for shape, points in curves.items():
        octets, seconds = points[-1]
        yield Row(
            group=GROWTH,
            name=f"{shape}, at {octets / 1e6:.2g} MB {1e3 * seconds:.0f} ms",
            unit="times the time",
            samples={OURS: (factor(points),)},
            ceiling=CEILING,
        )
