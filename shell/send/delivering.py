"""A message handed to its server: watched, journalled, told, and kept if it was not."""

from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import TYPE_CHECKING

from core.smtp.dialogue import Dialogue
from core.smtp.fate import Fate, Refused, Taken, Uncertain
from core.smtp.opening import Opened, Unopened
from shell.config.choice import Access
from shell.disk import Disk
from shell.drive.loop import Driven
from shell.exits import ExitCode, ShellError
from shell.journal import Journal, Stage
from shell.run.ending import broken_off, interrupted
from shell.run.failure import RunError
from shell.run.reaching import mechanisms_for, reaching
from shell.run.watching import watching
from shell.send.copy import parse_copy, save_copy
from shell.send.guard import objections, pass_guards, repeated
from shell.send.mail import octets
from shell.send.order import Order, target_text
from shell.send.outgoing import Outgoing
from shell.send.report import Met, refusals, tell_taken
from shell.send.session import Session
from shell.send.tale import Tale
from shell.server import Protocol
from shell.signals import Interrupted, ignored

if TYPE_CHECKING:
    from shell.terminal.progress import Advance


def deliver(order: Order) -> int:
    """Return the exit code of a message that was taken.

    Raises RunError for one that was not; it is kept then.
    """
    return _Delivery(order).run()


class _Delivery:
    """One try to deliver a message, and how far it has come."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._mail = order.mail
        self._journal = Journal(order.setting.states, Disk())
        narrator = order.setting.narrator(order.options.verbose)
        self._tale = Tale(narrator, order.mail.size)
        self._outgoing: Outgoing | None = None
        self._fate: Fate | None = None

    def run(self) -> int:
        """Return the exit code of a message that was taken. Raises RunError."""
        try:
            return self._run()
        except Interrupted as by:
            if isinstance(self._fate, Taken):
                # All that counts is done.
                return self._code(self._fate)
            raise self._stopped(self._certain(interrupted(by))) from by
        except ShellError as error:
            raise self._stopped(error) from error
        finally:
            self._journal.close()

    def _stopped(self, error: ShellError) -> RunError:
        """Return the end of the run; only here is needed what keeps a message."""
        from shell.send.stopping import stopped

        return stopped(self._order, error, self._fate)

    def _run(self) -> int:
        order, setting = self._order, self._order.setting
        options, account = order.options, order.account
        where = "--save-sent" if options.save_sent else f"accounts.{account.name}.sent"
        target = parse_copy(target_text(options, account), where)
        self._guard()
        served = reaching(setting, account, order.wishes, Protocol.SMTP, order.terms)
        with served as access, ExitStack() as stack:
            watches = watching(options, setting, stack)
            ways = mechanisms_for(access, setting)
            session = Session(access, order.terms, self._tale, watches)
            stack.enter_context(session)
            driven = session.open(ways)
            match driven.result:
                case Unopened() as unopened:
                    session.quit()
                    from shell.send.verdict import Party, not_opened

                    raise not_opened(unopened, driven, Party(access, self._mail))
                case Opened() as opened:
                    met = Met(access=access, opened=opened, tls=session.tls_version)
            taken = self._submit(session, met)
        if target is not None:
            try:
                save_copy(target, octets(self._mail.content), setting.states)
            except ShellError as error:
                setting.warn(f"it was sent, but no copy was saved: {error}")
        tell_taken(order, met, taken, self._tale.milliseconds())
        return self._code(taken)

    def _guard(self) -> None:
        """Ask what there is to ask. Raises ShellError if it is better not sent."""
        order = self._order
        doubts = (
            objections(self._mail)
            if order.anew
            else repeated(self._mail, self._journal)
        )
        pass_guards(doubts, order.setting, yes=order.options.yes)

    def _submit(self, session: Session, met: Met) -> Taken:
        """Return the fate of a message that was taken. Raises ShellError."""
        with self._progress() as advance:
            self._outgoing = Outgoing(
                self._mail, self._journal, session.server, advance
            )
            driven = session.submit(met.opened, self._order.submission, self._outgoing)
        with ignored():
            self._fate = driven.result[0]
            self._note(session.server)
        session.quit()
        return self._taken(self._fate, driven, met.access)

    def _taken(
        self, fate: Fate, driven: Driven[Dialogue, tuple[Fate, ...]], access: Access
    ) -> Taken:
        if isinstance(fate, Taken):
            return fate
        from shell.send.stopping import uncertain
        from shell.send.verdict import Party, refused

        party = Party(access, self._mail)
        match fate:
            case Refused():
                raise refused(fate, driven, party)
            case Uncertain():
                why = broken_off(driven.faults, driven.ended, party.server, "content")
                raise uncertain(self._order, why)

    def _note(self, server: str) -> None:
        """Write down what became of the message; what was done is done all the same."""
        match self._fate:
            case Taken():
                stage = Stage.TAKEN
            case Uncertain():
                stage = Stage.UNCERTAIN
            case Refused() | None:
                if self._outgoing is None or not self._outgoing.committed:
                    return
                stage = Stage.REFUSED
        try:
            self._journal.note(self._mail.message_id, server, stage)
            if isinstance(self._fate, Taken) and self._order.again is not None:
                from shell.unsent import drop_kept

                drop_kept(self._order.again, Disk())
        except ShellError as error:
            self._order.setting.warn(str(error))

    def _certain(self, error: ShellError) -> ShellError:
        """Return `error`, or that nothing is certain once the last octet may be out."""
        committed = self._outgoing is not None and self._outgoing.committed
        if committed and self._fate is None:
            from shell.send.stopping import uncertain

            return uncertain(self._order, error)
        return error

    def _progress(self) -> AbstractContextManager["Advance"]:
        """Return what shows how far the message is; nothing beside a dialogue."""
        options, talk = self._order.options, self._order.setting.talk
        if options.quiet or options.verbose > 1 or not talk.terminal:
            return nullcontext(lambda _, __: None)
        from shell.terminal.progress import progress

        return progress(talk, self._mail.size)

    def _code(self, taken: Taken) -> ExitCode:
        return ExitCode.PARTLY if refusals(taken.recipients) else ExitCode.DONE
