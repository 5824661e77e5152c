"""Why a run failed, with what it knew by then."""

from typing import TYPE_CHECKING

from core.value import frozen
from shell.exits import ShellError

if TYPE_CHECKING:
    from shell.objects.failure import RecipientObject


@frozen(kw_only=True, eq=False)
class RunError(Exception):
    """A ShellError, and what the run that it ended can say beside it.

    `lines` are told before the error, one each. `kept` is the path of the message,
    where it was kept. All of it is held as it came: who prints it filters it.
    """

    error: ShellError
    account: str | None = None
    message_id: str | None = None
    recipients: "tuple[RecipientObject, ...]" = ()
    lines: tuple[str, ...] = ()
    kept: str | None = None

    def __str__(self) -> str:
        """Return the error as one line."""
        return str(self.error)
