"""What is saved stays in its folder, replaces nothing, and is whole or not there."""

import errno
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shell.disk import Disk
from shell.exits import ExitCode, ShellError
from shell.saving import save


def test_an_attachment_is_saved(tmp_path: Path) -> None:
    path = save(tmp_path / "new" / "folder", "报告.pdf", [b"ab", b"", b"c"], Disk())
    assert path == tmp_path / "new" / "folder" / "报告.pdf"
    assert path.read_bytes() == b"abc"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_names_that_are_taken_get_numbers(tmp_path: Path) -> None:
    names = [save(tmp_path, "a.txt", [b"x"], Disk()).name for _ in range(3)]
    assert names == ["a.txt", "a-2.txt", "a-3.txt"]


def test_what_was_there_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"mine")
    save(tmp_path, "a.txt", [b"theirs"], Disk())
    assert (tmp_path / "a.txt").read_bytes() == b"mine"


@pytest.mark.parametrize("target", ["/etc/hostname", "nowhere"])
def test_no_link_is_followed(tmp_path: Path, target: str) -> None:
    (tmp_path / "a.txt").symlink_to(target)
    path = save(tmp_path, "a.txt", [b"x"], Disk())
    assert path.name == "a-2.txt"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("wish", ["../up.txt", "/tmp/up.txt", "..\\up.txt"])
def test_nothing_leads_out(tmp_path: Path, wish: str) -> None:
    folder = tmp_path / "inner"
    assert save(folder, wish, [b"x"], Disk()) == folder / "up.txt"
    assert list(tmp_path.iterdir()) == [folder]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.sampled_from("./\\-: \0\u202ea\ud800") | st.characters(), max_size=80)
)
def test_any_wish_stays_in_its_folder(memory_path: Path, wish: str) -> None:
    folder = memory_path / "inner"
    path = save(folder, wish, [b"x"], Disk())
    assert path.parent == folder
    assert list(folder.iterdir()) == [path]
    assert list(memory_path.iterdir()) == [folder]
    path.unlink()


class FullDisk(Disk):
    def write(self, file: int, octets: bytes) -> None:
        if octets == b"last":
            raise OSError(errno.ENOSPC, "No space left on device")
        super().write(file, octets)


def test_a_partial_file_is_removed(tmp_path: Path) -> None:
    with pytest.raises(ShellError) as caught:
        save(tmp_path, "a.txt", [b"first", b"last"], FullDisk())
    assert caught.value.exit is ExitCode.IO
    assert not list(tmp_path.iterdir())


def test_an_interruption_leaves_no_partial_file(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"first"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        save(tmp_path, "a.txt", pieces(), Disk())
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ShellError) as caught:
        save(tmp_path / "file" / "x", "a.txt", [b""], Disk())
    assert caught.value.exit is ExitCode.CANNOT_CREATE
