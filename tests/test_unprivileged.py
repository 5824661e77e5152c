"""Modes hold for what is started without root's power."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.unprivileged import unprivileged

WRITE = "import sys; open(sys.argv[1], 'w').close()"
LISTEN = "import socket; socket.create_server(('127.0.0.1', 0)).close()"


def run(program: str, *arguments: str) -> int:
    argv = [sys.executable, "-c", program, *arguments]
    return subprocess.run(
        unprivileged(argv), check=False, capture_output=True, timeout=30
    ).returncode


@pytest.mark.parametrize(("mode", "code"), [(0o555, 1), (0o755, 0)])
def test_a_folder_keeps_its_mode(tmp_path: Path, mode: int, code: int) -> None:
    tmp_path.chmod(mode)
    try:
        assert run(WRITE, str(tmp_path / "file")) == code
    finally:
        tmp_path.chmod(0o755)


@pytest.mark.parametrize(("mode", "code"), [(0o400, 1), (0o600, 0)])
def test_a_file_keeps_its_mode(tmp_path: Path, mode: int, code: int) -> None:
    file = tmp_path / "file"
    file.touch(mode=mode)
    assert run(WRITE, str(file)) == code


def test_loopback_is_within_reach() -> None:
    assert run(LISTEN) == 0
