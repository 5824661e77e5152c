"""What a later run finds after one that was cut off, or after the state was lost."""

from collections import Counter
from pathlib import Path

import pytest

from shell.delivery.maildir import locate
from shell.delivery.recovery import open_batch, rebuild, recover
from shell.delivery.store import Recovery
from shell.delivery.target import parse_target
from shell.disk import Disk
from shell.exits import Kind, ShellError
from shell.identity import login_tag, message_key
from shell.records import Unsettled
from shell.state import open_state
from tests.shell.delivery.fetching import LOGIN, fetch, filled
from tests.shell.delivery.looking import leftovers, mails_in


def fetched(home: Path, target: str, count: int = 5) -> dict[str, bytes]:
    """Fetch from a server that keeps all; return what it holds."""
    mails = filled(home / "server", count)
    fetch(home / "server", home / "state", target, Disk(), delete=False)
    return mails


def lose_the_state(home: Path, *, to: bytes | None = None) -> None:
    for path in (home / "state").iterdir():
        path.unlink()
        if to is not None:
            path.write_bytes(to)


def again(home: Path, target: str) -> Recovery:
    return fetch(home / "server", home / "state", target, Disk(), delete=False)


@pytest.mark.parametrize("kind", ["maildir", "dir"])
@pytest.mark.parametrize("damage", [None, b"not a database"])
def test_a_lost_state_is_rebuilt(
    tmp_path: Path, kind: str, damage: bytes | None
) -> None:
    target = f"{kind}:{tmp_path}/mail"
    mails = fetched(tmp_path, target)
    lose_the_state(tmp_path, to=damage)
    recovery = again(tmp_path, target)
    assert len(recovery.found) == 5
    assert not recovery.doubtful
    assert Counter(mails_in(target)) == Counter(mails.values())
    assert again(tmp_path, target) == Recovery()


def test_what_a_reader_has_moved_is_found(tmp_path: Path) -> None:
    target = f"maildir:{tmp_path}/mail"
    mails = fetched(tmp_path, target)
    new, cur = tmp_path / "mail/new", tmp_path / "mail/cur"
    moved = sorted(new.iterdir())[:3]
    for path, flags in zip(moved, ("", "S", "FRS"), strict=True):
        path.rename(cur / f"{path.name}:2,{flags}")
    lose_the_state(tmp_path)
    assert len(again(tmp_path, target).found) == 5
    assert Counter(mails_in(target)) == Counter(mails.values())
    assert locate(moved[2]) == cur / f"{moved[2].name}:2,FRS"
    assert locate(new / "other") is None


def test_the_mail_of_others_is_left_alone(tmp_path: Path) -> None:
    target = f"maildir:{tmp_path}/mail"
    fetched(tmp_path, target)
    key = message_key("other@example.org", "1")
    tag = login_tag("other@example.org")
    theirs = (
        tmp_path / "mail/new" / f"{tag}.{key}.00000000",
        tmp_path / "mail/tmp" / f"{tag}.abc.tmp",
        tmp_path / "mail/tmp" / "1700000000.1.host",
        tmp_path / "mail/new" / "1700000000.2.host",
    )
    for path in theirs:
        path.write_bytes(b"theirs")
    lose_the_state(tmp_path)
    assert len(again(tmp_path, target).found) == 5
    assert all(path.read_bytes() == b"theirs" for path in theirs)


def test_a_rebuild_needs_no_fetch(tmp_path: Path) -> None:
    target = parse_target(f"dir:{tmp_path}/mail")
    mails = fetched(tmp_path, f"dir:{tmp_path}/mail")
    lose_the_state(tmp_path)
    with open_state(tmp_path / "state", LOGIN, Disk()) as state:
        assert len(rebuild(state, target, Disk()).found) == 5
        marks = state.marks()
        assert all(marks.is_stored(name, len(mails[name])) for name in mails)
        assert rebuild(state, parse_target("dir:/nowhere/at/all"), Disk()) == Recovery()
    assert not Path("/nowhere").exists()


def test_another_target_does_not_hide_what_was_cut_off(tmp_path: Path) -> None:
    """A run into one target is killed, the next goes to another."""
    first, second = f"maildir:{tmp_path}/first", f"dir:{tmp_path}/second"
    mails = fetched(tmp_path, first, 4)
    lose_the_state(tmp_path)
    with open_state(tmp_path / "state", LOGIN, Disk()) as state:
        state.unsettle(Unsettled(first, None, ()))
    recovery = again(tmp_path, second)
    assert len(recovery.found) == 4
    assert Counter(mails_in(first)) == Counter(mails.values())
    assert mails_in(second) == []


def test_a_target_that_is_away_keeps_its_note(tmp_path: Path) -> None:
    note = Unsettled(f"maildir:{tmp_path}/unmounted", None, ())
    with open_state(tmp_path / "state", LOGIN, Disk()) as state:
        state.unsettle(note)
        assert recover(state, Disk()) == Recovery()
        assert state.unsettled() == (note,)
    assert not (tmp_path / "unmounted").exists()


# -- mbox ------------------------------------------------------------------------------


LINE = f"From puremail-{login_tag(LOGIN)} Mon Nov 23 15:13:34 2026\n".encode()
BEFORE = b"From somebody Mon Nov 23 15:13:34 2026\nSubject: old\n\nold\n\n"


def cut_back(home: Path, tail: bytes, *, before: bytes = BEFORE) -> tuple[bytes, str]:
    """Return the mbox after a run that found `tail`, and why it stayed if it did."""
    box = home / "mail"
    box.write_bytes(before + tail)
    target = f"mbox:{box}"
    with open_state(home / "state", LOGIN, Disk()) as state:
        state.unsettle(Unsettled(target, len(before), ("u1", "u2")))
        batch, recovery = open_batch(state, parse_target(target), Disk())
        batch.close()
        assert state.unsettled() == ()
    assert recovery.doubtful == (("u1", "u2") if recovery.reason else ())
    return box.read_bytes(), recovery.reason or ""


@pytest.mark.parametrize(
    "tail",
    [
        b"",
        LINE[:3],
        LINE[:-5],
        LINE,
        LINE + b"Subject: x\n\nhalf",
        LINE + b"a\n\n" + LINE + b"b\n\n" + LINE[:9],
        LINE + b"a\n\n" + LINE * 20_000 + b"From",
        b"\n" + LINE + b"a\n",
        b"\0" * 100_000,
        b"\0\0" + LINE + b"x",
    ],
)
def test_a_torn_tail_of_ours_is_cut_back(tmp_path: Path, tail: bytes) -> None:
    assert cut_back(tmp_path, tail) == (BEFORE, "")


FOREIGN = b"From other@example.org Mon Nov 23 15:13:34 2026\nSubject: new\n\nnew\n\n"


@pytest.mark.parametrize(
    "tail",
    [
        FOREIGN,
        LINE + b"half" + b"\n" + FOREIGN,
        LINE + b"x" * 262_144 + b"\n" + FOREIGN,
        LINE + b"x" * 262_100 + b"\n" + FOREIGN,
        LINE[:9] + b"\n" + FOREIGN,
        b"text in the middle of a message\n",
        LINE + b"a\n\n" + FOREIGN + LINE,
        b"\0" * 300_000 + FOREIGN,
    ],
)
def test_what_another_program_wrote_stays(tmp_path: Path, tail: bytes) -> None:
    octets, reason = cut_back(tmp_path, tail)
    assert octets == BEFORE + tail
    assert "another program" in reason


def test_an_mbox_that_has_shrunk_stays(tmp_path: Path) -> None:
    target = f"mbox:{tmp_path}/mail"
    (tmp_path / "mail").write_bytes(BEFORE)
    with open_state(tmp_path / "state", LOGIN, Disk()) as state:
        state.unsettle(Unsettled(target, len(BEFORE) + 9, ("u1",)))
        batch, recovery = open_batch(state, parse_target(target), Disk())
        batch.close()
    assert recovery.doubtful == ("u1",)
    assert (tmp_path / "mail").read_bytes() == BEFORE


@pytest.mark.parametrize("end", [b"\n", b"", b"\n\n"])
def test_a_message_begins_behind_an_empty_line(tmp_path: Path, end: bytes) -> None:
    target = f"mbox:{tmp_path}/mail"
    old = BEFORE.rstrip(b"\n") + end
    (tmp_path / "mail").write_bytes(old)
    fetched(tmp_path, target, 2)
    octets = (tmp_path / "mail").read_bytes()
    assert octets.startswith(BEFORE + b"From puremail-")
    assert len(mails_in(target)) == 3


def test_what_is_no_mbox_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "mail").write_bytes(b"my diary")
    with pytest.raises(ShellError) as caught:
        fetched(tmp_path, f"mbox:{tmp_path}/mail")
    assert caught.value.kind is Kind.CREATE
    assert (tmp_path / "mail").read_bytes() == b"my diary"
    assert not leftovers(tmp_path)
