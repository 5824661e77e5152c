"""What a run of `recv` does, by its options."""

from collections.abc import Sequence
from contextlib import ExitStack

from attrs import evolve

from shell.config.account import Account
from shell.config.choice import choose
from shell.exits import ExitCode, Kind, ShellError
from shell.options.recv import (
    Abort,
    Configure,
    Delete,
    Fetch,
    Info,
    List,
    Parts,
    Quit,
    RecvOptions,
    Save,
    Search,
    Show,
    Status,
)
from shell.options.verb import Verb
from shell.recv.act import act, check
from shell.recv.commands import commands
from shell.recv.deleting import leave, leave_with_object
from shell.recv.desk import Desk
from shell.recv.opened import opened
from shell.run.ending import interrupted
from shell.run.failure import RunError
from shell.run.setting import gather
from shell.run.watching import watching
from shell.server import Protocol
from shell.signals import Interrupted
from shell.terminal.screen import put

# What makes sense of several accounts in one run.
SEVERAL = (List, Fetch, Search, Status, Info)
# What may name files alone.
READING = (Show, Parts, Save)
# What ends a run of several accounts at once, and not only the one's turn.
FINAL = frozenset(
    {Kind.INTERRUPTED, Kind.TERMINATED, Kind.HANGUP, Kind.CLOSED_PIPE, Kind.USAGE}
)


def run(options: RecvOptions, verb: Verb | None) -> int:
    """Return the exit code of what `options` and `verb` ask for.

    Raises RunError or ShellError.
    """
    verbs = commands(options, verb)
    if verbs and all(isinstance(each, READING) for each in verbs):
        # What reads messages is slow to load, and other verbs do without it.
        from shell.recv.local import read_files

        code = read_files(options, verbs)
        if code is not None:
            return code
    setting = gather(quiet=options.quiet)
    with ExitStack() as stack:
        desk = Desk(setting=setting, options=options, session=not verbs)
        for each in verbs:
            check(each, desk)
        desk = evolve(desk, watches=watching(options, setting, stack))
        return _run(desk, verbs)


def _run(desk: Desk, verbs: tuple[Verb, ...]) -> int:
    setting = desk.setting
    if verbs and isinstance(verbs[0], Configure):
        from shell.recv.configure import configure

        return configure(desk, verbs[0])
    accounts = choose(setting.config, desk.wishes, setting.environment, Protocol.POP3)
    if len(accounts) == 1:
        return _one(desk, accounts[0], verbs)
    if not verbs or not all(isinstance(each, SEVERAL) for each in verbs):
        what = "only list, fetch, search, status and info take several accounts"
        raise ShellError(kind=Kind.USAGE, what=what, hint="Name one with -A.")
    return _several(evolve(desk, sole=False), accounts, verbs)


def _several(desk: Desk, accounts: Sequence[Account], verbs: tuple[Verb, ...]) -> int:
    """Return one exit code for all: what they agree on, or that it was partly done."""
    codes: set[int] = set()
    for account in accounts:
        try:
            codes.add(_account(desk, account, verbs))
        except Interrupted as by:
            return _failed(desk, account, interrupted(by))
        except ShellError as error:
            if error.kind in FINAL:
                return _failed(desk, account, error)
            desk.tally.error = desk.tally.error or error
            put(desk.setting.talk, f"recv: {account.name}: {error}")
            codes.add(error.exit)
    return _finished(desk, codes.pop() if len(codes) == 1 else ExitCode.PARTLY)


def _one(desk: Desk, account: Account, verbs: tuple[Verb, ...]) -> int:
    """Return the exit code of a run of one account, or of a session with a person."""
    try:
        if verbs:
            return _finished(desk, _account(desk, account, verbs))
        from shell.recv.session import converse

        return converse(desk, account)
    except Interrupted as by:
        return _failed(desk, account, interrupted(by))
    except ShellError as error:
        return _failed(desk, account, error)


def _finished(desk: Desk, code: int) -> int:
    """Return `code`, after the last line of a fetch in JSON."""
    if desk.json and desk.tally.accounts:
        desk.tell(desk.tally.done())
    return code


def _failed(desk: Desk, account: Account, error: ShellError) -> int:
    """Return the exit code of `error`, which ends a fetch in JSON; else raise it."""
    if not (desk.json and desk.tally.accounts):
        raise RunError(error=error, account=account.name) from error
    desk.tally.error = error
    put(desk.setting.talk, f"recv: {error}")
    return _finished(desk, error.exit)


def _account(desk: Desk, account: Account, verbs: tuple[Verb, ...]) -> int:
    """Return the exit code after `verbs` were done in one account, and QUIT.

    The first that fails ends the run, without QUIT: then nothing is deleted.
    """
    with opened(desk, account) as maildrop:
        code = ExitCode.DONE
        for verb in verbs:
            if maildrop.has_left:
                # A fetch commits its deletions at once.
                maildrop.reconnect()
            code = act(maildrop, verb, desk)
            if isinstance(verb, Abort | Quit) or (code and verb is not verbs[-1]):
                return code
        if not maildrop.has_left:
            told = desk.json and isinstance(verbs[-1], Delete)
            (leave_with_object if told else leave)(maildrop, desk)
        return code
