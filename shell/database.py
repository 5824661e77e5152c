"""One account's SQLite file: opened, locked, brought to our schema, or set aside."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from core.value import frozen
from shell.clock import now
from shell.disk import FILE_MODE, Disk, told
from shell.exits import Doing, Kind, ShellError
from shell.schema import MIGRATIONS

# "pmst" in ASCII: a file with another mark is not ours.
APPLICATION = 0x706D_7374

# Octets up to which a file is looked through whenever it is opened.
SMALL = 4_000_000

# A number that no schema will ever have, but that a bent octet makes.
MOST_VERSIONS = 999


class Damaged(Exception):  # noqa: N818  (it is a finding, and never leaves this file)
    """The file is no database of ours, or not whole."""


@frozen
class Opened:
    """A database that is ready. `aside` is where a damaged one was put before."""

    connection: sqlite3.Connection
    lock: int
    fresh: bool
    aside: Path | None


def open_database(
    path: Path, disk: Disk, migrations: tuple[str, ...] = MIGRATIONS
) -> Opened:
    """Return the database in `path`, made if it is missing, for this process alone.

    A damaged file is set aside beside the new one. Raises ShellError if another
    process has it, if it is newer than we are, or if it cannot be written.
    """
    with told(Doing.CREATING, str(path)):
        disk.make_folder(path.parent)
    aside = None
    lock = _locked(path)
    try:
        try:
            connection, fresh = _connected(path, disk, migrations)
        except Damaged:
            with told(Doing.WRITING, str(path)):
                aside = set_aside(path)
            os.close(lock)
            lock = _locked(path)
            connection, fresh = _connected(path, disk, migrations)
    except BaseException:
        os.close(lock)
        raise
    return Opened(connection, lock, fresh, aside)


def _locked(path: Path) -> int:
    """Return a descriptor that holds the lock on the file, made if it is missing.

    It stays open until SQLite has closed the file: closing any descriptor of a
    file drops the fcntl locks that SQLite has on it.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    with told(Doing.CREATING, str(path)):
        while True:
            descriptor = os.open(path, flags, FILE_MODE)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                os.close(descriptor)
                what = "another process is at work for this account"
                raise ShellError(kind=Kind.BUSY, what=what, stage="lock") from error
            # Who had the lock may have set the file aside in the meantime.
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(descriptor), path.stat()):
                    return descriptor
            os.close(descriptor)


def _connected(
    path: Path, disk: Disk, migrations: tuple[str, ...]
) -> tuple[sqlite3.Connection, bool]:
    """Return a connection at our schema, and whether there was nothing before."""
    with answering(path):
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            _look_through(connection, path)
            # A commit is one write and one sync of the log, where a rollback
            # journal needs four syncs; readers go on meanwhile. EXTRA syncs each
            # commit, and the folder too where the file system has no WAL.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute("PRAGMA temp_store = MEMORY")
            fresh = _migrate(connection, disk, migrations)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            connection.close()
            if _is_unusable(error):
                raise Damaged from error
            raise
        except BaseException:
            connection.close()
            raise
        return connection, fresh


def _look_through(connection: sqlite3.Connection, path: Path) -> None:
    """Raise Damaged if the file is not ours, or not whole.

    A large one is looked through only after a run that had no time to close it.
    """
    with path.open("rb") as file:
        # Versions that nobody writes make SQLite read the file only, or not at all.
        if not set(file.read(20)[18:]) <= {1, 2}:
            raise Damaged
    # The first query makes the log, if there is none.
    thorough = _wal(path).exists() or path.stat().st_size <= SMALL
    try:
        mark = connection.execute("PRAGMA application_id").fetchone()
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        # A run that was killed at its very beginning leaves no mark and no table.
        if mark != (APPLICATION,) and (mark, tables) != ((0,), (0,)):
            raise Damaged
        if thorough:
            answer = connection.execute("PRAGMA quick_check(1)").fetchone()
            if answer != ("ok",):
                raise Damaged
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        if _is_unusable(error):
            raise Damaged from error
        raise


def _migrate(
    connection: sqlite3.Connection, disk: Disk, migrations: tuple[str, ...]
) -> bool:
    """Return whether there was nothing, after bringing it to our schema in steps."""
    version: int
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if not 0 <= version <= MOST_VERSIONS:
        raise Damaged
    if version > len(migrations):
        what = f"the state has schema {version}, and this puremail knows"
        raise ShellError(
            kind=Kind.CONFIG,
            what=f"{what} {len(migrations)}",
            hint="A newer puremail wrote it: use that one.",
        )
    for index, script in enumerate(migrations[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        for statement in filter(str.strip, script.split(";")):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {index}")
        disk.commit(connection)
    if _schema(connection) != _schema_of(migrations):
        raise Damaged
    return version == 0


def _schema_of(migrations: tuple[str, ...]) -> frozenset[tuple[str, str | None]]:
    """Return the schema to which `migrations` lead from nothing."""
    with closing(sqlite3.connect(":memory:")) as empty:
        for script in migrations:
            empty.executescript(script)
        return _schema(empty)


def _schema(connection: sqlite3.Connection) -> frozenset[tuple[str, str | None]]:
    """Return the names in the database, and how each was declared."""
    return frozenset(connection.execute("SELECT name, sql FROM sqlite_master"))


def set_aside(path: Path) -> Path:
    """Return the new name under which the damaged file and its log are kept."""
    name = path.with_name(f"{path.name}.damaged-{now():%Y%m%dT%H%M%S%f}")
    for suffix in ("-wal", "-shm", ""):
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").rename(f"{name}{suffix}")
    return name


def _wal(path: Path) -> Path:
    return Path(f"{path}-wal")


def is_damage(error: BaseException | None) -> bool:
    """Return whether the octets of the file are the trouble, not the machine."""
    # Text that is no UTF-8 is refused by Python, which gives no code; and a name
    # that is none makes SQLite's own message unreadable.
    if isinstance(error, UnicodeDecodeError):
        return True
    return isinstance(error, sqlite3.DatabaseError) and _code(error) in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_FORMAT,
    )


def _is_unusable(error: BaseException) -> bool:
    """Return whether the file cannot be opened by what is always right to ask."""
    # An unknown format of the schema is a plain error.
    return is_damage(error) or (
        isinstance(error, sqlite3.OperationalError)
        and _code(error) == sqlite3.SQLITE_ERROR
    )


def _code(error: sqlite3.Error) -> int:
    """Return SQLite's primary result code."""
    bent = "decode to UTF-8" in str(error)
    missing = sqlite3.SQLITE_CORRUPT if bent else sqlite3.SQLITE_ERROR
    return getattr(error, "sqlite_errorcode", missing) & 0xFF


@contextmanager
def answering(path: Path) -> Iterator[None]:
    """Raise an error of SQLite's from inside as the ShellError that it means."""
    try:
        yield
    except UnicodeDecodeError as error:
        what = f"the state in {path} is damaged"
        raise ShellError(kind=Kind.WRITE, what=what, stage="state") from error
    except sqlite3.Error as error:
        kind = {
            sqlite3.SQLITE_BUSY: Kind.BUSY,
            sqlite3.SQLITE_LOCKED: Kind.BUSY,
            sqlite3.SQLITE_CANTOPEN: Kind.CREATE,
        }.get(_code(error), Kind.WRITE)
        what = f"cannot write the state in {path}: {error}"
        raise ShellError(kind=kind, what=what, stage="state") from error
    except OSError as error:
        what = f"cannot write the state in {path}: {error.strerror}"
        raise ShellError(kind=Kind.WRITE, what=what, stage="state") from error
