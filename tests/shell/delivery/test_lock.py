"""The two locks of an mbox: heeded, waited for, and broken when nobody holds them."""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shell.delivery.lock import MboxLock
from shell.disk import Disk
from shell.exits import ExitCode, Kind, ShellError
from tests.unprivileged import unprivileged


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "mbox"
    path.write_bytes(b"")
    return path


def take(box: Path, patience: float = 0.2) -> None:
    """Acquire the lock and release it, or raise."""
    file = os.open(box, os.O_RDWR)
    try:
        lock = MboxLock(box, Disk(), patience)
        lock.acquire(file)
        lock.release(file)
    finally:
        os.close(file)


def test_both_locks_are_held_and_let_go(box: Path) -> None:
    file, other = os.open(box, os.O_RDWR), os.open(box, os.O_RDWR)
    lock = MboxLock(box, Disk())
    lock.acquire(file)
    assert (box.parent / "mbox.lock").read_text() == f"{os.getpid()}\n"
    with pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    lock.release(file)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert list(box.parent.iterdir()) == [box]
    os.close(file)
    os.close(other)


def test_flock_is_heeded(box: Path) -> None:
    other = os.open(box, os.O_RDWR)
    fcntl.flock(other, fcntl.LOCK_EX)
    with pytest.raises(ShellError) as caught:
        take(box)
    assert caught.value.kind is Kind.BUSY
    assert caught.value.exit is ExitCode.TEMPORARY
    os.close(other)
    take(box)


@pytest.mark.parametrize("holder", ["ours", "0", "", "host 1"])
def test_a_dot_lock_is_heeded(box: Path, holder: str) -> None:
    lock = box.parent / "mbox.lock"
    text = str(os.getpid()) if holder == "ours" else holder
    lock.write_text(text)
    with pytest.raises(ShellError) as caught:
        take(box)
    assert caught.value.kind is Kind.BUSY
    assert lock.read_text() == text
    # The flock was not kept.
    other = os.open(box, os.O_RDWR)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)


def test_a_lock_that_goes_away_is_waited_for(box: Path) -> None:
    lock = box.parent / "mbox.lock"
    lock.write_text("0")
    with subprocess.Popen(["sh", "-c", f"sleep 0.3; rm '{lock}'"]):
        take(box, 5)


def test_the_lock_of_a_dead_process_is_broken(box: Path) -> None:
    with subprocess.Popen(["true"]) as dead:
        dead.wait()
    (box.parent / "mbox.lock").write_text(f"{dead.pid}\n")
    begun = time.monotonic()
    take(box)
    assert time.monotonic() - begun < 0.1
    assert list(box.parent.iterdir()) == [box]


@pytest.mark.parametrize("text", ["0", "", "host 17", "9" * 19])
def test_an_old_lock_of_nobody_is_broken(box: Path, text: str) -> None:
    lock = box.parent / "mbox.lock"
    lock.write_text(text)
    os.utime(lock, (time.time() - 700, time.time() - 700))
    take(box)
    assert not lock.exists()


def test_a_folder_in_which_nothing_can_be_made(box: Path) -> None:
    box.parent.chmod(0o500)
    program = (
        "import os, sys; from pathlib import Path; from shell.disk import Disk\n"
        "from shell.delivery.lock import MboxLock\n"
        "file = os.open(sys.argv[1], os.O_RDWR)\n"
        "lock = MboxLock(Path(sys.argv[1]), Disk(), 0.2)\n"
        "lock.acquire(file); print('held'); lock.release(file)"
    )
    command = unprivileged([sys.executable, "-c", program, str(box)])
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    box.parent.chmod(0o700)
    assert done.stdout == "held\n", done.stderr
