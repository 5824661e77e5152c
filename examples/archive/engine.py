"""What runs the shards: this process, workers of this machine, or a cluster.

Each worker gets one shard after the other. Where it dies or its work fails, the
engine, which is Dask's, has that shard done again. Dask is imported when it is used.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from core.mbox import MboxForm
from examples.archive.shards import SHARD_OCTETS, Shard, shards
from examples.archive.table import Part, close_table, table_folder, write_part

if TYPE_CHECKING:
    from distributed import Client

RETRIES = 2
"""How often a shard is tried again whose work raised; a lost worker does not count."""

BATCH = 64
"""How many shards go to the scheduler in one message."""

Run: TypeAlias = Callable[[tuple[Shard, ...], Path], Iterator[Part]]
"""Writes shards into a folder, and yields the parts in the order they come."""

Watch: TypeAlias = Callable[[Iterator[Part], int], Iterable[Part]]
"""Passes parts on, of which there will be so many, and shows how far they are."""


def unwatched(parts: Iterator[Part], _: int) -> Iterable[Part]:
    """Pass the parts on, and show nothing."""
    return parts


def archive_to_parquet(
    mail: Iterable[Path],
    table: Path,
    run: Run,
    *,
    watch: Watch = unwatched,
    form: MboxForm = MboxForm.MBOXRD,
    octets: int = SHARD_OCTETS,
) -> tuple[Part, ...]:
    """Write the table of all messages of `mail`, and return its parts in order.

    `octets` is about how much one part takes. Rows and their order depend on the mail
    alone. Raises OSError, FileExistsError if there is a table, and RuntimeError if the
    engine gives a shard up; there is no table then.
    """
    with table_folder(table) as folder:
        planned = tuple(shards(mail, form, octets))
        done = list(watch(run(planned, folder), len(planned)))
        close_table(folder, done, len(planned))
    return tuple(sorted(done, key=lambda part: part.number))


def run_here(planned: tuple[Shard, ...], folder: Path) -> Iterator[Part]:
    """Write the shards one by one in this process."""
    for number, shard in enumerate(planned):
        yield write_part(number, shard, folder)


@contextmanager
def local_workers(count: int | None = None) -> Iterator["Client"]:
    """Give workers on this machine: `count` processes, or one for each core."""
    from dask.system import CPU_COUNT
    from distributed import Client, LocalCluster

    workers = count or CPU_COUNT
    with (
        LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


@contextmanager
def cluster_at(address: str) -> Iterator["Client"]:
    """Give the workers of the scheduler at `address`. Raises OSError."""
    from distributed import Client

    with Client(address) as client:
        yield client


def run_on(client: "Client") -> Run:
    """Return what has the workers of `client` write the shards."""

    def run(planned: tuple[Shard, ...], folder: Path) -> Iterator[Part]:
        from distributed import KilledWorker, as_completed

        futures = client.map(
            write_part,
            range(len(planned)),
            planned,
            folder=folder,
            pure=False,
            retries=RETRIES,
            batch_size=BATCH,
        )
        try:
            # By itself it takes the loop of the client made last.
            done = as_completed(futures, loop=client.loop, with_results=True)
            for future, part in done:
                # A part that is held no more is not written again with its worker lost.
                future.release()
                yield part
        except KilledWorker as error:
            raise RuntimeError("a shard took down each worker that had it") from error
        finally:
            client.cancel(futures)

    return run
