"""The table: a folder of Parquet files, one a shard, that readers take for one.

A part is written under a passing name and renamed. It has the number of its shard and
says what the shard says, so that to write it a second time, where a first try was cut
short or its answer lost, changes nothing. The folder too gets its name once it is
whole. pyarrow is imported when a table is made.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from examples.archive.rows import row
from examples.archive.shards import Shard, messages

if TYPE_CHECKING:
    from pyarrow import Schema


@frozen
class Part:
    """A part that is written: its number, its rows, and the octets of their mail."""

    number: int
    rows: int
    octets: int


def schema() -> "Schema":
    """Return the columns of the table: those of `Row`, dates in UTC."""
    import pyarrow as pa

    mailboxes = pa.list_(pa.struct({"name": pa.string(), "address": pa.string()}))
    attachment = pa.struct(
        {
            "name": pa.string(),
            "media_type": pa.string(),
            "size": pa.int64(),
            "sha256": pa.string(),
        }
    )
    defect = pa.struct({"kind": pa.string(), "start": pa.int64(), "stop": pa.int64()})
    return pa.schema(
        {
            "source": pa.string(),
            "position": pa.int64(),
            "sha256": pa.string(),
            "size": pa.int64(),
            "message_id": pa.string(),
            "in_reply_to": pa.list_(pa.string()),
            "references": pa.list_(pa.string()),
            "date": pa.timestamp("us", tz="UTC"),
            "from": mailboxes,
            "to": mailboxes,
            "cc": mailboxes,
            "subject": pa.string(),
            # These alone can pass 2 GB in one part.
            "text": pa.large_string(),
            "html": pa.large_string(),
            "attachments": pa.list_(attachment),
            "defects": pa.list_(defect),
        }
    )


def write_part(number: int, shard: Shard, folder: Path) -> Part:
    """Write the rows of a shard into `folder`, and return what was written.

    Whatever happens, and however often, there is the whole part or none. Raises
    OSError.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [row(found) for found in messages(shard)]
    table = pa.Table.from_pylist(rows, schema=schema())
    handle, passing = tempfile.mkstemp(prefix=".", dir=folder)
    os.close(handle)
    try:
        pq.write_table(table, passing, compression="zstd")
        Path(passing).replace(folder / part_name(number))
    except BaseException:
        Path(passing).unlink(missing_ok=True)
        raise
    return Part(number, len(rows), sum(each["size"] for each in rows))


def part_name(number: int) -> str:
    """Return the file name of a part; names sort as the shards stand."""
    return f"part-{number:08}.parquet"


@contextmanager
def table_folder(table: Path) -> Iterator[Path]:
    """Give a folder for parts that becomes `table`, or nothing where that fails.

    It stands beside `table`, seen by every worker. Raises FileExistsError if there is
    a table already.
    """
    if table.exists():
        raise FileExistsError(f"{table} is there already")
    folder = Path(tempfile.mkdtemp(prefix=f".{table.name}-", dir=table.parent))
    try:
        yield folder
        folder.rename(table)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def close_table(folder: Path, parts: list[Part], count: int) -> None:
    """Take away what killed workers left, and see that each of `count` parts is there.

    Raises RuntimeError if one is missing or too many.
    """
    for path in folder.iterdir():
        if path.name.startswith("."):
            path.unlink(missing_ok=True)
    found = sorted(path.name for path in folder.iterdir())
    told = sorted(part_name(part.number) for part in parts)
    if not found == told == [part_name(number) for number in range(count)]:
        raise RuntimeError(f"{folder} lacks a part, or has one too many")
