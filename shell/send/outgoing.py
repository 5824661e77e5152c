"""The mail data of one message as the dialogue asks for it."""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from shell.journal import Journal, Stage
from shell.send.mail import Mail, octets

if TYPE_CHECKING:
    from shell.terminal.progress import Advance


class Outgoing:
    """A message as the source of its name. `committed` once its end may go out."""

    def __init__(
        self, mail: Mail, journal: Journal, server: str, advance: "Advance"
    ) -> None:
        self.committed = False
        self._mail = mail
        self._journal = journal
        self._server = server
        self._advance = advance

    def pieces(self, _: str) -> Iterator[bytes]:
        """Yield the octets of the message. Raises ShellError."""
        done = 0
        for piece in octets(self._mail.content):
            yield piece
            done += len(piece)
            with suppress(OSError):
                # A terminal that is gone stops nothing by itself.
                self._advance(done, "sending")

    def committing(self, _: str) -> None:
        """Return once the journal would outlast a power cut. Raises ShellError."""
        self._journal.note(self._mail.message_id, self._server, Stage.POURING)
        self.committed = True


class NoMail:
    """What a session without mail has to send."""

    def pieces(self, source: str) -> Iterator[bytes]:
        """Raise LookupError: there is no source."""
        raise LookupError(source)

    def committing(self, source: str) -> None:
        """Raise LookupError: there is no source."""
        raise LookupError(source)
