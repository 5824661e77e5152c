"""A state of one login, and what is noted in it."""

from pathlib import Path

from shell.disk import Disk
from shell.identity import message_key
from shell.records import Stored
from shell.state import State, open_state

LOGIN = "me@pop.example.org"


def opened(folder: Path) -> State:
    """Return the state of the login in `folder`."""
    return open_state(folder, LOGIN, Disk())


def row(unique_id: str, size: int | None = 10, head: str = "h") -> Stored:
    """Return what is noted of a message that is stored."""
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
