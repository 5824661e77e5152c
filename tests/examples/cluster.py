"""What `test_engine` runs with the packages of examples/: two workers, some killed.

    build/venv-examples/bin/python -m tests.examples.cluster FOLDER

Each worker that is killed is at a shard. Prints what was seen as one JSON object.
"""

import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
from attrs import define, field
from distributed import Client

from examples.archive import engine
from examples.archive.rows import row
from examples.archive.shards import files, messages, shards
from examples.archive.table import Part
from tests.examples.mail import write_archive

SHARD = 400_000
EVERY = 8
"""A worker is killed whenever so many parts have come."""


@define
class Killer:
    """Kills a worker at work now and then; `killed` has the shards each was at."""

    client: Client
    killed: list[int] = field(factory=list)

    def watch(self, parts: Iterator[Part], total: int) -> Iterable[Part]:
        for count, part in enumerate(parts, 1):
            if count % EVERY == 0 and count < total - EVERY:
                self.kill()
            yield part

    def kill(self) -> None:
        pids = self.client.run(os.getpid)
        for address, keys in self.client.processing().items():
            if keys and address in pids:
                os.kill(pids[address], signal.SIGKILL)
                self.killed.append(len(keys))
                return


def main(folder: Path) -> None:
    write_archive(folder / "mail")
    mail = files([folder / "mail"]).mail
    expected: list[object] = [
        row(found)
        for shard in shards(mail, octets=1_000_000_000)
        for found in messages(shard)
    ]
    seen: dict[str, object] = {"messages": len(expected)}
    table = folder / "here"
    engine.archive_to_parquet(mail, table, engine.run_here)
    seen["here"] = rows(table) == expected
    with engine.local_workers(2) as client:
        killer = Killer(client)
        table = folder / "killed"
        parts = engine.archive_to_parquet(
            mail, table, engine.run_on(client), watch=killer.watch, octets=SHARD
        )
        seen["killed"] = killer.killed
        seen["parts"] = len(parts)
        seen["left"] = len(list(table.iterdir())) - len(parts)
        seen["after"] = rows(table) == expected
        with engine.cluster_at(client.scheduler.address) as other:
            table = folder / "cluster"
            engine.archive_to_parquet(mail, table, engine.run_on(other), octets=SHARD)
            seen["cluster"] = rows(table) == expected
        seen["refused"] = refused(client, mail, folder)
    seen["names"] = sorted(path.name for path in folder.iterdir())
    sys.stdout.write(json.dumps(seen))


def rows(table: Path) -> list[object]:
    found: list[object] = pq.read_table(table).to_pylist()
    return found


def refused(client: Client, mail: tuple[Path, ...], folder: Path) -> str:
    """What is said of mail that is gone before it is read."""
    gone = folder / "mail" / "gone.eml"
    gone.write_bytes(b"A: b\n\n")

    def watch(parts: Iterator[Part], _: int) -> Iterable[Part]:
        gone.unlink()
        return parts

    try:
        engine.archive_to_parquet(
            (*mail, gone), folder / "gone", engine.run_on(client), watch=watch
        )
    except OSError as error:
        return type(error).__name__
    return "nothing"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
