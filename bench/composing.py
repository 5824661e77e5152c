"""The rows of composing."""

import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from bench.composers import COMPOSERS
from bench.corpus import BUILD
from bench.rounds import alternate, answered, asked
from bench.table import Goal, Row


def attached_file(size: int) -> Path:
    """Return a file of seeded octets, made once."""
    file = BUILD / f"attached-{size}.bin"
    if not file.exists():
        BUILD.mkdir(parents=True, exist_ok=True)
        file.write_bytes(random.Random(size).randbytes(size))
    return file


def rows(*, quick: bool) -> Iterator[Row]:
    """Yield what a small mail takes, and one with a file of 25 MB (or 5 MB)."""
    size = 5_000_000 if quick else 25_000_000
    file = attached_file(size)
    with ExitStack() as stack:
        peers = {
            name: stack.enter_context(
                asked([sys.executable, "-m", "bench.composers", name, str(file)])
            )
            for name in COMPOSERS
        }
        kinds = {"small": ("a small text mail", 50.0), "large": ("a file", 18.0)}
        for kind, (name, reach) in kinds.items():
            jobs = {peer: partial(answered, ask, kind) for peer, ask in peers.items()}
            yield Row(
                group="Composing, CPU time",
                name=name if kind == "small" else f"{name} of {size / 1e6:.0f} MB",
                unit="ms",
                samples=alternate(jobs, 3 if quick else 5),
                goals=(Goal("EmailMessage", reach / 2, reach),),
            )
