"""One account's maildrop: its session, and what the state knows of its messages.

Message numbers live as long as the line. Marks, and all that the state keeps, go by
unique-id, so that a new line finds them again.
"""

from collections.abc import Callable, Iterable, Mapping

from core.pop3.command import Rset
from core.pop3.event import Answer
from core.pop3.fetching import Marked, Unmarked, delete, leave
from core.pop3.response import Response
from core.pop3.survey import Dishonest, Listed, Unlisted, listing
from core.pop3.talk import ask, granted
from core.value import frozen
from core.wire.turn import Fault
from shell.config.choice import Access
from shell.exits import Kind, ShellError
from shell.records import Marks
from shell.recv.holding import Holding
from shell.recv.line import Line, patiently
from shell.recv.refusal import refused, unconfirmed
from shell.state import State

NOTHING_KNOWN = Marks("", frozenset(), {})


@frozen
class Left:
    """How a session ended: how many deletions the server has confirmed.

    `unique_ids` are those of the messages that had one.
    """

    confirmed: int
    unique_ids: tuple[str, ...] = ()


class Maildrop:
    """The maildrop of one account, open over one line after another.

    `connect` makes a line. `state` is None where nobody is logged in. `marked` are
    the messages marked as deleted in this session, by number, each with its
    unique-id if it has one; `unlisted` those that the last listing had no room for.
    Methods raise ShellError.
    """

    def __init__(
        self, access: Access, connect: Callable[[], Line], state: State | None
    ) -> None:
        self.access = access
        self.state = state
        self.marked: dict[int, str | None] = {}
        self.unlisted: tuple[int, ...] = ()
        self._connect = connect
        self._line: Line | None = None
        self._holding: Holding | None = None
        self._known: Marks | None = None
        self._printed: Mapping[int, str] | None = None
        # What an earlier run had marked and no server has confirmed.
        self._earlier: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Return the account's name."""
        return self.access.account.name

    # -- the line ------------------------------------------------------------------

    @property
    def usable(self) -> bool:
        """Return whether something may be said."""
        return self._line is not None and self._line.usable

    @property
    def has_left(self) -> bool:
        """Return whether the line was given up, by QUIT or on purpose; not if lost."""
        return self._line is None

    @property
    def line(self) -> Line:
        """Return the line. Raises ShellError if it is lost, or was given up."""
        if self._line is None or not self._line.usable:
            raise self.lost("session")
        return self._line

    def open(self) -> int:
        """Connect, and return how many deletions of an earlier run are marked again."""
        self._line = self._connect()
        if self.state is None or not (pending := self.state.pending()):
            return 0
        self._earlier = pending
        there = self.holding.numbers_of(pending)
        # What is not there any more was deleted after all.
        self.state.forget_pending(pending - set(there.values()))
        return len(self.mark(there))

    def reconnect(self) -> int:
        """Connect anew, and return how many marks of this session are set again."""
        self.drop()
        wanted = [each for each in self.marked.values() if each is not None]
        self._holding, self.marked = None, {}
        self._line = patiently(self._connect)
        return len(self.mark(self.holding.numbers_of(wanted))) if wanted else 0

    def drop(self) -> None:
        """Drop the line, if there is one: nothing is deleted by that."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def granted(self, answer: Answer, stage: str) -> Response:
        """Return `answer` if it is +OK. Raises what it means if it is not."""
        if granted(answer):
            return answer
        if isinstance(answer, Response):
            raise refused(answer, stage, self.access.server)
        raise self.lost(stage)

    def lost(self, stage: str) -> ShellError:
        """Return why the line broke off, at `stage`."""
        if self._line is None:
            what = f"there is no line to {self.access.server.host}"
            return ShellError(kind=Kind.LOST, what=what, stage=stage)
        return self._line.lost(stage)

    # -- what the maildrop holds ---------------------------------------------------

    @property
    def holding(self) -> Holding:
        """Return what is there, which is asked for once a session."""
        if self._holding is None:
            self._holding = Holding(self._listing())
        return self._holding

    def _listing(self) -> Listed:
        line = self.line
        match line.hold(listing(len(self.marked))):
            case Listed() as listed:
                return listed
            case Unlisted(cause=Response() as response):
                raise refused(response, "LIST", self.access.server)
            case Unlisted():
                raise line.lost("LIST")
            case Dishonest():
                line.close()
                host = self.access.server.host
                what = f"{host} broke the protocol: {Fault.OUT_OF_RANGE.value}"
                raise ShellError(kind=Kind.PROTOCOL, what=what, stage="LIST")

    @property
    def known(self) -> Marks:
        """Return what the state knows: which messages were shown, which are stored."""
        if self._known is None:
            self._known = NOTHING_KNOWN if self.state is None else self.state.marks()
        return self._known

    def forget_known(self) -> None:
        """Have what the state knows read again: it has changed."""
        self._known = None

    def is_new(self, number: int) -> bool:
        """Return whether a message is neither shown nor stored."""
        unique_id = self.holding.unique_id(number)
        shown = unique_id is not None and self.known.is_shown(unique_id)
        return not shown and not self.is_stored(number)

    def is_stored(self, number: int) -> bool:
        """Return whether a message is stored, and as large as it was then."""
        unique_id = self.holding.unique_id(number)
        if unique_id is None:
            return False
        size = self.holding.size_of(number)
        # A size that no message has matches only what is stored whatever its size.
        return self.known.is_stored(unique_id, -1 if size is None else size)

    def mark_shown(self, number: int) -> None:
        """Note that a message was shown in full."""
        unique_id = self.holding.unique_id(number)
        if self.state is not None and unique_id is not None:
            self.state.mark_shown((unique_id,))
            self.forget_known()

    # -- numbers that were printed -------------------------------------------------

    @property
    def printed(self) -> Mapping[int, str]:
        """Return the unique-id that stood beside each number when last printed."""
        if self._printed is None:
            self._printed = {} if self.state is None else self.state.listing()
        return self._printed

    def remember_printed(self, numbers: Iterable[int], *, more: bool = False) -> None:
        """Keep which unique-ids stand beside `numbers`, which were printed now.

        With `more` they stand below those that were printed before. A listing
        without a row leaves the numbers that a person still sees.
        """
        named = {number: self.holding.unique_id(number) for number in numbers}
        if not named:
            return
        now = {number: each for number, each in named.items() if each is not None}
        self._printed = {**self.printed, **now} if more else now
        if self.state is not None:
            self.state.remember_listing(self._printed)

    # -- deletions -----------------------------------------------------------------

    def mark(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return which of `numbers` are marked as deleted now, by DELE.

        Raises ShellError for the first that was not, after all were tried.
        """
        wanted = tuple(each for each in numbers if each not in self.marked)
        unmarked: list[Unmarked] = []
        marked: list[int] = []
        line = self.line
        for fate in line.hold(delete(wanted)):
            match fate:
                case Marked(number=number):
                    self.marked[number] = self.holding.unique_id(number)
                    marked.append(number)
                case Unmarked():
                    unmarked.append(fate)
        for fate in unmarked:
            self.granted(fate.cause, "DELE")
        return tuple(marked)

    def unmark(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return which of `numbers` are not marked any more.

        RSET takes every mark back, so the others are marked again. RFC 1939 section 5.
        """
        taken = tuple(each for each in numbers if each in self.marked)
        if not taken:
            return ()
        self.granted(self.line.hold(ask(Rset())), "RSET")
        rest = [each for each in self.marked if each not in taken]
        self._forget_pending(self.marked[each] for each in taken)
        self.marked.clear()
        self.mark(rest)
        return taken

    def note_marked(self, number: int) -> None:
        """Note that a message was marked by a DELE that `mark` did not give."""
        self.marked[number] = self.holding.unique_id(number)

    def note_refused(self, number: int) -> None:
        """Note that the server does not let a message be deleted."""
        self._forget_pending((self.holding.unique_id(number),))

    def note_unmarked(self) -> None:
        """Note that a person has taken every mark back by RSET."""
        self._forget_pending(self.marked.values())
        self.marked.clear()

    def quit(self) -> Left:
        """Commit the deletions, and return what the server has confirmed.

        Where it does not, they are kept for the next run. Raises ShellError then;
        with nothing marked it is of no matter how the session ends.
        """
        count = len(self.marked)
        ids = tuple(each for each in self.marked.values() if each is not None)
        if ids and self.state is not None:
            self.state.mark_pending(ids)
        if not self.usable:
            if count:
                raise unconfirmed(self.lost("QUIT"), count)
            return Left(0)
        answer, _ = self.line.hold(leave())
        if count and not granted(answer):
            try:
                self.granted(answer, "QUIT")
            except ShellError as error:
                raise unconfirmed(error, count) from error
        self.drop()
        if ids and self.state is not None:
            self.state.forget_pending(ids)
            self.state.forget_header_rows(ids)
        self.marked.clear()
        return Left(count, ids)

    def abort(self) -> int:
        """Drop the line, and return how many marks of this session are undone."""
        count = len(self.marked)
        self.drop()
        self._forget_pending(self.marked.values())
        self.marked.clear()
        return count

    def _forget_pending(self, unique_ids: Iterable[str | None]) -> None:
        ids = {each for each in unique_ids if each is not None} - self._earlier
        if ids and self.state is not None:
            self.state.forget_pending(ids)
