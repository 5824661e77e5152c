"""`delete` and `undelete`, and what is said at the end of a session."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shell.exits import ExitCode
from shell.options.recv import Abort, Delete, Quit, Undelete
from shell.quantity import counted
from shell.recv import which
from shell.recv.desk import Desk
from shell.recv.maildrop import Maildrop

if TYPE_CHECKING:
    from shell.objects.receiving import DeletedObject


def act(
    maildrop: Maildrop, verb: Delete | Undelete | Quit | Abort, desk: Desk
) -> ExitCode:
    """Return the exit code after `verb` was done. Raises ShellError."""
    match verb:
        case Delete():
            _delete(maildrop, verb, desk)
        case Undelete():
            _undelete(maildrop, verb, desk)
        case Quit():
            leave(maildrop, desk)
        case Abort():
            abort(maildrop, desk)
    return ExitCode.DONE


def _delete(maildrop: Maildrop, verb: Delete, desk: Desk) -> None:
    """Mark what `verb` names, which is real at `quit`."""
    numbers = _named(maildrop, verb.which, desk, "delete")
    marked = maildrop.mark(numbers)
    if desk.session:
        desk.setting.say(f"{counted(len(marked))} marked; `quit` deletes them")


def _undelete(maildrop: Maildrop, verb: Undelete, desk: Desk) -> None:
    """Take marks back, all without a WHICH."""
    if verb.which:
        numbers = _named(maildrop, verb.which, desk, "undelete")
    else:
        numbers = tuple(maildrop.marked)
    taken = maildrop.unmark(numbers)
    desk.setting.say(f"{counted(len(taken))} not marked any more")


def leave(maildrop: Maildrop, desk: Desk) -> None:
    """Commit the deletions, and say how many the server has confirmed.

    Raises ShellError if it has not.
    """
    asked = len(maildrop.marked)
    left = maildrop.quit()
    if asked:
        desk.setting.say(f"{counted(left.confirmed)} deleted")


def leave_with_object(maildrop: Maildrop, desk: Desk) -> None:
    """Commit the deletions, and write what was deleted. Raises as `leave` does."""
    from shell.objects.text import VERSION

    left = maildrop.quit()
    told: DeletedObject = {
        "v": VERSION,
        "account": maildrop.name,
        "deleted": list(left.unique_ids),
        "confirmed": True,
    }
    desk.tell(told)


def abort(maildrop: Maildrop, desk: Desk) -> None:
    """Drop the line, and say what is undone by that."""
    undone = maildrop.abort()
    if undone:
        desk.setting.say(f"{counted(undone)} not deleted after all")


def _named(
    maildrop: Maildrop, words: Sequence[str] | None, desk: Desk, verb: str
) -> tuple[int, ...]:
    if not words:
        raise which.unnamed(verb)
    rule = which.Rule(session=desk.session, strict=True)
    return which.find(maildrop, words, rule).numbers
