"""What the fetches of one run have done, account after account."""

from typing import TYPE_CHECKING

from shell.exits import ShellError

if TYPE_CHECKING:
    from shell.objects.fetching import DoneObject


class Tally:
    """Counts of messages, and `size` in octets. `error` is what ended a fetch."""

    def __init__(self) -> None:
        self.accounts: list[str] = []
        self.stored = 0
        self.left = 0
        self.deleted = 0
        self.size = 0
        self.error: ShellError | None = None

    def done(self) -> "DoneObject":
        """Return the last line of a fetch in JSON."""
        from shell.objects.failure import error_facts
        from shell.objects.text import VERSION

        found: DoneObject = {
            "event": "done",
            "v": VERSION,
            "ok": self.error is None,
            "accounts": self.accounts,
            "stored": self.stored,
            "left": self.left,
            "deleted": self.deleted,
            "size": self.size,
        }
        if self.error is not None:
            found["error"] = error_facts(self.error)
        return found
