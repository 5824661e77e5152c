"""A message that was not sent is kept with its envelope, and loaded again."""

import errno
import stat
from pathlib import Path

import pytest

from shell.disk import Disk
from shell.exits import ExitCode, Kind, ShellError
from shell.unsent import LARGEST, Unsent, drop_kept, keep, last_kept, load_kept

UNSENT = Unsent(
    account="qq",
    server="smtps://smtp.qq.com",
    message_id="<1@qq.com>",
    reverse_path="12345@qq.com",
    forward_paths=("a@example.org", "b@例子.example"),
    options={"notify": "failure,delay"},
    command=("send", "-s", "报告", "a@example.org"),
    folder="/home/me",
    draft=b"\0\xff text",
)


def test_a_message_is_kept_with_its_envelope(tmp_path: Path) -> None:
    kept = keep(tmp_path, UNSENT, [b"Subject: x\r\n", b"\r\nhi\r\n"], 18, Disk())
    assert kept.path.suffix == ".eml"
    assert kept.path.read_bytes() == b"Subject: x\r\n\r\nhi\r\n"
    assert last_kept(tmp_path) == kept
    assert load_kept(kept.path) == kept
    assert load_kept(kept.path.with_suffix(".json")) == kept
    assert kept.unsent == UNSENT
    modes = {stat.S_IMODE(path.stat().st_mode) for path in kept.path.parent.iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE(kept.path.parent.stat().st_mode) == 0o700


def test_a_large_message_is_kept_by_its_command_line(tmp_path: Path) -> None:
    pieces = iter([b"never", b"read"])
    kept = keep(tmp_path, UNSENT, pieces, LARGEST + 1, Disk())
    assert list(pieces) == [b"never", b"read"]
    assert kept.message is None
    assert kept.path.suffix == ".json"
    again = last_kept(tmp_path)
    assert again == kept
    assert again.unsent.command == UNSENT.command
    assert again.unsent.draft == UNSENT.draft


def test_the_last_one_is_the_one_kept_last(tmp_path: Path) -> None:
    assert last_kept(tmp_path) is None
    keep(tmp_path, UNSENT, [b"one"], 3, Disk())
    second = keep(tmp_path, UNSENT, [b"two"], 3, Disk())
    assert last_kept(tmp_path) == second


def test_what_was_sent_is_dropped(tmp_path: Path) -> None:
    first = keep(tmp_path, UNSENT, [b"one"], 3, Disk())
    second = keep(tmp_path, UNSENT, [b"two"], 3, Disk())
    drop_kept(second, Disk())
    assert last_kept(tmp_path) == first
    drop_kept(second, Disk())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"v": 2}',
        '{"v":1,"account":3}',
        '{"v":1,"account":null,"server":"","message_id":"","from":"","to":[1]}',
        '{"v":1,"account":null,"server":"","message_id":"","from":"","to":[],"options":[]}',
    ],
)
def test_what_was_not_kept_by_us(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text)
    (tmp_path / "x.eml").write_text("")
    with pytest.raises(ShellError) as caught:
        load_kept(tmp_path / "x.eml")
    assert caught.value.kind is Kind.INPUT


def test_a_message_without_its_envelope(tmp_path: Path) -> None:
    (tmp_path / "x.eml").write_text("")
    with pytest.raises(ShellError) as caught:
        load_kept(tmp_path / "x.eml")
    assert caught.value.exit is ExitCode.NO_INPUT


class FailingSync(Disk):
    def __init__(self, when: int) -> None:
        self.left = when

    def sync(self, file: int) -> None:
        self.left -= 1
        if self.left == 0:
            raise OSError(errno.EIO, "Input/output error")
        super().sync(file)


@pytest.mark.parametrize("when", [1, 2, 3])
def test_a_failure_leaves_nothing(tmp_path: Path, when: int) -> None:
    (tmp_path / "unsent").mkdir(mode=0o700)
    with pytest.raises(ShellError) as caught:
        keep(tmp_path, UNSENT, [b"one"], 3, FailingSync(when))
    assert caught.value.exit is ExitCode.IO
    assert not list((tmp_path / "unsent").iterdir())


def test_what_is_not_there_is_named_as_it_was_typed(tmp_path: Path) -> None:
    with pytest.raises(ShellError) as missing:
        load_kept(tmp_path / "x.eml")
    assert f"cannot read {tmp_path / 'x.eml'}: " in missing.value.what
