"""Measure beside the peers, and print the table.

    python -m bench [--quick] [--json] [--write] [--only WORD] [PATH ...]

A PATH is a folder of mails or an mbox, measured beside the corpora that are made.
"""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench import bounds, composing, document, parsing, receiving, sending, starting
from bench.rounds import load_average
from bench.table import Row, as_json, lines


def options() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    parser.add_argument("--quick", action="store_true", help="under two minutes")
    parser.add_argument("--json", action="store_true", help="the table as JSON")
    parser.add_argument(
        "--write",
        action="store_true",
        help="write docs/performance.md and its pictures",
    )
    parser.add_argument("--only", default="", help="groups whose name has this word")
    return parser.parse_args()


def groups(chosen: argparse.Namespace) -> dict[str, Callable[[], Iterator[Row]]]:
    """Return what can be measured, by name; growth, which has curves, is apart."""
    quick: bool = chosen.quick
    return {
        "parsing": lambda: parsing.rows(chosen.paths, quick=quick),
        "memory": lambda: bounds.memory_rows(quick=quick),
        "composing": lambda: composing.rows(quick=quick),
        "sending": lambda: sending.rows(quick=quick),
        "receiving": lambda: receiving.rows(quick=quick),
        "start-up": lambda: starting.rows(quick=quick),
    }


def machine() -> str:
    """Return what was measured on."""
    return (
        f"{platform.python_implementation()} {platform.python_version()},"
        f" {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    )


def main() -> None:
    """Measure what was chosen, print it, and write the page where that is asked."""
    chosen = options()
    rows: list[Row] = []
    began, load = datetime.now(UTC), load_average()
    for name, measure in groups(chosen).items():
        if chosen.only in name:
            print(f"{name} ...", file=sys.stderr, flush=True)
            rows += measure()
    curves: bounds.Curves = {}
    if chosen.only in "growth":
        print("growth ...", file=sys.stderr, flush=True)
        curves = bounds.growth_curves(quick=chosen.quick)
        rows += bounds.growth_rows(curves)
    loads = f"load {load} before and {load_average()} after"
    if chosen.json:
        said = {"began": began.isoformat(), "machine": machine(), "load": loads}
        print(json.dumps({**said, "rows": as_json(rows), "growth": curves}, indent=1))
    else:
        print(f"{began:%Y-%m-%d %H:%M} UTC, {machine()}, {loads}")
        print("\n".join(lines(rows)))
    if chosen.write:
        document.write(rows, curves, f"{began:%d %B %Y}, {machine()}; {loads}")


if __name__ == "__main__":
    main()
