"""What both commands say of an error, of a server and of a check."""

from collections.abc import Sequence
from typing import Literal, TypedDict

from shell.exits import ShellError
from shell.objects.text import VERSION
from shell.server import Server


class ErrorFacts(TypedDict):
    """`kind` is one word, `what` a clause; `code` and `text` are the server's."""

    kind: str
    what: str
    exit: int
    stage: str | None
    code: int | None
    enhanced: str | None
    text: str | None
    hint: str | None
    retry: bool


class RecipientObject(TypedDict):
    """What became of one recipient: accepted, refused, or not tried."""

    address: str
    status: Literal["accepted", "refused", "unknown"]
    code: int | None
    enhanced: str | None
    text: str | None


class ErrorObject(TypedDict):
    """A run that failed. `kept` is the path of the message, where it was kept."""

    v: int
    ok: Literal[False]
    account: str | None
    message_id: str | None
    recipients: list[RecipientObject]
    error: ErrorFacts
    kept: str | None


class ServerObject(TypedDict):
    """The server of a run. `tls` is the version and `auth` the mechanism, or null."""

    host: str
    port: int
    tls: str | None
    auth: str | None
    extensions: list[str]


class CheckObject(TypedDict):
    """What --check found: the server, who logged in, the provider's notes."""

    v: int
    ok: Literal[True]
    account: str
    user: str | None
    server: ServerObject
    notes: list[str]


def error_facts(error: ShellError) -> ErrorFacts:
    """Return what is known of `error`."""
    return {
        "kind": error.kind.value,
        "what": error.what,
        "exit": int(error.exit),
        "stage": error.stage,
        "code": error.code,
        "enhanced": error.enhanced,
        "text": error.text,
        "hint": error.hint,
        "retry": error.retry,
    }


def error_object(
    error: ShellError,
    account: str | None,
    *,
    message_id: str | None = None,
    recipients: Sequence[RecipientObject] = (),
    kept: str | None = None,
) -> ErrorObject:
    """Return the object of a run that `error` ended."""
    return {
        "v": VERSION,
        "ok": False,
        "account": account,
        "message_id": message_id,
        "recipients": list(recipients),
        "error": error_facts(error),
        "kept": kept,
    }


def server_object(
    server: Server, *, tls: str | None, auth: str | None, extensions: Sequence[str]
) -> ServerObject:
    """Return what a session found a server to be."""
    return {
        "host": server.host,
        "port": server.port,
        "tls": tls,
        "auth": auth,
        "extensions": list(extensions),
    }


def check_object(
    account: str, user: str | None, server: ServerObject, notes: Sequence[str]
) -> CheckObject:
    """Return what a check found."""
    return {
        "v": VERSION,
        "ok": True,
        "account": account,
        "user": user,
        "server": server,
        "notes": list(notes),
    }
