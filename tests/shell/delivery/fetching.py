"""A program that fetches as `recv` does, from a server that is a folder of files.

Each message of the server is a file named by its unique-id; deleting is removing
the file, which happens only after the batch is settled. Run as a module it takes
the server's folder, the state's folder and a target.
"""

import sys
from pathlib import Path

from shell.delivery.batch import Batch
from shell.delivery.entry import Entry
from shell.delivery.recovery import open_batch
from shell.delivery.store import Recovery
from shell.delivery.target import parse_target
from shell.disk import Disk
from shell.exits import ShellError
from shell.state import State, open_state

LOGIN = "me@pop.example.org"
PIECE = 3_000


def fetch(
    server: Path, states: Path, target: str, disk: Disk, *, delete: bool = True
) -> Recovery:
    """Fetch what is not stored; raise the first ShellError met."""
    with open_state(states, LOGIN, disk) as state:
        batch, recovery = open_batch(state, parse_target(target), disk)
        with batch:
            transfer(server, state, batch, delete=delete)
        return recovery


def transfer(server: Path, state: State, batch: Batch, *, delete: bool) -> None:
    marks = state.marks()
    for number, path in enumerate(sorted(server.iterdir()), start=1):
        octets = path.read_bytes()
        if marks.is_stored(path.name, len(octets)):
            if delete:
                path.unlink()
            continue
        batch.begin(Entry(number, path.name, len(octets)))
        for start in range(0, len(octets), PIECE):
            batch.write(octets[start : start + PIECE])
        batch.finish()
        if batch.due() or number % 7 == 0:
            settle(server, batch, delete=delete)
    settle(server, batch, delete=delete)


def settle(server: Path, batch: Batch, *, delete: bool) -> None:
    outcome = batch.settle()
    for each in outcome.delivered:
        assert each.entry.unique_id is not None
        if delete:
            (server / each.entry.unique_id).unlink()
    if outcome.error is not None:
        raise outcome.error


def message(number: int) -> bytes:
    """Return the message that stands for `number`, of up to 25 kB."""
    lines = b"".join(b"%d line %d\r\n" % (number, n) for n in range(number * 37 % 900))
    return (
        b"From: a@example.org\r\nSubject: number %d\r\n\r\nFrom here on\r\n" % number
    ) + lines


def filled(server: Path, count: int) -> dict[str, bytes]:
    """Fill the server's folder; return what it holds."""
    server.mkdir()
    mails = {f"uid-{number:04}": message(number) for number in range(count)}
    for name, octets in mails.items():
        (server / name).write_bytes(octets)
    return mails


if __name__ == "__main__":
    try:
        fetch(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Disk())
    except ShellError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit)
