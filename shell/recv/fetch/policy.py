"""What a fetch was asked for: where to, what is deleted, what is left."""

from core.value import frozen
from shell.config.account import Account
from shell.delivery.target import Output, Target, parse_target
from shell.exits import Kind, ShellError
from shell.options.recv import Fetch
from shell.quantity import parse_duration, parse_size
from shell.recv.desk import Desk


@frozen(kw_only=True)
class Policy:
    """`words` say which messages, `target` where they go.

    `delete_after` is seconds since a message was stored: 0 is at once, None never.
    `limit` counts messages, `max_size` octets. With `mark_only` nothing is got, and
    `target` is of no matter.
    """

    words: tuple[str, ...]
    target: Target
    delete_after: int | None
    limit: int | None
    max_size: int | None
    mark_only: bool

    @property
    def deletes_at_once(self) -> bool:
        """Return whether a message is deleted as soon as it is stored."""
        return self.delete_after == 0


def check(verb: Fetch, desk: Desk) -> None:
    """Raise ShellError for options that are wrong, or exclude each other."""
    asked = [
        name
        for name, wanted in (
            ("--keep", verb.keep),
            ("--delete", verb.delete),
            ("--delete-after", verb.delete_after is not None),
        )
        if wanted
    ]
    if verb.mark_only:
        deleting = [name for name in asked if name != "--keep"]
        output = ["--output"] if verb.output is not None else []
        asked = ["--mark-only", *deleting, *output]
    if len(asked) > 1:
        what = f"{' and '.join(asked)} exclude each other"
        raise ShellError(kind=Kind.USAGE, what=what)
    _delete_after(verb, None)
    _max_size(verb)
    target = None if verb.output is None else _output(verb.output)
    if desk.json and isinstance(target, Output):
        what = "--json and -o - exclude each other: both write to standard output"
        raise ShellError(kind=Kind.USAGE, what=what)


def policy_of(verb: Fetch, account: Account) -> Policy:
    """Return what `verb` asks for; what it leaves open is as the account has it.

    Raises ShellError.
    """
    return Policy(
        words=tuple(verb.which or ("all",)),
        target=_output(verb.output) if verb.output else deliver_target(account),
        delete_after=_delete_after(verb, account.delete_after),
        limit=verb.limit,
        max_size=_max_size(verb),
        mark_only=verb.mark_only,
    )


def deliver_target(account: Account) -> Target:
    """Return where the mail of `account` goes by its settings. Raises ShellError."""
    try:
        return parse_target(account.deliver)
    except ValueError as error:
        what = f"accounts.{account.name}.deliver: {error}"
        raise ShellError(kind=Kind.CONFIG, what=what) from error


def _output(text: str) -> Target:
    try:
        return parse_target(text)
    except ValueError as error:
        raise ShellError(kind=Kind.USAGE, what=f"--output: {error}") from error


def _delete_after(verb: Fetch, usual: int | None) -> int | None:
    if verb.keep or verb.mark_only:
        return None
    if verb.delete:
        return 0
    if verb.delete_after is None:
        return usual
    try:
        return parse_duration(verb.delete_after)
    except ValueError as error:
        raise ShellError(kind=Kind.USAGE, what=f"--delete-after: {error}") from error


def _max_size(verb: Fetch) -> int | None:
    if verb.max_size is None:
        return None
    try:
        return parse_size(verb.max_size)
    except ValueError as error:
        raise ShellError(kind=Kind.USAGE, what=f"--max-size: {error}") from error
