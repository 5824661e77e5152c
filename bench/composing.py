"""The rows of composing."""

import random
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench.composers import COMPOSERS
from bench.places import BUILD
from bench.process import answered, asked, command_of
from bench.rounds import alternate
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
    kinds = {
        "small": ("a small text mail", 50.0),
        "large": (f"a file of {size / 1e6:.0f} MB", 18.0),
    }
    commands = {name: command_of("bench.composers", name, file) for name in COMPOSERS}
    with asked(commands) as peers:
        for kind, (name, reach) in kinds.items():
            jobs = {peer: partial(answered, ask, kind) for peer, ask in peers.items()}
            yield Row(
                group="Composing, CPU time",
                name=name,
                unit="ms",
                samples=alternate(jobs, 3 if quick else 5),
                goals=(Goal("EmailMessage", reach),),
            )
