"""A program whose folder is on a file system that is too small for its work."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

# In a name space of its own: what is on the small disk is copied out at the end.
SCRIPT = """
mount -t tmpfs -o size=$1k small "$2" || exit 99
small=$2; kept=$3; shift 3
"$@"; code=$?
cp -a "$small/." "$kept"
exit $code
"""


def can_mount() -> bool:
    """Return whether a file system may be mounted in a name space of one's own."""
    if shutil.which("unshare") is None:
        return False
    command = ["unshare", "-Urm", "mount", "-t", "tmpfs", "x", "/mnt"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


needs_mount = pytest.mark.skipif(
    not can_mount(), reason="unshare -Urm and mount are not allowed"
)


def on_small_disk(
    folder: Path,
    size: int,
    argv: Sequence[str],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> "subprocess.CompletedProcess[str]":
    """Run `argv` with a new `folder` on a disk of `size` kB, whose files stay in it."""
    kept = folder.with_name(f"{folder.name}.kept")
    folder.mkdir()
    kept.mkdir()
    script = ["unshare", "-Urm", "sh", "-c", SCRIPT, "sh", str(size)]
    done = subprocess.run(
        [*script, str(folder), str(kept), *argv],
        capture_output=True,
        text=True,
        cwd=cwd,
        env=env,
        timeout=60,
        check=False,
    )
    folder.rmdir()
    kept.rename(folder)
    return done
