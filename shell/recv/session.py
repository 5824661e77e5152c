"""The session: a person types commands, one after another, until `quit`."""

import signal
import sys
from contextlib import ExitStack

from attrs import evolve

from core.visible import visible_line
from shell.config.account import Account
from shell.config.choice import Wishes, choose
from shell.config.file import load
from shell.exits import ExitCode, Kind, ShellError
from shell.options.recv import (
    Abort,
    ChangeAccount,
    Configure,
    Help,
    List,
    Parts,
    Pop3Command,
    Quit,
    Raw,
    Save,
    Show,
)
from shell.options.verb import Verb
from shell.quantity import counted
from shell.recv.act import act, check
from shell.recv.desk import Desk
from shell.recv.maildrop import Maildrop
from shell.recv.opened import opened
from shell.recv.typed import completions, in_full
from shell.recv.words import is_secret, read_line
from shell.server import Protocol
from shell.signals import Interrupted
from shell.terminal.pager import page
from shell.terminal.prompt import ReadLine, confirm, line_reader
from shell.terminal.screen import Painted, Style, put, screen_of

HISTORY = "history"
# What ends a session, whatever command it was met in.
ENDING = frozenset({Kind.TERMINATED, Kind.HANGUP, Kind.CLOSED_PIPE})


def converse(desk: Desk, account: Account) -> int:
    """Return the exit code of a session that begins with `account`.

    Raises ShellError if nobody can log in, or if the deletions at its end were not
    confirmed.
    """
    history = desk.setting.states / HISTORY
    read = line_reader(
        completions(desk.setting.config), history, lambda line: not is_secret(line)
    )
    before: tuple[Desk, Account] | None = None
    while True:
        with ExitStack() as stack:
            try:
                maildrop = stack.enter_context(opened(desk, account))
            except ShellError as error:
                if before is None or error.kind in ENDING:
                    raise
                _complain(desk, error)
                (desk, account), before = before, None
                continue
            ended = Session(desk, maildrop, read).run()
        match ended:
            case Account():
                before = (desk, account)
                desk, account = _elsewhere(desk, ended.name), ended
            case code:
                return code


def _elsewhere(desk: Desk, name: str) -> Desk:
    """Return a desk for another account: what named this one's server is not its."""
    options = evolve(
        desk.options,
        account=[name],
        server=None,
        user=None,
        auth=None,
        password_command=None,
        no_login=False,
    )
    return evolve(desk, options=options)


def _complain(desk: Desk, error: ShellError) -> None:
    put(desk.setting.talk, (Painted(str(error), Style.RED),))


class Session:
    """What a person and one maildrop have to say to each other."""

    def __init__(self, desk: Desk, maildrop: Maildrop, read: ReadLine) -> None:
        self._desk = desk
        self._maildrop = maildrop
        self._read = read
        # Whether the line was lost, and nobody has asked for a new one yet.
        self._lost = False

    def run(self) -> int | Account:
        """Return the exit code, or the account to go on with. Raises ShellError."""
        if self._desk.options.no_login:
            url = self._maildrop.access.server.url
            self._say(f"connected to {url}; USER and PASS log in")
        else:
            self._do(List())
        warned = False
        while True:
            try:
                line = self._read(self._prompt())
            except EOFError:
                line = "quit"
            except KeyboardInterrupt as by:
                if _is_final(by):
                    raise
                if warned:
                    self._act(Abort())
                    return ExitCode.INTERRUPTED
                warned = True
                self._say("^C once more drops the line, and nothing is deleted")
                continue
            warned = False
            ended = self._line(line)
            if ended is not None:
                return ended

    def _line(self, line: str) -> int | Account | None:
        """Do what a line asks for; return how the session ends, if it does."""
        try:
            verb = read_line(in_full(line))
        except ShellError as error:
            _complain(self._desk, error)
            return None
        return None if verb is None else self._do(verb)

    def _do(self, verb: Verb) -> int | Account | None:
        """Do `verb`; what goes wrong is told, and the session goes on.

        Raises ShellError for what ends it.
        """
        self._refresh()
        try:
            return self._act(verb)
        except ShellError as error:
            if error.kind in ENDING or _is_last(verb):
                raise
            _complain(self._desk, error)
        except KeyboardInterrupt as by:
            if _is_final(by):
                raise
            self._say("interrupted")
        if not self._maildrop.usable:
            self._lost = True
            self._offer()
        return None

    def _act(self, verb: Verb) -> int | Account | None:
        match verb:
            case ChangeAccount(name=name):
                return self._change(name)
            case Help(command=command):
                self._help(command)
                return None
            case Configure():
                from shell.recv.configure import configure

                configure(self._desk, verb)
                self._learn_accounts()
                return None
            case Show() | Parts() | Save() if self._read_here(verb):
                return None
            case _:
                check(verb, self._desk)
        if not self._maildrop.usable and not isinstance(verb, Abort):
            self._connect_again(verb)
        code = act(self._maildrop, verb, self._desk)
        return code if _is_last(verb) else None

    def _connect_again(self, verb: Verb) -> None:
        """Have a line for `verb`: after a fetch without a word, else on request."""
        if self._lost and not _is_last(verb):
            self._offer()
        elif not self._lost:
            self._maildrop.reconnect()

    def _offer(self) -> None:
        """Ask whether to connect again, after a line was lost."""
        host = self._maildrop.access.server.host
        try:
            if not confirm(f"The line to {host} is lost. Connect again?", instead=""):
                return
            marked = self._maildrop.reconnect()
        except ShellError as error:
            if error.kind in ENDING:
                raise
            _complain(self._desk, error)
            return
        except KeyboardInterrupt as by:
            if _is_final(by):
                raise
            return
        self._lost = False
        again = f"; {counted(marked)} marked again" if marked else ""
        self._say(f"connected again{again}")

    def _read_here(self, verb: Show | Parts | Save) -> bool:
        """Return whether `verb` was about files, and is done."""
        from shell.recv.local import read_local
        from shell.recv.remote import window_of

        return read_local(verb, window_of(self._desk)) is not None

    def _change(self, name: str) -> Account | None:
        """Return the account `name`, after this one's deletions were committed."""
        setting = self._desk.setting
        wishes = Wishes(accounts=(name,))
        account, *more = choose(
            setting.config, wishes, setting.environment, Protocol.POP3
        )
        if more:
            what = "a session has one account at a time"
            raise ShellError(kind=Kind.USAGE, what=what)
        if self._maildrop.marked:
            count = counted(len(self._maildrop.marked))
            question = f"{count} marked as deleted. Delete now?"
            if not confirm(question, instead="Say `quit` or `undelete` first."):
                self._act(Abort())
                return account
        self._act(Quit())
        return account

    def _help(self, command: str | None) -> None:
        from shell.recv.helping import help_lines

        setting = self._desk.setting
        lines = help_lines(command, setting.out.width)
        page(setting.out, lines, setting.environment)

    def _prompt(self) -> str:
        marked = len(self._maildrop.marked)
        shown = f" ({marked} to delete)" if marked else ""
        return visible_line(f"{self._maildrop.name}{shown}> ")

    def _refresh(self) -> None:
        """Take the size of the window as it is now."""
        setting = self._desk.setting
        out = screen_of(sys.stdout, setting.environment)
        talk = screen_of(sys.stderr, setting.environment)
        self._desk = evolve(self._desk, setting=evolve(setting, out=out, talk=talk))

    def _learn_accounts(self) -> None:
        """Read the configuration again, which has another account by now."""
        setting = self._desk.setting
        known = evolve(setting, config=load(setting.environment))
        self._desk = evolve(self._desk, setting=known)

    def _say(self, text: str) -> None:
        self._desk.setting.say(text)


def _is_last(verb: Verb) -> bool:
    """Return whether the session ends with `verb`."""
    match verb:
        case Quit() | Abort():
            return True
        case Pop3Command() | Raw():
            from shell.recv.protocol import line_of

            return line_of(verb).strip().upper() == "QUIT"
        case _:
            return False


def _is_final(by: KeyboardInterrupt) -> bool:
    """Return whether it was another signal than ^C, which ends the process."""
    return isinstance(by, Interrupted) and by.number != signal.SIGINT
