"""A state file: an older one is brought up, a damaged one is noticed and set aside."""

import os
import random
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shell import database
from shell.database import open_database
from shell.disk import Disk
from shell.exits import Kind, ShellError
from shell.records import HeaderRow, Unsettled
from shell.schema import MIGRATIONS
from shell.state import State, state_path
from tests.shell.states import LOGIN, opened, row


def test_an_older_schema_is_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    step = "CREATE TABLE later (x TEXT); INSERT INTO later SELECT unique_id FROM shown"
    first = open_database(path, Disk())
    first.connection.execute("INSERT INTO shown VALUES ('a')")
    first.connection.close()
    os.close(first.lock)
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


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param("DROP TABLE listing", id="a table missing"),
        pytest.param(
            "PRAGMA ignore_check_constraints = ON; UPDATE stored SET size = 'many'",
            id="a value of the wrong type",
        ),
    ],
)
def test_what_cannot_be_read_is_damage(tmp_path: Path, statements: str) -> None:
    whole(tmp_path)
    with closing(sqlite3.connect(state_path(tmp_path, LOGIN))) as connection:
        connection.executescript(statements)
        connection.commit()
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
