"""The journal of what was sent: synced line by line, read although torn."""

import stat
from pathlib import Path

import pytest

from shell import journal
from shell.disk import Disk
from shell.exits import ExitCode, ShellError
from shell.journal import Journal, Stage


def test_the_last_line_counts(tmp_path: Path) -> None:
    book = Journal(tmp_path / "deep", Disk())
    assert book.last("<a@b>") is None
    book.note("<a@b>", "mail.example.org:465", Stage.POURING)
    book.note("<c@d>", "mail.example.org:465", Stage.POURING)
    book.note("<a@b>", "mail.example.org:465", Stage.TAKEN)
    book.close()
    line = Journal(tmp_path / "deep", Disk()).last("<a@b>")
    assert line is not None
    assert (line.stage, line.server) == (Stage.TAKEN, "mail.example.org:465")
    assert line.at[10] == "T"
    path = tmp_path / "deep" / "sent.jsonl"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


class WatchedDisk(Disk):
    def __init__(self) -> None:
        self.calls: list[str] = []

    def write(self, file: int, octets: bytes) -> None:
        self.calls.append("write")
        super().write(file, octets)

    def sync(self, file: int) -> None:
        self.calls.append("sync")
        super().sync(file)


def test_each_line_is_synced(tmp_path: Path) -> None:
    disk = WatchedDisk()
    book = Journal(tmp_path, disk)
    book.note("<a@b>", "s:25", Stage.POURING)
    disk.calls.clear()
    book.note("<a@b>", "s:25", Stage.UNCERTAIN)
    book.close()
    assert disk.calls == ["write", "sync"]


@pytest.mark.parametrize("torn", [b'{"at": "2026', b"\xff\xfe", b"[1]\n", b"{}\n3\n"])
def test_a_torn_line_says_nothing(tmp_path: Path, torn: bytes) -> None:
    (tmp_path / "sent.jsonl").write_bytes(torn)
    book = Journal(tmp_path, Disk())
    assert book.last("<a@b>") is None
    book.note("<a@b>", "s:25", Stage.REFUSED)
    book.close()
    line = book.last("<a@b>")
    assert line is not None
    assert line.stage is Stage.REFUSED


def test_a_message_id_may_hold_anything(tmp_path: Path) -> None:
    book = Journal(tmp_path, Disk())
    name = '<"\n\x1b\ud800报"@x>'
    book.note(name, "s:25", Stage.TAKEN)
    book.close()
    assert len((tmp_path / "sent.jsonl").read_bytes().splitlines()) == 1
    assert book.last(name) is not None


def test_a_long_journal_is_put_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "LARGEST", 300)
    for number in range(20):
        book = Journal(tmp_path, Disk())
        book.note(f"<{number}@b>", "s:25", Stage.TAKEN)
        book.close()
    assert book.last("<19@b>")
    assert book.last("<17@b>")
    assert book.last("<1@b>") is None
    assert len(list(tmp_path.iterdir())) == 2


def test_a_journal_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ShellError) as caught:
        Journal(tmp_path / "file", Disk()).note("<a@b>", "s:25", Stage.POURING)
    assert caught.value.exit is ExitCode.IO
