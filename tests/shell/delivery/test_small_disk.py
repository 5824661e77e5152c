"""Real limits: a file system that is too small, a folder that may not be written."""

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from shell.disk import Disk
from tests.shell.delivery.fetching import fetch, filled
from tests.shell.delivery.looking import leftovers, mails_in
from tests.shell.delivery.tracing import fetching
from tests.shell.small_disk import needs_mount, on_small_disk
from tests.unprivileged import unprivileged

KINDS = ("maildir", "dir", "mbox")


@pytest.mark.slow
@needs_mount
@pytest.mark.parametrize("size", [32, 64, 128, 256, 512])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("states", ["small", "large"])
def test_a_small_disk(tmp_path: Path, kind: str, size: int, states: str) -> None:
    server = tmp_path / "server"
    mails = filled(server, 120)
    place = tmp_path / "small" / "state" if states == "small" else tmp_path / "state"
    target = f"{kind}:{tmp_path}/small/mail"
    done = on_small_disk(tmp_path / "small", size, fetching(server, place, target))
    assert done.returncode in (73, 74), done.stderr
    assert "Traceback" not in done.stderr
    assert any(word in done.stderr for word in ("No space left", "full", "I/O error"))
    there = Counter(mails_in(target))
    for name, octets in mails.items():
        # What is in its place without a commit is still on the server, and noted.
        fewest = 0 if (server / name).exists() else 1
        assert fewest <= there[octets] <= 1, name
    assert set(there) <= set(mails.values())
    assert not leftovers(tmp_path / "small")
    if size >= 256 and kind != "mbox":
        assert there


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_that_may_not_be_written(tmp_path: Path, kind: str) -> None:
    server, target = tmp_path / "server", f"{kind}:{tmp_path}/mail"
    mails = filled(server, 4)
    fetch(server, tmp_path / "state", target, Disk(), delete=False)
    before = Counter(mails_in(target))
    more = {"uid-9": b"Subject: more\r\n\r\n"}
    (server / "uid-9").write_bytes(more["uid-9"])
    folders = [tmp_path / "mail", *(tmp_path / "mail").glob("*")]
    for path in folders:
        path.chmod(0o500 if path.is_dir() else 0o400)
    command = unprivileged(fetching(server, tmp_path / "state", target))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    for path in folders:
        path.chmod(0o700 if path.is_dir() else 0o600)
    assert done.returncode in (73, 74), done.stderr
    assert "denied" in done.stderr
    assert (server / "uid-9").exists()
    assert Counter(mails_in(target)) == before == Counter(mails.values())
