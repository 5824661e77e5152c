"""What one account has shown, stored and promised, beyond the end of the process.

One SQLite file for each POP3 login, `user@host`.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from shell.database import (
    Opened,
    answering,
    is_damage,
    open_database,
    set_aside,
)
from shell.disk import Disk
from shell.exits import Kind, ShellError
from shell.identity import login_name
from shell.records import HeaderRow, Marks, Stored, Summary, Unsettled

COLUMNS = (
    "key, head_sha256, sha256, size, target, path, unique_id, listed_size, stored_at"
)


def state_path(folder: Path, login: str) -> Path:
    """Return the file in `folder` that holds the state of `login`."""
    return folder / f"{login_name(login)}.sqlite"


class State:
    """The open state of one login. Each method raises ShellError.

    `fresh` is whether nothing was known before, `aside` where a damaged file was
    put.
    """

    def __init__(self, path: Path, login: str, disk: Disk, opened: Opened) -> None:
        self.path = path
        self.login = login
        self.fresh = opened.fresh
        self.aside = opened.aside
        self._connection = opened.connection
        self._lock: int | None = opened.lock
        self._disk = disk

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, and let the next process have it."""
        self._connection.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    # -- what was shown and stored -------------------------------------------------

    def marks(self) -> Marks:
        """Return which messages were shown, and which are stored."""
        with self._reading() as connection:
            shown: list[tuple[str]] = connection.execute(
                "SELECT unique_id FROM shown"
            ).fetchall()
            rows: list[tuple[str, int | None]] = connection.execute(
                "SELECT key, listed_size FROM stored"
            ).fetchall()
        sizes: dict[str, tuple[int | None, ...]] = {}
        for key, size in rows:
            sizes[key] = (*sizes.get(key, ()), size)
        return Marks(self.login, frozenset(row[0] for row in shown), sizes)

    def mark_shown(self, unique_ids: Iterable[str]) -> None:
        """Note that these messages were shown in full."""
        with self._changing() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO shown VALUES (?)", _alone(unique_ids)
            )

    def stored(self, key: str) -> tuple[Stored, ...]:
        """Return what is stored under `key`: one message, or those that shared it."""
        return self._stored("WHERE key = ? ORDER BY stored_at", key)

    def all_stored(self) -> tuple[Stored, ...]:
        """Return everything that is stored, oldest first."""
        return self._stored("ORDER BY stored_at")

    def stored_until(self, moment: float) -> frozenset[str]:
        """Return the keys of what was stored at `moment` or before."""
        rows = self._stored("WHERE stored_at <= ?", moment)
        return frozenset(row.key for row in rows)

    def has_target(self, target: str) -> bool:
        """Return whether anything is stored in `target`."""
        return bool(self._stored("WHERE target = ? LIMIT 1", os.fsencode(target)))

    def _stored(self, where: str, *values: str | bytes | float) -> tuple[Stored, ...]:
        query = f"SELECT {COLUMNS} FROM stored {where}"
        with self._reading() as connection:
            rows: list[
                tuple[str, str, str, int, bytes, bytes, str | None, int | None, float]
            ] = connection.execute(query, values).fetchall()
        return tuple(
            Stored(
                key=key,
                head_sha256=head,
                sha256=digest,
                size=size,
                target=os.fsdecode(target),
                path=os.fsdecode(path),
                unique_id=unique_id,
                listed_size=listed,
                stored_at=at,
            )
            for key, head, digest, size, target, path, unique_id, listed, at in rows
        )

    def record(self, rows: Iterable[Stored], settled: str | None = None) -> None:
        """Note at once that `rows` are stored, and that the target `settled` is."""
        with self._changing() as connection:
            connection.executemany(
                f"INSERT OR REPLACE INTO stored ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)",
                (
                    (
                        row.key,
                        row.head_sha256,
                        row.sha256,
                        row.size,
                        os.fsencode(row.target),
                        os.fsencode(row.path),
                        row.unique_id,
                        row.listed_size,
                        row.stored_at,
                    )
                    for row in rows
                ),
            )
            if settled is not None:
                connection.execute(
                    "DELETE FROM unsettled WHERE target = ?", (os.fsencode(settled),)
                )

    # -- targets that a run was writing to -----------------------------------------

    def unsettle(self, note: Unsettled) -> None:
        """Note that the target is about to change, before it does."""
        row = (os.fsencode(note.target), note.length, "\n".join(note.unique_ids))
        with self._changing() as connection:
            connection.execute("INSERT OR REPLACE INTO unsettled VALUES (?,?,?)", row)

    def unsettled(self) -> tuple[Unsettled, ...]:
        """Return the targets that an earlier run was writing to when it ended."""
        with self._reading() as connection:
            rows: list[tuple[bytes, int | None, str]] = connection.execute(
                "SELECT target, length, unique_ids FROM unsettled ORDER BY target"
            ).fetchall()
        return tuple(
            Unsettled(os.fsdecode(target), length, tuple(ids.splitlines()))
            for target, length, ids in rows
        )

    # -- deletions -----------------------------------------------------------------

    def mark_pending(self, unique_ids: Iterable[str]) -> None:
        """Note that these are to be deleted, before the server is told to."""
        with self._changing() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO pending_deletion VALUES (?)", _alone(unique_ids)
            )

    def pending(self) -> frozenset[str]:
        """Return the unique-ids whose deletion no server has confirmed."""
        with self._reading() as connection:
            rows: list[tuple[str]] = connection.execute(
                "SELECT unique_id FROM pending_deletion"
            ).fetchall()
        return frozenset(row[0] for row in rows)

    def forget_pending(self, unique_ids: Iterable[str]) -> None:
        """Note that the server has deleted these, or that they shall stay."""
        with self._changing() as connection:
            connection.executemany(
                "DELETE FROM pending_deletion WHERE unique_id = ?", _alone(unique_ids)
            )

    # -- listings ------------------------------------------------------------------

    def header_rows(self) -> Mapping[str, HeaderRow]:
        """Return the header rows that are kept, by unique-id."""
        with self._reading() as connection:
            rows: list[tuple[str, int | None, bytes]] = connection.execute(
                "SELECT unique_id, listed_size, octets FROM header_row"
            ).fetchall()
        return {row[0]: HeaderRow(*row) for row in rows}

    def keep_header_rows(self, rows: Iterable[HeaderRow]) -> None:
        """Keep what a listing shows, so that it need not be asked for again."""
        with self._changing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO header_row VALUES (?, ?, ?)",
                ((row.unique_id, row.listed_size, row.octets) for row in rows),
            )

    def forget_header_rows(self, unique_ids: Iterable[str]) -> None:
        """Drop the header rows of messages that the server has no longer."""
        with self._changing() as connection:
            connection.executemany(
                "DELETE FROM header_row WHERE unique_id = ?", _alone(unique_ids)
            )

    def remember_listing(self, numbers: Mapping[int, str]) -> None:
        """Keep which unique-id stood beside each number that was printed."""
        with self._changing() as connection:
            connection.execute("DELETE FROM listing")
            connection.executemany("INSERT INTO listing VALUES (?, ?)", numbers.items())

    def listing(self) -> Mapping[int, str]:
        """Return the unique-id beside each number of the last printed listing."""
        with self._reading() as connection:
            rows: list[tuple[int, str]] = connection.execute(
                "SELECT number, unique_id FROM listing"
            ).fetchall()
        return dict(rows)

    def summary(self) -> Summary:
        """Return the counts that `recv status` tells."""
        with self._reading() as connection:
            row: tuple[int, int, int, int, float | None] = connection.execute(
                "SELECT (SELECT count(*) FROM shown), count(*),"
                " coalesce(sum(size), 0), (SELECT count(*) FROM pending_deletion),"
                " max(stored_at) FROM stored"
            ).fetchone()
        return Summary(*row)

    # -- transactions --------------------------------------------------------------

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """Give the connection; damage that shows up now sets the file aside."""
        try:
            with answering(self.path):
                yield self._connection
        except ShellError as error:
            if not is_damage(error.__cause__):
                raise
            where = set_aside(self.path)
            what = f"the state of {self.login} is damaged"
            hint = f"It is kept in {where}; the next run that logs in begins anew."
            raise ShellError(kind=Kind.WRITE, what=what, hint=hint) from error

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside a transaction that lasts, or leaves no trace."""
        with self._reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                self._disk.commit(connection)
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise


def open_state(folder: Path, login: str, disk: Disk) -> State:
    """Return the state of `login` ("user@host"), for this process alone.

    Raises ShellError: BUSY where another process has it.
    """
    path = state_path(folder, login)
    return State(path, login, disk, open_database(path, disk))


def _alone(unique_ids: Iterable[str]) -> Iterator[tuple[str]]:
    return ((unique_id,) for unique_id in unique_ids)
