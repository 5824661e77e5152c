"""The rows of memory, and of growth when input is doubled."""

import json
import subprocess
import sys
from collections.abc import Iterator

from bench import corpus, mails
from bench.growing import factor
from bench.rounds import BENCH_PYTHON, ROOT
from bench.table import OURS, Row

CEILING = 2.3
Curves = dict[str, list[tuple[int, float]]]


def memory_rows(*, quick: bool) -> Iterator[Row]:
    """Yield how far memory grows for one mail, as a part of its octets."""
    size = 8_000_000 if quick else 25_000_000
    heavy = corpus.built("heavy", str(size), lambda: mails.attachments((size,), seed=4))
    (file,) = heavy.folder.iterdir()
    readers = {
        "puremail": OURS,
        "stdlib": "stdlib",
        "fast_mail_parser": "fast-mail-parser",
    }
    for kind, ceiling in (("full", 0.75), ("index", 0.01)):
        samples: dict[str, tuple[float, ...]] = {}
        missing: dict[str, str] = {}
        for reader, name in readers.items():
            ours = reader != "fast_mail_parser" or not BENCH_PYTHON.exists()
            python = sys.executable if ours else str(BENCH_PYTHON)
            command = [python, "-m", "bench.weigh", reader, kind, str(file)]
            done = [
                subprocess.run(
                    command, capture_output=True, text=True, cwd=ROOT, check=False
                )
                for _ in range(3)
            ]
            if any(each.returncode for each in done):
                missing[name] = "not installed"
            else:
                samples[name] = tuple(float(each.stdout) for each in done)
        yield Row(
            group="Memory",
            name=f"growth for a mail of {heavy.octets / 1e6:.0f} MB, {kind}",
            unit="times the mail",
            samples=samples,
            missing=missing,
            ceiling=ceiling,
        )


def growth_curves(*, quick: bool) -> Curves:
    """Return the sizes and times of every hostile shape."""
    doublings, rounds = (3, 3) if quick else (5, 7)
    command = [sys.executable, "-m", "bench.growing", str(doublings), str(rounds)]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True
    )
    curves: Curves = json.loads(done.stdout)
    return curves


def growth_rows(curves: Curves) -> Iterator[Row]:
    """Yield for each shape what the last doubling of its input does to the time."""
    for shape, points in curves.items():
        octets, seconds = points[-1]
        yield Row(
            group="Input doubled",
            name=f"{shape}, at {octets / 1e6:.2g} MB {1e3 * seconds:.0f} ms",
            unit="times the time",
            samples={OURS: (factor(points),)},
            ceiling=CEILING,
        )
