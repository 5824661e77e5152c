"""Laws of what the shell reads back of its own: state, journal, kept messages.

The files are ours, but a full disk, a torn sector or another program writes in them
too. Damage is an error with a line for a person, never a traceback.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

from shell.disk import Disk
from shell.exits import ShellError
from shell.journal import NAME, Journal, Stage
from shell.records import Stored
from shell.state import open_state, state_path
from shell.unsent import FOLDER, load_kept
from tests.fuzz.target import Target

LOGIN = "me@pop.example.org"
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=MEMORY) as name:
        yield Path(name)


@lru_cache
def whole_state() -> bytes:
    """Return a state file that knows a few messages."""
    with folder() as home:
        with open_state(home, LOGIN, Disk()) as state:
            rows = [
                Stored(
                    key=f"uid-{at}",
                    head_sha256="0" * 64,
                    sha256="1" * 64,
                    size=100,
                    target="maildir:/box",
                    path=f"new/{at}",
                    unique_id=f"uid-{at}",
                    listed_size=100,
                    stored_at=float(at),
                )
                for at in range(20)
            ]
            state.record(rows)
            state.mark_shown(["uid-1", "uid-2"])
            state.mark_pending(["uid-3"])
            state.remember_listing({1: "uid-1", 2: "uid-2"})
        return state_path(home, LOGIN).read_bytes()


def bent(octets: bytes) -> bytes:
    """Return a state file with changes: four octets are a place, a count, a value."""
    base = bytearray(whole_state())
    for at in range(0, len(octets) - 3, 4):
        place = int.from_bytes(octets[at : at + 2], "big") % len(base)
        stop = min(len(base), place + 1 + octets[at + 2] % 16)
        base[place:stop] = bytes([octets[at + 3]]) * (stop - place)
    return bytes(base)


def damaged(octets: bytes) -> bytes:
    """Return a file that was cut, that is none of ours, or mostly that is bent."""
    match len(octets) % 8:
        case 6:
            return whole_state()[: len(octets) * 97]
        case 7:
            return octets
        case _:
            return bent(octets)


def state_file(octets: bytes) -> None:
    with folder() as home:
        state_path(home, LOGIN).write_bytes(damaged(octets))
        with suppress(ShellError):
            asked(home)
        # Whatever was there, a run after that can begin anew.
        with suppress(ShellError), open_state(home, LOGIN, Disk()) as state:
            state.mark_shown(["uid-9"])
            assert "uid-9" in state.marks().shown


def asked(home: Path) -> None:
    """Ask a state for all that it knows."""
    with open_state(home, LOGIN, Disk()) as state:
        state.marks()
        state.summary()
        state.all_stored()
        state.header_rows()
        state.listing()
        state.pending()
        state.unsettled()


def journal_file(octets: bytes) -> None:
    with folder() as home:
        (home / NAME).write_bytes(octets)
        journal = Journal(home, Disk())
        journal.last("<a@b>")
        journal.note("<a@b>", "mail.example.org:465", Stage.TAKEN)
        found = journal.last("<a@b>")
        journal.close()
        assert found is not None
        assert found.stage is Stage.TAKEN


def kept_message(octets: bytes) -> None:
    with folder() as home:
        (home / FOLDER).mkdir()
        path = home / FOLDER / "a.json"
        path.write_bytes(octets)
        with suppress(ShellError):
            assert load_kept(path).path.parent == path.parent


KEPT = b"""{"v": 1, "account": "qq", "server": "smtps://mail.example.org",
"message_id": "<a@b>", "from": "a@b.example", "to": ["c@d.example"],
"options": {"notify": "never"}, "command": [], "folder": "", "draft": ""}"""
LINE = (
    b'{"at": "2026-11-20T09:00:00+00:00", "message_id": "<a@b>", '
    b'"server": "mail.example.org:465", "stage": "pouring"}\n'
)
# What SQLite believes of a file: write version, formats, encoding, schema version,
# the first page of free ones, the kind of a page, a cell's place, a name in the schema.
CHANGES = tuple(
    place.to_bytes(2, "big") + bytes([count, value])
    for place, count, value in (
        (18, 0, 3),
        (32, 3, 255),
        (42, 5, 5),
        (56, 3, 2),
        (60, 0, 1),
        (60, 3, 255),
        (100, 0, 2),
        (108, 1, 255),
        (2_395, 0, 0x80),
        (4_096, 0, 5),
        (8_192, 7, 0),
        (12_288, 15, 0xFF),
    )
)
TARGETS = (
    Target(state_file, (*CHANGES, b"".join(CHANGES), b"\x00" * 6, b"\x00" * 7)),
    Target(journal_file, (LINE, LINE + LINE[:40])),
    Target(kept_message, (KEPT, KEPT.replace(b"[]", b'["send"]'))),
)
