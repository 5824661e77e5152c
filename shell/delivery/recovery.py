"""What a run that was killed left behind: found again, cut back, or named."""

from collections.abc import Callable
from pathlib import Path

from shell.delivery.batch import Batch
from shell.delivery.opening import open_store
from shell.delivery.store import Found, Recovery, Store
from shell.delivery.target import (
    Folder,
    Maildir,
    Mbox,
    Target,
    parse_target,
    serialize_target,
)
from shell.disk import Disk
from shell.identity import login_tag
from shell.records import Stored, Unsettled
from shell.state import State


def open_batch(
    state: State,
    target: Target,
    disk: Disk,
    sink: Callable[[bytes], object] | None = None,
) -> tuple[Batch, Recovery]:
    """Return a batch into `target`, and what had to be set right before.

    A maildir or a folder that the state knows nothing of is looked through, so
    that what is in place is not stored again. Raises ShellError.
    """
    recoveries = [recover(state, disk, apart_from=target)]
    name = serialize_target(target)
    tag, spools = login_tag(state.login), state.path.parent
    store = open_store(target, tag, spools, disk, sink)
    try:
        notes = [note for note in state.unsettled() if note.target == name]
        if notes or (store.lasting and not state.has_target(name)):
            recoveries.append(_recovered(state, store, name, notes))
    except BaseException:
        store.close()
        raise
    return Batch(name, store, state), _joined(recoveries)


def recover(state: State, disk: Disk, apart_from: Target | None = None) -> Recovery:
    """Return what was set right in the targets that a killed run had been writing to.

    A target that is not there now keeps its note. Raises ShellError.
    """
    skipped = None if apart_from is None else serialize_target(apart_from)
    recoveries: list[Recovery] = []
    for note in state.unsettled():
        target = parse_target(note.target)
        if note.target == skipped or not _is_there(target):
            continue
        recoveries.append(rebuild(state, target, disk, note))
    return _joined(recoveries)


def rebuild(
    state: State, target: Target, disk: Disk, note: Unsettled | None = None
) -> Recovery:
    """Return what of this login's mail is in place in `target`, noted in the state.

    Only a maildir and a folder can tell. Raises ShellError.
    """
    if not _is_there(target):
        return Recovery()
    store = open_store(target, login_tag(state.login), state.path.parent, disk)
    try:
        notes = [] if note is None else [note]
        return _recovered(state, store, serialize_target(target), notes)
    finally:
        store.close()


def _recovered(
    state: State, store: Store, name: str, notes: list[Unsettled]
) -> Recovery:
    """Return what `store` has found, after the state was told."""
    known = frozenset(state.marks().stored)
    recovery = store.recover(notes[0] if notes else None, known)
    state.record((_row(name, found) for found in recovery.found), settled=name)
    return recovery


def _row(target: str, found: Found) -> Stored:
    return Stored(
        key=found.key,
        head_sha256=found.head_sha256,
        sha256=found.sha256,
        size=found.size,
        target=target,
        path=found.path,
    )


def _is_there(target: Target) -> bool:
    match target:
        case Maildir(path) | Mbox(path) | Folder(path):
            return Path(path).exists()
        case _:
            return True


def _joined(recoveries: list[Recovery]) -> Recovery:
    reasons = [each.reason for each in recoveries if each.reason]
    return Recovery(
        tuple(found for each in recoveries for found in each.found),
        tuple(name for each in recoveries for name in each.doubtful),
        "; ".join(reasons) or None,
    )
