"""Two workers and a killed one: what `cluster` saw, in the packages of examples/.

`make examples` installs these; without them nothing here can run.
"""

import json
import subprocess
from pathlib import Path

import pytest

from tests.servers.record import missing

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / "build" / "venv-examples" / "bin" / "python"

pytestmark = pytest.mark.deep


def ran(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    if not PYTHON.exists():
        missing("build/venv-examples is missing: make examples")
    return subprocess.run(
        [PYTHON, *arguments],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_killed_workers_lose_and_double_nothing(tmp_path: Path) -> None:
    done = ran("-m", "tests.examples.cluster", tmp_path)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert len(seen.pop("killed")) >= 2
    assert seen.pop("parts") > 20
    assert seen == {
        "messages": 4_700,
        "here": True,
        "after": True,
        "left": 0,
        "cluster": True,
        "refused": "FileNotFoundError",
        "names": ["cluster", "here", "killed", "mail"],
    }


def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"From: a@b.example\n\nhello\n")
    (tmp_path / "notes.txt").write_bytes(b"no mail")
    command = ("examples/archive_to_parquet.py", "--workers", "1", tmp_path)
    done = ran(*command, tmp_path / "table")
    assert done.returncode == 0, done.stderr
    assert "left out, since no mail: 1 file\n" in done.stderr
    assert "1 message, 0.0 MB, 1 part in " in done.stderr
    done = ran(*command, tmp_path / "table")
    assert done.returncode == 1
    assert done.stderr.endswith(f"error: {tmp_path}/table is there already\n")
    assert ran(*command).returncode == 2
