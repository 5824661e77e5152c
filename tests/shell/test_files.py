"""Files that are attached or read: found, unchanged, and in bounded pieces."""

import base64
import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from core.mime.serialize import FilePiece
from shell.exits import ExitCode, ShellError
from shell.files import (
    LocalFile,
    blocks,
    find_file,
    octets_of,
    open_source,
    read_whole,
)
from tests.unprivileged import unprivileged


def written(path: Path, octets: bytes) -> LocalFile:
    path.write_bytes(octets)
    return find_file(path)


def test_a_file_is_found(tmp_path: Path) -> None:
    file = written(tmp_path / "report.pdf", b"%PDF-1.7")
    assert (file.name, file.media_type, file.size) == (
        "report.pdf",
        "application/pdf",
        8,
    )


@pytest.mark.parametrize("size", [0, 1, 57, 58_368, 58_369, 200_000])
def test_blocks_are_the_file(tmp_path: Path, size: int) -> None:
    octets = os.urandom(size)
    file = written(tmp_path / "x", octets)
    assert b"".join(blocks(file)) == octets
    assert {len(block) for block in list(blocks(file))[:-1]} <= {58_368}
    assert b"".join(blocks(file, 7_000)) == octets


def test_a_message_with_files(tmp_path: Path) -> None:
    octets = os.urandom(150_001)
    file = written(tmp_path / "x.bin", octets)
    pieces = (b"head\r\n\r\n", FilePiece("a", file.size), b"\r\n--end--\r\n")
    message = b"".join(octets_of(pieces, {"a": file}))
    assert message.startswith(b"head\r\n\r\n")
    assert message.endswith(b"--end--\r\n")
    body = message[8:-11]
    assert base64.b64decode(body) == octets
    assert max(map(len, body.split(b"\r\n"))) == 76


def test_a_folder_is_refused_with_advice(tmp_path: Path) -> None:
    with pytest.raises(ShellError) as caught:
        find_file(tmp_path)
    assert caught.value.exit is ExitCode.NO_INPUT
    assert "tar -czf" in str(caught.value)


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ShellError) as caught:
        find_file(tmp_path / "pipe")
    assert caught.value.exit is ExitCode.NO_INPUT
    assert "pipe" in str(caught.value)


def test_a_device_is_refused() -> None:
    with pytest.raises(ShellError) as caught:
        find_file(Path("/dev/zero"))
    assert caught.value.exit is ExitCode.NO_INPUT
    assert "device" in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ShellError) as caught:
        find_file(tmp_path / "none.txt")
    assert caught.value.exit is ExitCode.NO_INPUT
    assert "none.txt" in str(caught.value)


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"x")
    path.chmod(0)
    program = (
        "import sys; from pathlib import Path; from shell.files import find_file\n"
        "from shell.exits import ShellError\n"
        "try: find_file(Path(sys.argv[1]))\n"
        "except ShellError as error: print(error); sys.exit(error.exit)"
    )
    command = unprivileged([sys.executable, "-c", program, str(path)])
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 66
    assert "Permission denied" in done.stdout


@pytest.mark.parametrize("change", ["grow", "shrink", "rewrite", "replace"])
def test_a_file_that_changed_before_it_is_read(tmp_path: Path, change: str) -> None:
    path = tmp_path / "x"
    file = written(path, b"x" * 100)
    match change:
        case "grow":
            path.write_bytes(b"x" * 101)
        case "shrink":
            path.write_bytes(b"x" * 99)
        case "rewrite":
            path.write_bytes(b"y" * 100)
            os.utime(path, ns=(1, 1))
        case _:
            (tmp_path / "y").write_bytes(b"x" * 100)
            (tmp_path / "y").replace(path)
    with pytest.raises(ShellError) as caught:
        list(blocks(file))
    assert "changed while it was read" in str(caught.value)


@pytest.mark.parametrize("size", [30, 100])
def test_a_file_that_changes_while_it_is_read(tmp_path: Path, size: int) -> None:
    path = tmp_path / "x"
    reading = blocks(written(path, b"x" * 90), 40)
    assert next(reading) == b"x" * 40
    os.truncate(path, size)
    with pytest.raises(ShellError) as caught:
        list(reading)
    assert "changed" in str(caught.value)


@pytest.mark.parametrize(
    ("octets", "name"),
    [
        ("报告.pdf".encode(), "报告.pdf"),
        ("报告.pdf".encode("gb18030"), "报告.pdf"),
        (b"two\nlines.txt", "two_lines.txt"),
    ],
)
def test_names(tmp_path: Path, octets: bytes, name: str) -> None:
    path = tmp_path / os.fsdecode(octets)
    assert written(path, b"").name == name


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    text = io.TextIOWrapper(io.BytesIO(b"To: a@b\n\nhi\n"))
    monkeypatch.setattr(sys, "stdin", text)
    assert read_whole("-") == b"To: a@b\n\nhi\n"


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"x" * 200_000,))
    writer.start()
    assert open_source(str(path)) == b"x" * 200_000
    writer.join()


def test_a_large_source_is_mapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large.eml"
    path.write_bytes(b"Subject: x\r\n\r\n")
    monkeypatch.setattr("shell.files.WHOLE", 5)
    source = open_source(str(path))
    assert not isinstance(source, bytes)
    assert source[:] == b"Subject: x\r\n\r\n"
    assert source.find(b"\r\n\r\n") == 10


@pytest.mark.parametrize("read", [read_whole, open_source])
def test_what_cannot_be_read(tmp_path: Path, read: Callable[[str], object]) -> None:
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(ShellError) as caught:
            read(str(path))
        assert caught.value.exit is ExitCode.NO_INPUT
