"""Turn an archive of mail into one Parquet table, a row a message.

    python examples/archive_to_parquet.py Archive.mbox ~/Maildir letters/ mail.parquet

`make examples` sets up build/venv-examples with what this needs; docs/archives.md has
the columns, and how to run it on a cluster.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from core.mbox import MboxForm
from examples.archive import bench, engine
from examples.archive.shards import SHARD_OCTETS, files
from examples.archive.table import Part

CONSOLE = Console(stderr=True, highlight=False, soft_wrap=True)


class FormName(Enum):
    """How an mbox keeps its messages apart, as an option says it."""

    MBOXRD = "mboxrd"
    MBOXO = "mboxo"
    MBOXCL = "mboxcl"
    MBOXCL2 = "mboxcl2"


def main(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Mboxes, Maildirs, folders, files; last the table."),
    ] = None,
    *,
    form: Annotated[
        FormName, typer.Option(help="How mboxes keep messages apart.")
    ] = FormName.MBOXRD,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes; 0 is one for each core.")
    ] = 0,
    scheduler: Annotated[
        str, typer.Option(help="A Dask scheduler, tcp://HOST:PORT, to run on.")
    ] = "",
    shard_octets: Annotated[
        int, typer.Option(min=1, help="About how much mail one part takes.")
    ] = SHARD_OCTETS,
    measure: Annotated[
        bool, typer.Option("--bench", help="Measure on an archive made for it.")
    ] = False,
) -> None:
    """Turn mail into one Parquet table, on all cores or on a cluster."""
    if measure:
        bench.measure(Console(width=100))
        return
    if not paths or len(paths) < 2:
        raise typer.BadParameter("name the mail, and then the table to write")
    *sources, table = (path.expanduser().absolute() for path in paths)
    try:
        with engine_for(scheduler, workers) as run:
            convert(sources, table, run, MboxForm[form.name], shard_octets)
    except (OSError, RuntimeError) as error:
        CONSOLE.print(f"error: {error}", markup=False)
        raise typer.Exit(1) from error


def convert(
    sources: list[Path], table: Path, run: engine.Run, form: MboxForm, octets: int
) -> None:
    """Write the table, and tell how it went. Raises OSError and RuntimeError."""
    found = files(sources)
    if found.others:
        CONSOLE.print(f"left out, since no mail: {counted(len(found.others), 'file')}")
    begun = time.monotonic()
    parts = engine.archive_to_parquet(
        found.mail, table, run, watch=shown, form=form, octets=octets
    )
    CONSOLE.print(summary(parts, time.monotonic() - begun))


@contextmanager
def engine_for(scheduler: str, workers: int) -> Iterator[engine.Run]:
    """Give what runs the shards, and end it. Raises OSError."""
    if scheduler:
        with engine.cluster_at(scheduler) as client:
            yield engine.run_on(client)
    elif workers == 1:
        yield engine.run_here
    else:
        with engine.local_workers(workers) as client:
            yield engine.run_on(client)


def shown(parts: Iterator[Part], total: int) -> Iterable[Part]:
    """Pass the parts on, with a bar on standard error."""
    return track(parts, "reading", total, console=CONSOLE)


def summary(parts: tuple[Part, ...], seconds: float) -> str:
    """Return one line on what was done."""
    rows, octets = sum(each.rows for each in parts), sum(each.octets for each in parts)
    return (
        f"{counted(rows, 'message')}, {octets / 1e6:,.1f} MB, "
        f"{counted(len(parts), 'part')} in {seconds:,.1f} s"
    )


def counted(count: int, noun: str) -> str:
    """Return how many there are of what `noun` names."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


if __name__ == "__main__":
    typer.run(main)
