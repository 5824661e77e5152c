"""A batch: what is settled is stored, what is known is not stored again."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from shell.delivery.entry import Arrival, Entry
from shell.identity import digest_key, login_tag, message_key
from tests.shell.delivery.batches import KINDS, MAIL, batch_into, deliver, stored
from tests.shell.delivery.fetching import LOGIN
from tests.shell.delivery.looking import leftovers, mails_in


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
