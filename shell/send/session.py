"""One SMTP session: reached, opened, used for a message, closed."""

from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from core.smtp.command.octets import Command
from core.smtp.command.session import Greeting
from core.smtp.dialogue import Answer, Dialogue
from core.smtp.envelope import Submission
from core.smtp.fate import Fate
from core.smtp.opening import (
    Opened,
    Opening,
    Unopened,
    Upgrade,
    close_session,
    open_session,
)
from core.smtp.submit import submit
from core.wire.turn import Channel
from shell.config.choice import Access
from shell.connect import Terms, open_stream
from shell.drive.loop import Driven, End, Talk, drive, recorder_for
from shell.drive.side import Broken, Watch
from shell.drive.smtp import SmtpSide, Sources
from shell.exits import ShellError
from shell.run.steps import observed
from shell.send.outgoing import NoMail
from shell.send.tale import Tale
from shell.server import Security
from shell.signals import Interrupted

if TYPE_CHECKING:
    from core.sasl.exchange import Mechanism

T = TypeVar("T")


class Session:
    """A session with the server of `access`, from its connection on.

    Raises ShellError if the server cannot be reached.
    """

    def __init__(
        self, access: Access, terms: Terms, tale: Tale, watches: tuple[Watch, ...]
    ) -> None:
        self._access = access
        self._tale = tale
        self._watches = watches
        server = access.server.authority
        tale.begin()
        self._stream = open_stream(
            access, terms, lambda stage: tale.passed(stage, server)
        )
        upgrade = access.server.security is Security.UPGRADE
        channel = Channel.CLEAR if upgrade else Channel.TRUSTED
        self._dialogue = Dialogue(channel=channel)
        self._faults: tuple[Broken, ...] = ()
        self._ended: End | None = None
        recorder = recorder_for(watches)
        if recorder is not None:
            recorder.began("smtp", server, trusted=not upgrade)

    def __enter__(self) -> "Session":
        """Return the session, which is closed when the context ends."""
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        """End the connection, without a word."""
        self._stream.close()

    @property
    def server(self) -> str:
        """The server's "host:port"."""
        return self._stream.server

    @property
    def tls_version(self) -> str | None:
        """The version of TLS that was agreed on; None in clear."""
        return self._stream.tls_version

    def open(
        self, mechanisms: "tuple[Mechanism, ...]"
    ) -> Driven[Dialogue, Opened | Unopened]:
        """Return the session as it was opened, or where it failed."""
        upgrade = self._access.server.security is Security.UPGRADE
        opening = Opening(
            domain=self._access.account.ehlo or self._stream.address_literal,
            upgrade=Upgrade.STARTTLS if upgrade else Upgrade.NONE,
            mechanisms=mechanisms,
        )
        return self._hold(open_session(opening), NoMail(), (Greeting(),))

    def submit(
        self, opened: Opened, submission: Submission, sources: Sources
    ) -> Driven[Dialogue, tuple[Fate, ...]]:
        """Return what became of `submission`."""
        return self._hold(submit(opened.offer, (submission,)), sources)

    def quit(self) -> None:
        """Take leave. Whatever comes of it changes nothing that was done."""
        with suppress(ShellError, Interrupted):
            self._hold(close_session(), NoMail())

    def _hold(
        self,
        talk: Talk[Command, Answer, T],
        sources: Sources,
        awaited: tuple[Command, ...] = (),
    ) -> Driven[Dialogue, T]:
        side = SmtpSide(sources, self._access.timeout)
        tale = self._tale
        told = observed(talk, awaited, tale.ordered, tale.answered)
        driven = drive(side, self._stream, self._dialogue, told, self._watches)
        self._dialogue = driven.dialogue
        # What ended the session behind a welcome answer is why the next one is missing.
        self._faults += driven.faults
        self._ended = self._ended or driven.ended
        return Driven(driven.dialogue, driven.result, self._faults, self._ended)
