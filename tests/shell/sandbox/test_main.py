"""The sandbox as `python -m shell.sandbox` starts it."""

import socket
from pathlib import Path

import pytest

from shell.exits import ExitCode
from shell.sandbox import __main__ as sandbox
from shell.sandbox.server import Ports


def test_a_port_in_use_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        monkeypatch.setattr(sandbox, "PORTS", Ports(smtp=number, pop3=0))
        assert sandbox.main() == ExitCode.TEMPORARY
    told = capsys.readouterr()
    assert told.err == (
        f"sandbox: 127.0.0.1, ports {number} and 0: Address already in use\n"
    )
    assert told.out == ""


def test_a_folder_that_cannot_be_made_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(sandbox, "PORTS", Ports(0, 0))
    assert sandbox.main() == ExitCode.TEMPORARY
    assert capsys.readouterr().err.startswith(f"sandbox: {tmp_path / 'file'}")
