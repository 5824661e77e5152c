"""A batch over a state of its own, and messages put into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shell.delivery.batch import Batch
from shell.delivery.entry import Arrival, Delivered, Entry
from shell.delivery.recovery import open_batch
from shell.delivery.target import parse_target
from shell.disk import Disk
from shell.state import State, open_state
from tests.shell.delivery.fetching import LOGIN

MAIL = b"Subject: one\r\n\r\nhello\r\n"
KINDS = ("maildir", "dir", "mbox")


@contextmanager
def batch_into(
    home: Path, target: str, disk: Disk | None = None
) -> Iterator[tuple[State, Batch]]:
    disk = disk or Disk()
    with open_state(home / "state", LOGIN, disk) as state:
        batch, _ = open_batch(state, parse_target(target), disk)
        with batch:
            yield state, batch


def deliver(
    batch: Batch, unique_id: str | None, octets: bytes = MAIL, size: int | None = None
) -> Arrival:
    listed = len(octets) if size is None else size
    batch.begin(Entry(1, unique_id, listed))
    assert batch.write(octets)
    return batch.finish()


def stored(batch: Batch) -> tuple[Delivered, ...]:
    outcome = batch.settle()
    assert outcome.error is None
    return outcome.delivered
