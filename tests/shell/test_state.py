import os
import random
import sqlite3
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shell import database
from shell.database import open_database
from shell.disk import Disk
from shell.exits import ExitCode, Kind, ShellError
from shell.identity import message_key
from shell.records import HeaderRow, Stored, Summary, Unsettled
from shell.schema import MIGRATIONS
from shell.state import State, open_state, read_state, state_path

LOGIN = "me@pop.example.org"


def opened(folder: Path) -> State:
    return open_state(folder, LOGIN, Disk())


def row(unique_id: str, size: int | None = 10, head: str = "h") -> Stored:
    return Stored(
        key=message_key(LOGIN, unique_id),
        head_sha256=head,
        sha256="s",
        size=12,
        target="maildir:/m",
        path=f"/m/new/{unique_id}",
        unique_id=unique_id,
        listed_size=size,
        stored_at=1_000.0,
    )


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
        with read_state(tmp_path, LOGIN) or pytest.fail("nothing to read") as state:
            assert not state.marks().shown
        holder.kill()
    opened(tmp_path).close()


def test_reading_takes_no_lock_and_makes_nothing(tmp_path: Path) -> None:
    assert read_state(tmp_path / "none", LOGIN) is None
    assert not (tmp_path / "none").exists()
    with opened(tmp_path) as state:
        state.mark_shown(["a"])
        with read_state(tmp_path, LOGIN) or pytest.fail("nothing to read") as reader:
            assert reader.marks().is_shown("a")
            with pytest.raises(ShellError):
                reader.mark_shown(["b"])


# -- schema ----------------------------------------------------------------------------


def test_an_older_schema_is_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    step = "CREATE TABLE later (x TEXT); INSERT INTO later SELECT unique_id FROM shown"
    first = open_database(path, Disk())
    first.connection.execute("INSERT INTO shown VALUES ('a')")
    first.connection.close()
    os.close(first.lock or -1)
    second = open_database(path, Disk(), (*MIGRATIONS, step))
    assert second.aside is None
    assert not second.fresh
    assert second.connection.execute("SELECT x FROM later").fetchall() == [("a",)]
    second.connection.close()
    os.close(second.lock or -1)
    with pytest.raises(ShellError) as caught:
        open_database(path, Disk())
    assert caught.value.kind is Kind.CONFIG
    assert "newer puremail" in str(caught.value)


def test_commits_are_synced(tmp_path: Path) -> None:
    with opened(tmp_path) as state:
        (mode,) = state._connection.execute("PRAGMA journal_mode").fetchone()
        (level,) = state._connection.execute("PRAGMA synchronous").fetchone()
    assert (mode, level) == ("wal", 3)


# -- damage ----------------------------------------------------------------------------


def whole(folder: Path) -> bytes:
    """Return a state file in which every table has rows."""
    with opened(folder) as state:
        for number in range(60):
            state.mark_shown([f"shown-{number}"])
        state.record(row(f"stored-{number}") for number in range(200))
        state.keep_header_rows(HeaderRow(f"h{n}", n, b"x" * 500) for n in range(50))
        state.remember_listing({number: f"u{number}" for number in range(300)})
        state.mark_pending(["p"])
        state.unsettle(Unsettled("mbox:/m", 3, ("z",)))
    return state.path.read_bytes()


def read_everything(state: State) -> None:
    state.marks()
    state.all_stored()
    state.header_rows()
    state.listing()
    state.pending()
    state.unsettled()
    state.summary()


def is_noticed(folder: Path) -> bool:
    """Return whether using the state says that it is damaged, and nothing worse."""
    try:
        return use(folder).aside is not None
    except ShellError as error:
        if "damaged" not in str(error):
            raise
        return True


def use(folder: Path) -> State:
    """Do everything with the state that a run may do; return it closed."""
    with opened(folder) as state:
        read_everything(state)
        state.record([row("new")])
        state.mark_shown(["new"])
        state.remember_listing({1: "new"})
    return state


@pytest.mark.parametrize(
    "damage",
    [
        b"no database at all",
        b"SQLite format 3\0" + bytes(84),
        b"\0" * 4_096,
    ],
    ids=["text", "header", "zeros"],
)
def test_what_is_no_database_is_set_aside(tmp_path: Path, damage: bytes) -> None:
    state_path(tmp_path, LOGIN).write_bytes(damage)
    state = use(tmp_path)
    assert state.fresh
    assert state.aside is not None
    assert state.aside.read_bytes() == damage
    again = use(tmp_path)
    assert again.aside is None
    assert not again.fresh


def test_a_foreign_database_is_set_aside(tmp_path: Path) -> None:
    with sqlite3.connect(state_path(tmp_path, LOGIN)) as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()
    assert use(tmp_path).aside is not None


def test_a_missing_table_is_damage(tmp_path: Path) -> None:
    whole(tmp_path)
    with sqlite3.connect(state_path(tmp_path, LOGIN)) as connection:
        connection.execute("DROP TABLE listing")
    connection.close()
    assert use(tmp_path).aside is not None


def test_a_value_of_the_wrong_type_is_damage(tmp_path: Path) -> None:
    whole(tmp_path)
    with sqlite3.connect(state_path(tmp_path, LOGIN)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE stored SET size = 'many'")
    connection.close()
    assert use(tmp_path).aside is not None


def test_a_state_that_began_and_was_killed_is_none(tmp_path: Path) -> None:
    with sqlite3.connect(state_path(tmp_path, LOGIN)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    state = use(tmp_path)
    assert state.fresh
    assert state.aside is None


def test_any_damage_is_noticed_or_harmless(memory_path: Path) -> None:
    octets = whole(memory_path / "first")
    draw = random.Random(5)
    noticed = 0
    for number in range(90):
        folder = memory_path / str(number)
        folder.mkdir()
        bent = bytearray(octets)
        match number % 3:
            case 0:
                at = draw.randrange(len(bent) - 200)
                bent[at : at + 200] = draw.randbytes(200)
            case 1:
                bent[draw.randrange(len(bent))] ^= 1 << draw.randrange(8)
            case _:
                del bent[draw.randrange(len(bent)) :]
        state_path(folder, LOGIN).write_bytes(bytes(bent))
        noticed += is_noticed(folder)
        use(folder)
    assert noticed > 40


@pytest.mark.deep
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 60_000), octets=st.binary(min_size=1, max_size=60))
@example(at=18, octets=b"\x03")  # a write version that makes the file read-only
@example(at=60, octets=b"\x01")  # a schema version that cannot be
@example(at=60, octets=b"\xff")  # a negative one
@example(at=63, octets=b"\x02")  # one that a newer puremail could have
@example(at=42, octets=b"\0\0\0\0\0\x05")  # a schema format nobody knows
@example(at=2_395, octets=b"\x80")  # a name in the schema that is no UTF-8
def test_octets_written_over(memory_path: Path, at: int, octets: bytes) -> None:
    folder = Path(tempfile.mkdtemp(dir=memory_path))
    bent = bytearray(whole(folder))
    at %= len(bent)
    bent[at : at + len(octets)] = octets
    state_path(folder, LOGIN).write_bytes(bytes(bent))
    try:
        is_noticed(folder)
        use(folder)
    except ShellError as error:
        # A bent version number may be one that a newer puremail would have.
        if error.kind is not Kind.CONFIG:
            raise


def test_damage_met_later_is_set_aside_for_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SMALL", 0)
    octets = bytearray(whole(tmp_path))
    half = len(octets) // 2
    octets[half:] = b"\xff" * (len(octets) - half)
    state_path(tmp_path, LOGIN).write_bytes(bytes(octets))
    with opened(tmp_path) as state:
        assert state.aside is None
        with pytest.raises(ShellError) as caught:
            read_everything(state)
    assert "damaged" in str(caught.value)
    assert list(tmp_path.glob("*.damaged-*"))
    assert use(tmp_path).fresh


def test_a_damaged_state_is_not_read(tmp_path: Path) -> None:
    state_path(tmp_path, LOGIN).write_bytes(b"nothing of the kind")
    with pytest.raises(ShellError) as caught:
        read_state(tmp_path, LOGIN)
    assert caught.value.kind is Kind.INPUT
    assert len(list(tmp_path.iterdir())) == 1
