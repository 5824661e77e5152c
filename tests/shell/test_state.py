"""What is noted of an account outlasts the process, and one process notes at a time."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from shell.disk import Disk
from shell.exits import ExitCode, Kind, ShellError
from shell.identity import message_key
from shell.records import HeaderRow, Stored, Summary, Unsettled
from shell.state import open_state
from tests.shell.states import LOGIN, opened, row


def test_what_is_noted_outlasts_the_process(tmp_path: Path) -> None:
    with opened(tmp_path) as state:
        assert state.fresh
        state.mark_shown(["a", "b", "a"])
        state.record([row("a"), row("c", None)])
        state.mark_pending(["c", "d"])
        state.forget_pending(["d"])
        state.keep_header_rows([HeaderRow("a", 10, b"Subject: \xff\r\n")])
        state.remember_listing({1: "a", 7: "c"})
        state.unsettle(Unsettled("mbox:/m", 17, ("x", "y")))
    with opened(tmp_path) as state:
        assert not state.fresh
        marks = state.marks()
        assert marks.is_shown("a")
        assert not marks.is_shown("c")
        assert marks.is_stored("a", 10)
        assert not marks.is_stored("a", 11)
        assert marks.is_stored("c", 99)
        assert not marks.is_stored("b", 10)
        assert [marks.is_new(each, 10) for each in "abcd"] == [False] * 3 + [True]
        assert state.stored(message_key(LOGIN, "a")) == (row("a"),)
        assert set(state.all_stored()) == {row("a"), row("c", None)}
        assert state.pending() == {"c"}
        assert state.header_rows() == {"a": HeaderRow("a", 10, b"Subject: \xff\r\n")}
        assert state.listing() == {1: "a", 7: "c"}
        assert state.unsettled() == (Unsettled("mbox:/m", 17, ("x", "y")),)
        assert state.has_target("maildir:/m")
        assert not state.has_target("maildir:/other")
        assert state.stored_until(1_000.0) == {row("a").key, row("c").key}
        assert state.stored_until(999.0) == frozenset()
        assert state.summary() == Summary(2, 2, 24, 1, 1_000.0)


def test_an_empty_state_has_a_summary(tmp_path: Path) -> None:
    with opened(tmp_path) as state:
        assert state.summary() == Summary(0, 0, 0, 0, None)


def test_a_listing_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    with opened(tmp_path) as state:
        state.remember_listing({1: "a", 2: "b"})
        state.remember_listing({1: "b"})
        assert state.listing() == {1: "b"}


def test_two_messages_may_share_a_unique_id(tmp_path: Path) -> None:
    with opened(tmp_path) as state:
        state.record([row("a", 10, "one"), row("a", 20, "two")])
        assert {each.head_sha256 for each in state.stored(row("a").key)} == {
            "one",
            "two",
        }
        marks = state.marks()
        assert marks.is_stored("a", 10)
        assert marks.is_stored("a", 20)
        assert not marks.is_stored("a", 30)


def test_a_target_is_settled_with_its_rows(tmp_path: Path) -> None:
    with opened(tmp_path) as state:
        state.unsettle(Unsettled("mbox:/m", 1, ()))
        state.unsettle(Unsettled("mbox:/other", 2, ()))
        state.record([row("a")], settled="mbox:/m")
        assert [note.target for note in state.unsettled()] == ["mbox:/other"]


def test_header_rows_are_forgotten(tmp_path: Path) -> None:
    with opened(tmp_path) as state:
        state.keep_header_rows([HeaderRow("a", 1, b""), HeaderRow("b", 2, b"")])
        state.forget_header_rows(["a"])
        assert set(state.header_rows()) == {"b"}


def test_paths_may_be_any_octets(tmp_path: Path) -> None:
    path = os.fsdecode(b"/m/\xff\xfe")
    odd = Stored(key="k", head_sha256="h", sha256="s", size=1, target="-", path=path)
    with opened(tmp_path) as state:
        state.record([odd])
        assert state.stored("k")[0].path == path


class Interrupted(BaseException):
    pass


def test_a_change_is_whole_or_not_at_all(tmp_path: Path) -> None:
    def rows() -> object:
        yield row("a")
        raise Interrupted

    with opened(tmp_path) as state:
        with pytest.raises(Interrupted):
            state.record(rows())  # type: ignore[arg-type]  # it ends by its exception
        assert not state.all_stored()
        state.record([row("b")])
        assert len(state.all_stored()) == 1


def test_modes(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "state"
    old = os.umask(0)
    try:
        with opened(folder) as state:
            state.mark_shown(["a"])
            modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
            assert len(list(folder.iterdir())) > 1
    finally:
        os.umask(old)
    assert modes == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_each_login_has_its_own(tmp_path: Path) -> None:
    with opened(tmp_path), open_state(tmp_path, "you@pop.example.org", Disk()) as other:
        other.mark_shown(["a"])
    with opened(tmp_path) as state:
        assert not state.marks().shown


def test_one_process_at_a_time(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(ShellError) as caught:
        opened(tmp_path)
    assert caught.value.kind is Kind.BUSY
    assert caught.value.exit is ExitCode.TEMPORARY
    opened(tmp_path).close()


HOLD = """
import sys; from pathlib import Path
from shell.disk import Disk; from shell.state import open_state
state = open_state(Path(sys.argv[1]), sys.argv[2], Disk())
print("held", flush=True); sys.stdin.read()
"""


def test_another_process_has_it(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path), LOGIN]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, text=True, stdin=pipe, stdout=pipe) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ShellError) as caught:
            opened(tmp_path)
        assert caught.value.kind is Kind.BUSY
        holder.kill()
    opened(tmp_path).close()
