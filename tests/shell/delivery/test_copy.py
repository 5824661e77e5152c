"""A copy of what was sent: whole in its target, or not there."""

import errno
from pathlib import Path

import pytest

from shell.delivery.copy import deliver_copy
from shell.delivery.target import Output, parse_target
from shell.disk import Disk
from shell.exits import ExitCode, ShellError
from tests.shell.delivery.looking import leftovers, mails_in

PIECES = (b"Subject: x\r\n\r\n", b"hello\r\n")


@pytest.mark.parametrize("kind", ["maildir", "dir", "mbox"])
def test_a_copy(tmp_path: Path, kind: str) -> None:
    target = f"{kind}:{tmp_path}/sent"
    path = deliver_copy(parse_target(target), PIECES, tmp_path / "state", Disk())
    assert Path(path).exists()
    assert mails_in(target) == [b"".join(PIECES)]
    deliver_copy(parse_target(target), PIECES, tmp_path / "state", Disk())
    assert len(mails_in(target)) == (2 if kind == "mbox" else 1)
    assert not leftovers(tmp_path)


def test_a_copy_to_a_program(tmp_path: Path) -> None:
    target = parse_target(f"pipe:cp /dev/stdin {tmp_path}/out")
    assert deliver_copy(target, PIECES, tmp_path / "state", Disk()) == ""
    assert (tmp_path / "out").read_bytes() == b"".join(PIECES)


def test_a_copy_to_standard_output(tmp_path: Path) -> None:
    out: list[bytes] = []
    deliver_copy(Output(), PIECES, tmp_path, Disk(), out.append)
    assert b"".join(out) == b"".join(PIECES)


class FailingSync(Disk):
    def sync(self, file: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    def sync_path(self, path: Path) -> None:
        pass


@pytest.mark.parametrize("kind", ["maildir", "dir", "mbox"])
def test_a_copy_that_fails_leaves_nothing(tmp_path: Path, kind: str) -> None:
    target = f"{kind}:{tmp_path}/sent"
    with pytest.raises(ShellError) as caught:
        deliver_copy(parse_target(target), PIECES, tmp_path / "state", FailingSync())
    assert caught.value.exit is ExitCode.IO
    assert not mails_in(target)
    assert not leftovers(tmp_path)
