"""Running the fetching program under strace, to watch its calls or to spoil one."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is missing: apt-get install strace"
)


def fetching(server: Path, states: Path, target: str) -> list[str]:
    """Return the command line of a run that fetches and deletes."""
    module = "tests.shell.delivery.fetching"
    return [sys.executable, "-m", module, str(server), str(states), target]


def traced(
    options: list[str], command: list[str], log: Path
) -> "subprocess.CompletedProcess[str]":
    """Run `command` under strace, whose own output goes to `log`."""
    strace = ["strace", "-f", "-y", "-qq", "-o", str(log), *options]
    return subprocess.run(
        [*strace, *command], capture_output=True, text=True, timeout=60, check=False
    )
