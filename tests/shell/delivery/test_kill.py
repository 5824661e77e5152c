"""SIGKILL at any instant: nothing lost, torn or doubled."""

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from shell.disk import Disk
from tests.shell.delivery.fetching import fetch, filled
from tests.shell.delivery.looking import leftovers, mails_in
from tests.shell.delivery.tracing import fetching, needs_strace, traced

KINDS = ("maildir", "dir", "mbox")


@pytest.mark.parametrize("kind", KINDS)
def test_killed_at_every_call(memory_path: Path, kind: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.shell.delivery.killing", memory_path, kind],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rounds = int(done.stdout.split()[-2])
    assert rounds > 60


def check(server: Path, target: str, mails: dict[str, bytes]) -> None:
    """Check that what is gone from the server is in the target, once."""
    there = Counter(mails_in(target))
    for name, octets in mails.items():
        if not (server / name).exists():
            assert there[octets] == 1, name


def completed(home: Path, target: str, mails: dict[str, bytes]) -> None:
    """Check that a run which nobody disturbs ends with each message once."""
    fetch(home / "server", home / "state", target, Disk())
    assert Counter(mails_in(target)) == Counter(mails.values())
    assert not list((home / "server").iterdir())
    assert not leftovers(home)


def killed_at_random(home: Path, kind: str, rounds: int) -> None:
    """Kill `rounds` runs over one maildrop, each at a moment drawn from a seed."""
    draw = random.Random(kind)
    target = f"{kind}:{home}/mail"
    mails = filled(home / "server", 40 * rounds)
    for _ in range(rounds):
        command = fetching(home / "server", home / "state", target)
        with subprocess.Popen(command) as process:
            time.sleep(draw.uniform(0.05, 0.25))
            process.kill()
        check(home / "server", target, mails)
    completed(home, target, mails)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_killed_at_random(tmp_path: Path, kind: str) -> None:
    killed_at_random(tmp_path, kind, 10)


@pytest.mark.deep
@pytest.mark.parametrize("kind", KINDS)
def test_killed_at_random_for_long(tmp_path: Path, kind: str) -> None:
    for part in range(20):
        home = tmp_path / str(part)
        home.mkdir()
        killed_at_random(home, kind, 17)


SYSTEM_CALLS = (
    *(("pwrite64", when) for when in (1, 3, 8, 13, 17, 21, 26)),
    *(("fdatasync", when) for when in (1, 2, 3)),
    *(("fsync", when) for when in (1, 3, 6, 9, 12)),
    *(("write", when) for when in (1, 4, 9, 12)),
    *(("linkat", when) for when in (1, 4)),
)


@needs_strace
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("call", "when"), SYSTEM_CALLS)
def test_killed_in_a_system_call(
    tmp_path: Path, kind: str, call: str, when: int
) -> None:
    target = f"{kind}:{tmp_path}/mail"
    mails = filled(tmp_path / "server", 9)
    command = fetching(tmp_path / "server", tmp_path / "state", target)
    spoil = f"inject={call}:signal=SIGKILL:when={when}"
    traced(["-e", f"trace={call}", "-e", spoil], command, tmp_path / "trace")
    check(tmp_path / "server", target, mails)
    completed(tmp_path, target, mails)


FAULTS = (
    *(("pwrite64", "ENOSPC", when) for when in (1, 5, 12, 19)),
    *(("fdatasync", "EIO", when) for when in (1, 2)),
    *(("fsync", "EIO", when) for when in (1, 2, 5, 8, 11)),
    *(("write", "EDQUOT", when) for when in (1, 5, 9)),
    ("linkat", "EROFS", 1),
    ("linkat", "EPERM", 2),
    ("unlinkat", "EIO", 2),
)


@needs_strace
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("call", "fault", "when"), FAULTS)
def test_a_system_call_fails(
    tmp_path: Path, kind: str, call: str, fault: str, when: int
) -> None:
    target = f"{kind}:{tmp_path}/mail"
    mails = filled(tmp_path / "server", 9)
    command = fetching(tmp_path / "server", tmp_path / "state", target)
    spoil = f"inject={call}:error={fault}:when={when}"
    done = traced(["-e", f"trace={call}", "-e", spoil], command, tmp_path / "trace")
    assert done.returncode in (0, 73, 74), done.stderr
    assert "Traceback" not in done.stderr
    check(tmp_path / "server", target, mails)
    completed(tmp_path, target, mails)
