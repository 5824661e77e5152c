"""What is in the way of a message, or fails under it, takes nothing else with it."""

import errno
from collections import Counter
from pathlib import Path

import pytest

from shell.delivery.entry import Entry
from shell.delivery.recovery import open_batch
from shell.delivery.store import Digest
from shell.delivery.target import parse_target
from shell.disk import Disk
from shell.exits import ExitCode, ShellError
from shell.identity import login_tag, message_key
from shell.records import Unsettled
from shell.state import open_state
from tests.shell.delivery.batches import KINDS, MAIL, batch_into, deliver, stored
from tests.shell.delivery.fetching import LOGIN
from tests.shell.delivery.looking import leftovers, mails_in


class SpoiltDisk(Disk):
    """A Disk where a file that holds the word EVIL cannot be written or synced."""

    def __init__(self, call: str) -> None:
        self.call = call
        self.evil: set[int] = set()

    def write(self, file: int, octets: bytes) -> None:
        if b"EVIL" in octets:
            self.evil.add(file)
            if self.call == "write":
                raise OSError(errno.ENOSPC, "No space left on device")
        super().write(file, octets)

    def sync(self, file: int) -> None:
        if self.call == "sync" and file in self.evil:
            self.evil.discard(file)
            raise OSError(errno.EIO, "Input/output error")
        super().sync(file)


def test_a_failed_sync_is_final_for_its_file_alone(tmp_path: Path) -> None:
    target = f"maildir:{tmp_path}/mail"
    with batch_into(tmp_path, target, SpoiltDisk("sync")) as (state, batch):
        deliver(batch, "a")
        deliver(batch, "b", b"EVIL")
        deliver(batch, "c", MAIL + b"more")
        outcome = batch.settle()
        assert outcome.error is not None
        assert outcome.error.exit is ExitCode.IO
        assert [each.entry.unique_id for each in outcome.delivered] == ["a", "c"]
        assert not state.marks().is_stored("b", 4)
    assert Counter(mails_in(target)) == Counter([MAIL, MAIL + b"more"])
    assert not leftovers(tmp_path)


def test_a_full_disk_keeps_what_came_before(tmp_path: Path) -> None:
    target = f"dir:{tmp_path}/mail"
    with batch_into(tmp_path, target, SpoiltDisk("write")) as (_, batch):
        deliver(batch, "a")
        batch.begin(Entry(2, "b", 4))
        with pytest.raises(ShellError) as caught:
            batch.write(b"EVIL")
        assert caught.value.exit is ExitCode.IO
        assert [each.entry.unique_id for each in stored(batch)] == ["a"]
    assert mails_in(target) == [MAIL]
    assert not leftovers(tmp_path)


@pytest.mark.parametrize("there", [b"somebody else's", MAIL])
def test_a_file_in_the_way_is_not_overwritten(tmp_path: Path, there: bytes) -> None:
    target = f"dir:{tmp_path}/mail"
    name = f"{login_tag(LOGIN)}.{message_key(LOGIN, 'a')}.{head_of(MAIL)}.eml"
    with batch_into(tmp_path, target) as (_, batch):
        deliver(batch, "a")
        (tmp_path / "mail" / name).write_bytes(there)
        (delivered,) = stored(batch)
    assert (tmp_path / "mail" / name).read_bytes() == there
    assert Path(delivered.path).read_bytes() == MAIL
    assert len(mails_in(target)) == len({there, MAIL})
    assert not leftovers(tmp_path)


def head_of(octets: bytes) -> str:
    digest = Digest()
    digest.update(octets)
    return digest.head[:8]


class LinklessDisk(Disk):
    def link(self, folder: int, name: str, into: int, new_name: str) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_system_without_links(tmp_path: Path, kind: str) -> None:
    target = f"{kind}:{tmp_path}/mail"
    with batch_into(tmp_path, target, LinklessDisk()) as (_, batch):
        deliver(batch, "a")
        deliver(batch, "b", MAIL + b"b")
        assert len(stored(batch)) == 2
    assert Counter(mails_in(target)) == Counter(
        [MAIL, MAIL + b"b\r\n" if kind == "mbox" else MAIL + b"b"]
    )
    assert not leftovers(tmp_path)


def test_a_target_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with open_state(tmp_path / "state", LOGIN, Disk()) as state:
        for kind in KINDS:
            target = parse_target(f"{kind}:{tmp_path}/file/mail")
            with pytest.raises(ShellError) as caught:
                open_batch(state, target, Disk())
            assert caught.value.exit is ExitCode.CANNOT_CREATE


def test_a_run_that_ends_well_leaves_no_note(tmp_path: Path) -> None:
    with batch_into(tmp_path, f"maildir:{tmp_path}/mail") as (state, batch):
        deliver(batch, "a")
        assert state.unsettled() == (Unsettled(f"maildir:{tmp_path}/mail", None, ()),)
        stored(batch)
    with open_state(tmp_path / "state", LOGIN, Disk()) as state:
        assert state.unsettled() == ()
