"""What is told of a fetch: to a person in a line, to a program in JSON Lines."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.amount import size_words
from shell.delivery.entry import Delivered, Entry
from shell.delivery.store import Recovery
from shell.exits import ExitCode, ShellError
from shell.quantity import counted
from shell.recv.desk import Desk
from shell.recv.which import none_words
from shell.terminal.screen import put

if TYPE_CHECKING:
    from shell.objects.fetching import FetchedObject


class Report:
    """What a fetch of one account has done so far."""

    def __init__(self, desk: Desk, account: str, target: str) -> None:
        self.stored = 0
        self.octets = 0
        self.left = 0
        self.failed = 0
        # Those that no later run need fail at.
        self.lost = 0
        self._desk = desk
        self._account = account
        self._target = target
        # Those that wait for the server's word on their deletion.
        self._deferred: list[Delivered] = []
        desk.tally.accounts.append(account)

    @property
    def code(self) -> ExitCode:
        """Return how the fetch ended: try later, if that is all there is to say."""
        if self.failed and self.failed == self.lost and not self.stored:
            return ExitCode.TEMPORARY
        return ExitCode.PARTLY if self.failed else ExitCode.DONE

    def recovered(self, recovery: Recovery) -> None:
        """Tell what a run that was killed has left behind."""
        if recovery.found:
            count = counted(len(recovery.found))
            self._desk.setting.say(f"{count} found in place, and noted as stored")
        if recovery.doubtful:
            names = ", ".join(recovery.doubtful)
            why = recovery.reason or "the last run was ended"
            self._desk.setting.warn(f"may come twice, since {why}: {names}")

    def delivered(self, messages: Iterable[Delivered], *, deleting: bool) -> None:
        """Count messages that are stored, and tell of those that are new."""
        for each in messages:
            if each.known:
                continue
            self.stored += 1
            self.octets += each.size
            if self._desk.json:
                if deleting:
                    self._deferred.append(each)
                else:
                    self._tell(each, deleted=False)

    def stays(self, entry: Entry, why: str, error: ShellError | None = None) -> None:
        """Tell of a message that stays on the server; `error` is why it had to."""
        self.left += 1
        self.failed += error is not None
        self.lost += error is not None and error.retry
        if self._desk.json:
            from shell.objects.fetching import left_object

            size = entry.listed_size or 0
            self._desk.tell(
                left_object(self._account, entry.unique_id, size, why, error)
            )
        elif error is not None or not self._desk.setting.quiet:
            name = entry.unique_id or "without a unique-id"
            text = f"message {entry.number} ({name}) stays on the server: {why}"
            put(self._desk.setting.talk, f"recv: {self._account}: {text}")

    def close(
        self, confirmed: Iterable[str], deleted: int, *, broken_off: bool = False
    ) -> None:
        """Tell the rest, at the end: what was deleted, and how much there was.

        `confirmed` are the unique-ids that the server has deleted. Where a fetch was
        `broken_off`, nobody knows whether there was anything new.
        """
        ids = frozenset(confirmed)
        for each in self._deferred:
            unique_id = each.entry.unique_id
            self._tell(each, deleted=unique_id in ids)
        self._deferred.clear()
        tally = self._desk.tally
        tally.stored += self.stored
        tally.left += self.left
        tally.deleted += deleted
        tally.size += self.octets
        facts = self._facts(deleted)
        if not facts and not broken_off:
            facts = [none_words(new=True)]
        if facts and not self._desk.json:
            self._desk.setting.say(f"{self._account}: {'; '.join(facts)}")

    def _facts(self, deleted: int) -> list[str]:
        facts: list[str] = []
        if self.stored:
            size = size_words(self.octets)
            facts.append(f"{counted(self.stored)} ({size}) to {self._target}")
        if deleted:
            facts.append(f"{counted(deleted)} deleted from the server")
        if self.left:
            facts.append(f"{counted(self.left)} left there")
        return facts

    def _tell(self, each: Delivered, *, deleted: bool) -> None:
        told: FetchedObject = {
            "event": "message",
            "account": self._account,
            "uid": each.entry.unique_id,
            "size": each.size,
            "sha256": each.sha256,
            "target": each.target,
            "path": each.path or None,
            "deleted": deleted,
        }
        self._desk.tell(told)
