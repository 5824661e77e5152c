import errno
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from shell.delivery.batch import Batch
from shell.delivery.entry import SLACK, Arrival, Delivered, Entry, ceiling
from shell.delivery.recovery import open_batch
from shell.delivery.store import Digest
from shell.delivery.target import parse_target
from shell.disk import Disk
from shell.exits import ExitCode, ShellError
from shell.identity import digest_key, login_tag, message_key
from shell.records import Unsettled
from shell.state import State, open_state
from tests.shell.delivery.fetching import LOGIN
from tests.shell.delivery.looking import leftovers, mails_in

MAIL = b"Subject: one\r\n\r\nhello\r\n"
KINDS = ("maildir", "dir", "mbox")


@contextmanager
def batch_into(
    home: Path, target: str, disk: Disk | None = None
) -> Iterator[tuple[State, Batch]]:
    disk = disk or Disk()
    with open_state(home / "state", LOGIN, disk) as state:
        batch, _ = open_batch(state, parse_target(target), disk)
        with batch:
            yield state, batch


def deliver(
    batch: Batch, unique_id: str | None, octets: bytes = MAIL, size: int | None = None
) -> Arrival:
    listed = len(octets) if size is None else size
    batch.begin(Entry(1, unique_id, listed))
    assert batch.write(octets)
    return batch.finish()


def stored(batch: Batch) -> tuple[Delivered, ...]:
    outcome = batch.settle()
    assert outcome.error is None
    return outcome.delivered


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_settled_is_stored(tmp_path: Path, kind: str) -> None:
    target = f"{kind}:{tmp_path}/mail"
    with batch_into(tmp_path, target) as (state, batch):
        assert deliver(batch, "a") is Arrival.NEW
        assert not mails_in(target)
        assert not state.marks().is_stored("a", len(MAIL))
        (delivered,) = stored(batch)
        assert delivered.entry.unique_id == "a"
        assert delivered.size == len(MAIL)
        assert delivered.target == target
        assert not delivered.known
        assert Path(delivered.path).exists()
        assert state.marks().is_stored("a", len(MAIL))
        assert state.stored(message_key(LOGIN, "a"))[0].path == delivered.path
        assert stored(batch) == ()
    assert mails_in(target) == [MAIL]
    assert not leftovers(tmp_path)


@pytest.mark.parametrize("kind", ["maildir", "dir"])
def test_octets_stay_as_they_came(tmp_path: Path, kind: str) -> None:
    target = f"{kind}:{tmp_path}/mail"
    octets = b"\0\r\r\n\n.\r\n\xff" * 5_000 + b"no line end"
    with batch_into(tmp_path, target) as (_, batch):
        deliver(batch, "a", octets)
        stored(batch)
    assert mails_in(target) == [octets]


def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    with batch_into(tmp_path, f"maildir:{tmp_path}/mail") as (_, batch):
        deliver(batch, "a")
        (delivered,) = stored(batch)
    path = Path(delivered.path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.parent.parent.stat().st_mode & 0o777 == 0o700


def test_names_hold_no_unique_id(tmp_path: Path) -> None:
    hostile = "../../../../etc/x"
    with batch_into(tmp_path, f"dir:{tmp_path}/mail") as (_, batch):
        deliver(batch, hostile)
        (delivered,) = stored(batch)
    path = Path(delivered.path)
    assert path.parent == tmp_path / "mail"
    tag, key = login_tag(LOGIN), message_key(LOGIN, hostile)
    assert path.name.startswith(f"{tag}.{key}.")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_settled_leaves_no_trace(tmp_path: Path, kind: str) -> None:
    target = f"{kind}:{tmp_path}/mail"
    with batch_into(tmp_path, target) as (_, batch):
        deliver(batch, "a")
        batch.begin(Entry(2, "b", 9))
        batch.write(b"half of it")
    assert not mails_in(target)
    assert not leftovers(tmp_path)


def test_an_abandoned_message_leaves_no_trace(tmp_path: Path) -> None:
    target = f"dir:{tmp_path}/mail"
    with batch_into(tmp_path, target) as (_, batch):
        batch.begin(Entry(1, "a", 9))
        batch.write(b"half of it")
        batch.abandon()
        batch.abandon()
        assert not batch.write(b"the rest")
        deliver(batch, "b")
        assert [each.entry.unique_id for each in stored(batch)] == ["b"]
    assert mails_in(target) == [MAIL]


def test_a_message_past_its_limit_is_abandoned(tmp_path: Path) -> None:
    target = f"maildir:{tmp_path}/mail"
    with batch_into(tmp_path, target) as (_, batch):
        batch.begin(Entry(1, "a", 9), limit=10)
        assert batch.write(b"x" * 10)
        assert not batch.write(b"x")
        with pytest.raises(ValueError, match="begun"):
            batch.finish()
        assert stored(batch) == ()
    assert not leftovers(tmp_path)


@pytest.mark.parametrize(
    ("listed", "most", "room", "limit"),
    [
        (10, None, None, SLACK),
        (SLACK, None, None, 2 * SLACK),
        (10, 500, None, 500),
        (10, None, 400, 400),
        (10, 500, 400, 400),
        (None, None, None, None),
        (None, 7, None, 7),
    ],
)
def test_the_limit_of_a_message(
    listed: int | None, most: int | None, room: int | None, limit: int | None
) -> None:
    assert ceiling(listed, most, room) == limit


def test_a_batch_is_due_when_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However long it takes to write them.
    monkeypatch.setattr("shell.delivery.batch.monotonic", lambda: 100.0)
    with batch_into(tmp_path, f"dir:{tmp_path}/mail") as (_, batch):
        assert not batch.due()
        for number in range(64):
            assert not batch.due()
            deliver(batch, str(number))
        assert batch.due()
        assert len(stored(batch)) == 64
        assert not batch.due()


def test_a_batch_is_due_after_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [100.0]
    monkeypatch.setattr("shell.delivery.batch.monotonic", lambda: moment[0])
    with batch_into(tmp_path, f"dir:{tmp_path}/mail") as (_, batch):
        deliver(batch, "a")
        assert not batch.due()
        moment[0] += 1
        assert batch.due()


# -- identity --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_message_again_is_known(tmp_path: Path, kind: str) -> None:
    target = f"{kind}:{tmp_path}/mail"
    with batch_into(tmp_path, target) as (state, batch):
        deliver(batch, "a", size=20)
        stored(batch)
        assert deliver(batch, "a", size=30) is Arrival.KNOWN
        (again,) = stored(batch)
        assert again.known
        assert Path(again.path).exists()
        assert state.marks().is_stored("a", 30)
        assert not state.marks().is_stored("a", 20)
    assert mails_in(target) == [MAIL]


@pytest.mark.parametrize("kind", KINDS)
def test_another_message_under_one_unique_id_is_kept_beside(
    tmp_path: Path, kind: str
) -> None:
    target = f"{kind}:{tmp_path}/mail"
    other = MAIL.replace(b"one", b"two")
    with batch_into(tmp_path, target) as (state, batch):
        deliver(batch, "a", size=20)
        stored(batch)
        assert deliver(batch, "a", other, size=30) is Arrival.NEW
        stored(batch)
        assert state.marks().is_stored("a", 20)
        assert state.marks().is_stored("a", 30)
    assert Counter(mails_in(target)) == Counter([MAIL, other])


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_without_unique_id_is_known_by_its_digest(
    tmp_path: Path, kind: str
) -> None:
    target = f"{kind}:{tmp_path}/mail"
    with batch_into(tmp_path, target) as (state, batch):
        assert deliver(batch, None) is Arrival.NEW
        assert deliver(batch, None) is Arrival.KNOWN
        both = stored(batch)
        assert len(both) == 2
        assert {each.path for each in both} == {both[0].path}
        assert deliver(batch, None) is Arrival.KNOWN
        assert deliver(batch, None, MAIL + b"more\r\n") is Arrival.NEW
        stored(batch)
        assert state.stored(digest_key(LOGIN, both[0].sha256))
    assert len(mails_in(target)) == 2


# -- failures --------------------------------------------------------------------------


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
        batch.close = lambda: None  # type: ignore[method-assign]  # closed by hand
        Batch.close(batch)
        assert state.unsettled() == ()


LARGE = """
import resource, sys
from pathlib import Path
from shell.delivery.entry import Entry
from shell.delivery.recovery import open_batch
from shell.delivery.target import parse_target
from shell.disk import Disk
from shell.state import open_state
home, target = Path(sys.argv[1]), sys.argv[2]
with open_state(home / "state", "me@x", Disk()) as state:
    batch, _ = open_batch(state, parse_target(target), Disk())
    with batch:
        batch.begin(Entry(1, "a", 1))
        for _ in range(300):
            batch.write((b"From the line\\r\\n" + b"x" * 900 + b"\\r\\n") * 900)
        batch.finish()
        assert batch.settle().error is None
status = Path("/proc/self/status")
# The rusage of a new program still counts what started it.
print(status.read_text().split("VmHWM:")[1].split()[0] if status.exists() else
      resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_memory_is_bounded(memory_path: Path, kind: str) -> None:
    target = f"{kind}:{memory_path}/mail"
    command = [sys.executable, "-c", LARGE, str(memory_path), target]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) * 1_024 < 64_000_000
