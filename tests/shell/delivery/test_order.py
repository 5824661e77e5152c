"""The order of system calls: what a power cut finds is stored, or still served."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.shell.delivery.fetching import filled
from tests.shell.delivery.tracing import fetching, needs_strace, traced

CALLS = "trace=write,pwrite64,fsync,fdatasync,linkat,renameat,renameat2,unlink,unlinkat"


def calls(log: Path) -> list[str]:
    """Return the calls that succeeded, as strace writes them, without the process."""
    lines = (line.split(maxsplit=1)[1] for line in log.read_text().splitlines())
    return [line for line in lines if re.search(r"= \d", line)]


def first(trace: list[str], pattern: str, start: int = 0) -> int:
    """Return the place of the first call at or behind `start` that fits."""
    for place in range(start, len(trace)):
        if re.search(pattern, trace[place]):
            return place
    raise AssertionError(f"no {pattern} behind {start} in\n" + "\n".join(trace))


def last(trace: list[str], pattern: str) -> int:
    """Return the place of the last call that fits."""
    return max(place for place, line in enumerate(trace) if re.search(pattern, line))


def run(home: Path, kind: str) -> list[str]:
    server = home / "server"
    filled(server, 3)
    log = home / "trace"
    command = fetching(server, home / "state", f"{kind}:{home}/mail")
    done = traced(["-e", CALLS], command, log)
    assert done.returncode == 0, done.stderr
    assert not list(server.iterdir())
    return calls(log)


DELETED = r"unlink(at)?\(.*server/uid-"
WAL = r"\.sqlite-wal>"


@needs_strace
@pytest.mark.parametrize(
    ("kind", "aside", "place"),
    [
        ("maildir", r"mail/tmp/[^>]*\.tmp>", r"mail/new>"),
        ("dir", r"mail/\.[^>]*\.tmp>", r"mail>"),
    ],
)
def test_files(tmp_path: Path, kind: str, aside: str, place: str) -> None:
    trace = run(tmp_path, kind)
    steps = [
        last(trace, rf"^write\(\d+<[^>]*{aside}"),
        first(trace, rf"^fsync\(\d+<[^>]*{aside}"),
        first(trace, r"^linkat\("),
        first(trace, rf"^fsync\(\d+<[^>]*{place}", first(trace, r"^linkat\(")),
    ]
    steps.append(first(trace, rf"^pwrite64\(\d+<[^>]*{WAL}", steps[-1]))
    steps.append(first(trace, rf"^f(data)?sync\(\d+<[^>]*{WAL}", steps[-1]))
    steps.append(first(trace, DELETED))
    assert all(one < other for one, other in pairwise(steps)), "\n".join(trace)
    # Each of the three was synced before any of them had a name.
    synced = [p for p, line in enumerate(trace) if re.search(rf"^fsync.*{aside}", line)]
    assert len(synced) == 3
    assert max(synced) < steps[2]
    # Nothing is written between the sync of the state and the first deletion.
    between = trace[steps[-2] + 1 : steps[-1]]
    assert not [line for line in between if line.startswith(("write", "pwrite"))]


@needs_strace
def test_mbox(tmp_path: Path) -> None:
    trace = run(tmp_path, "mbox")
    begun = first(trace, r"^write\(\d+<[^>]*/mail>, \"From ")
    noted = [
        p
        for p, line in enumerate(trace[:begun])
        if re.search(rf"^f(data)?sync\(\d+<[^>]*{WAL}", line)
    ]
    synced = first(trace, r"^fsync\(\d+<[^>]*/mail>", begun)
    committed = first(trace, rf"^f(data)?sync\(\d+<[^>]*{WAL}", synced)
    unlocked = first(trace, r"unlink(at)?\(.*mail\.lock\"", committed)
    deleted = first(trace, DELETED)
    assert noted
    assert last(trace, r"^write\(\d+<[^>]*/mail>") < synced
    assert synced < committed < min(unlocked, deleted)
