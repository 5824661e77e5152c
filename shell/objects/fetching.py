"""What fetch says, a line each: of messages stored, of those left, and of its end."""

from typing import Literal, NotRequired, TypedDict

from shell.exits import ShellError
from shell.objects.failure import ErrorFacts, error_facts


class FetchedObject(TypedDict):
    """A message that is stored. `path` is null where the target has no file for it."""

    event: Literal["message"]
    account: str
    uid: str | None
    size: int
    sha256: str
    target: str
    path: str | None
    deleted: bool


class LeftObject(TypedDict):
    """A message that was not fetched, or given up; `error` is null for --max-size."""

    event: Literal["left"]
    account: str
    uid: str | None
    size: int
    why: str
    error: ErrorFacts | None


class DoneObject(TypedDict):
    """The last line of a fetch. `error` is there if the run of an account ended so."""

    event: Literal["done"]
    v: int
    ok: bool
    accounts: list[str]
    stored: int
    left: int
    deleted: int
    size: int
    error: NotRequired[ErrorFacts]


def left_object(
    account: str, uid: str | None, size: int, why: str, error: ShellError | None = None
) -> LeftObject:
    """Return what is said of a message that stays on the server."""
    return {
        "event": "left",
        "account": account,
        "uid": uid,
        "size": size,
        "why": why,
        "error": None if error is None else error_facts(error),
    }
