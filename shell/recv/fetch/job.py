"""The fetch of one account, from its options to its report."""

from itertools import islice

from shell.delivery.recovery import rebuild
from shell.delivery.target import serialize_target
from shell.disk import Disk
from shell.exits import ExitCode, Kind, ShellError
from shell.identity import message_key
from shell.options.recv import Fetch
from shell.quantity import counted
from shell.records import Stored
from shell.recv import which
from shell.recv.desk import Desk
from shell.recv.fetch.loop import Fetching
from shell.recv.fetch.policy import deliver_target, policy_of
from shell.recv.fetch.report import Report
from shell.recv.maildrop import Maildrop
from shell.signals import Interrupted
from shell.state import State
from shell.terminal.screen import put

SIGNALS = frozenset({Kind.INTERRUPTED, Kind.TERMINATED, Kind.HANGUP})
# Messages that are noted as stored by one commit.
GROUP = 1_000


def fetch(maildrop: Maildrop, verb: Fetch, desk: Desk) -> ExitCode:
    """Return the exit code after what is wanted is stored, and deleted if asked for.

    Outside of a session deletions are committed by QUIT, and the line is gone then.
    PARTLY if a message had to be left. Raises ShellError for what ends the run.
    """
    state = maildrop.state
    if state is None:
        raise ShellError(kind=Kind.USAGE, what="fetch needs a login")
    policy = policy_of(verb, maildrop.access.account)
    _find_again(maildrop, state)
    if policy.mark_only:
        return _mark_only(maildrop, state, policy.words, desk)
    report = Report(desk, maildrop.name, serialize_target(policy.target))
    try:
        Fetching(maildrop, state, policy, desk, report).run()
        marked = len(maildrop.marked)
        if desk.session or not marked:
            report.close((), 0)
        else:
            left = maildrop.quit()
            report.close(left.unique_ids, left.confirmed)
    except (ShellError, Interrupted) as error:
        if isinstance(error, Interrupted) or error.kind in SIGNALS:
            _undo(maildrop, desk)
        report.close((), 0, broken_off=True)
        raise
    finally:
        maildrop.forget_known()
    if desk.session and marked:
        desk.setting.say(f"{counted(marked)} marked; `quit` deletes them")
    return report.code


def _find_again(maildrop: Maildrop, state: State) -> None:
    """Have a state that is new know what its account's target has already."""
    if state.fresh:
        rebuild(state, deliver_target(maildrop.access.account), Disk())
        maildrop.forget_known()


def _undo(maildrop: Maildrop, desk: Desk) -> None:
    """Drop the line, so that nothing else is deleted, and say so."""
    undone = maildrop.abort()
    if undone:
        put(desk.setting.talk, f"{counted(undone)} not deleted: the marks are undone")


def _mark_only(
    maildrop: Maildrop, state: State, words: tuple[str, ...], desk: Desk
) -> ExitCode:
    """Return the exit code after messages were noted as stored, and none was got."""
    holding = maildrop.holding
    desk.tally.accounts.append(maildrop.name)
    found = which.find(maildrop, words, which.Rule(session=desk.session)).numbers
    named = (
        (unique_id, holding.size_of(number))
        for number in found
        if not maildrop.is_stored(number)
        and (unique_id := holding.unique_id(number)) is not None
    )
    count = 0
    while group := tuple(islice(named, GROUP)):
        state.record(_noted(state, unique_id, size) for unique_id, size in group)
        count += len(group)
    maildrop.forget_known()
    desk.tally.stored += count
    if not desk.json:
        desk.setting.say(f"{maildrop.name}: {counted(count)} noted as stored")
    return ExitCode.DONE


def _noted(state: State, unique_id: str, size: int | None) -> Stored:
    """Return the row of a message that is in no target."""
    return Stored(
        key=message_key(state.login, unique_id),
        head_sha256="",
        sha256="",
        size=size or 0,
        target="",
        path="",
        unique_id=unique_id,
        listed_size=size,
    )
