"""One session with a POP3 server, from the connection to its end."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from core.pop3.command import Command, Pass, User
from core.pop3.dialogue import Dialogue
from core.pop3.event import Answer, Piece
from core.pop3.grammar import Phase
from core.pop3.opening import (
    ApopSecret,
    Opened,
    Unopened,
    UserPass,
    Way,
    open_session,
)
from core.wire.turn import Channel
from shell import clock
from shell.config.choice import Access
from shell.connect import Terms, open_stream
from shell.drive.loop import Driven, Talk, drive, recorder_for
from shell.drive.pop3 import Pop3Side, Sink
from shell.drive.side import Watch
from shell.exits import Kind, ShellError
from shell.login import mechanisms
from shell.recv.steps import narrated
from shell.run.ending import broken_off
from shell.run.steps import Narrator
from shell.secret import Password, Secret
from shell.server import Security
from shell.stream import TcpStream

T = TypeVar("T")


class Nowhere:
    """A Sink for errands that bring no messages."""

    def take(self, piece: Piece) -> None:
        """Let the piece go."""

    def keep(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """Return none: nothing is kept."""
        del numbers
        return ()


NOWHERE = Nowhere()


class Line:
    """A session that is open, or was. `opened` says what the server offers.

    `connecting` and `logging_in` are how many seconds each took.
    """

    def __init__(
        self,
        access: Access,
        stream: TcpStream,
        watches: tuple[Watch, ...],
        narrator: Narrator,
    ) -> None:
        self.access = access
        self.opened: Opened
        self.connecting = 0.0
        self.logging_in = 0.0
        self.watches = watches
        self._stream = stream
        self._narrator = narrator
        self._dialogue = Dialogue(channel=_channel(access))
        self._driven: Driven[Dialogue, object] | None = None

    @property
    def usable(self) -> bool:
        """Return whether something may still be said."""
        return self._dialogue.phase is not Phase.CLOSED

    @property
    def tls_version(self) -> str | None:
        """Return the version of TLS, None in clear."""
        return self._stream.tls_version if self.usable else None

    def hold(self, talk: Talk[Command, Answer, T], sink: Sink = NOWHERE) -> T:
        """Return the result of `talk`; messages go to `sink`.

        Never raises for what the line does: an errand always has a result, and
        `lost` says why it broke off.
        """
        driven = drive(
            Pop3Side(sink, self.access.timeout),
            self._stream,
            self._dialogue,
            narrated(talk, self._narrator, self._dialogue.in_flight),
            self.watches,
        )
        self._dialogue = driven.dialogue
        self._driven = Driven(driven.dialogue, None, driven.faults, driven.ended)
        return driven.result

    def lost(self, stage: str) -> ShellError:
        """Return why the last talk broke off, at `stage`."""
        driven = self._driven
        faults = () if driven is None else driven.faults
        ended = None if driven is None else driven.ended
        return broken_off(faults, ended, self._stream.server, stage)

    def close(self) -> None:
        """Drop the line, without a word."""
        self._stream.close()


def open_line(
    access: Access,
    terms: Terms,
    secret: Secret | None,
    watches: tuple[Watch, ...],
    narrator: Narrator,
) -> Line:
    """Return a session with the server of `access`, logged in where there is a secret.

    Raises ShellError.
    """
    ways = () if secret is None else ways_in(access, secret)
    narrator.step(f"connecting to {access.server.url}")
    begun = clock.monotonic()
    stream = open_stream(access, terms)
    line = Line(access, stream, watches, narrator)
    try:
        line.connecting = clock.monotonic() - begun
        _open(line, ways)
    except BaseException:
        line.close()
        raise
    return line


# Seconds until a server that still holds the session whose line was lost is asked
# again: it may take a moment to see that nobody is there. RFC 2449 section 8.1.2.
PAUSES = (0.25, 0.5, 1.0, 2.0, 4.0)


def patiently(connect: Callable[[], Line]) -> Line:
    """Return the line that `connect` makes, after a session that was lost.

    Raises ShellError: where the maildrop is in use, not before the last pause.
    """
    for seconds in PAUSES:
        try:
            return connect()
        except ShellError as error:
            if error.kind is not Kind.IN_USE:
                raise
        clock.pause(seconds)
    return connect()


def _open(line: Line, ways: tuple[Way, ...]) -> None:
    """Bring `line` to where its maildrop is open, or a login due. Raises ShellError."""
    server = line.access.server
    begun = clock.monotonic()
    trusted = _channel(line.access) is Channel.TRUSTED
    recorder = recorder_for(line.watches)
    if recorder is not None:
        recorder.began("pop3", server.authority, trusted=trusted)
    opening = line.hold(open_session(ways, stls=server.security is Security.UPGRADE))
    match opening:
        case Opened() if not line.usable:
            # More came than the answer to the login.
            raise line.lost("login")
        case Opened():
            line.opened = opening
            line.logging_in = clock.monotonic() - begun
        case Unopened():
            from shell.recv.refusal import stage_of, unopened

            raise unopened(opening, server) or line.lost(stage_of(opening))


def ways_in(access: Access, secret: Secret) -> tuple[Way, ...]:
    """Return the ways to log in, the best one first. USER and PASS come last.

    APOP is there only where it is named. Raises ShellError for a secret that
    cannot be sent.
    """
    try:
        match access.auth, secret:
            case "APOP", Password(text=text):
                return (ApopSecret(access.user or "", text),)
            case "USER", Password(text=text):
                return (_user_and_pass(access, text),)
            case _:
                ways: tuple[Way, ...] = mechanisms(access, secret)
    except ValueError as error:
        # The error names the field and the rule, never the value.
        raise ShellError(kind=Kind.CONFIG, what=str(error), stage="login") from None
    if access.auth is None and isinstance(secret, Password):
        # A password that no command line holds may still do for the others.
        with suppress(ValueError):
            return (*ways, _user_and_pass(access, secret.text))
    return ways


def _user_and_pass(access: Access, text: str) -> UserPass:
    return UserPass(User(access.user or ""), Pass(text))


def _channel(access: Access) -> Channel:
    """Return whether mail may go over the line from its first octet on.

    Who reaches a server in clear was allowed to.
    """
    upgraded = access.server.security is Security.UPGRADE
    return Channel.CLEAR if upgraded else Channel.TRUSTED
