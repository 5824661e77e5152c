"""A recorded dialogue, held again with no network: the same events come out.

What the client wrote is read back to commands by the server's half of the grammar,
and ordered again; what arrived is received again. Commands that never went out
left no record, so the UNSENT answers to them do not come again.
"""

from typing import TypeAlias

from attrs import evolve

from core.pop3 import dialogue as pop3
from core.pop3 import event as pop3_event
from core.pop3.command import Command as Pop3Command
from core.pop3.command import Keep
from core.pop3.grammar import Phase as Pop3Phase
from core.pop3.syntax import parse_command as parse_pop3_command
from core.pop3.syntax import parse_respond
from core.smtp import dialogue as smtp
from core.smtp.command.octets import Command as SmtpCommand
from core.smtp.command.parse import parse_command as parse_smtp_command
from core.smtp.command.parse import parse_response
from core.smtp.command.transaction import Bdat, BdatLast, Content, Mail, Rcpt, Verdict
from core.smtp.grammar import Phase as SmtpPhase
from core.smtp.reply import Reply
from core.transcript import (
    Began,
    Ended,
    Heard,
    Kept,
    Poured,
    Pouring,
    Secured,
    TranscriptRecord,
    Wrote,
)
from core.value import frozen
from core.wire.turn import Channel, Handshake, Write

CRLF = b"\r\n"

Event: TypeAlias = smtp.Event | pop3_event.Event


@frozen
class Replay:
    """The events of a transcript, one tuple a record, and where it went astray.

    `astray` is the number of the first record that cannot follow those before it:
    a line that is no command or has no place, or other octets than were ordered.
    None if all was held again.
    """

    events: tuple[tuple[Event, ...], ...]
    astray: int | None = None


def replay(records: tuple[TranscriptRecord, ...]) -> Replay:
    """Return what comes of `records`. The first must be a Began."""
    match records[:1]:
        case (Began(protocol="pop3", trusted=trusted),):
            session: _Pop3 | _Smtp = _Pop3(trusted=trusted)
        case (Began(protocol=protocol, trusted=trusted),):
            session = _Smtp(trusted=trusted, lmtp=protocol == "lmtp")
        case _:
            return Replay((), 0)
    events: list[tuple[Event, ...]] = [()]
    for number, record in enumerate(records[1:], 1):
        try:
            events.append(session.take(record))
        except ValueError:
            return Replay(tuple(events), number)
    return Replay(tuple(events))


class _Pop3:
    """A POP3 dialogue under replay."""

    def __init__(self, *, trusted: bool) -> None:
        channel = Channel.TRUSTED if trusted else Channel.CLEAR
        self._dialogue = pop3.Dialogue(channel=channel)

    def take(self, record: TranscriptRecord) -> tuple[pop3_event.Event, ...]:
        """Return the events of `record`; ValueError if it cannot be next."""
        match record:
            case Wrote(octets=octets):
                self._order(tuple(map(self._command, _lines(octets))), octets)
                return ()
            case Heard(octets=octets):
                self._dialogue, events = pop3.receive(self._dialogue, octets)
            case Secured():
                self._order((Handshake(),), b"")
                self._dialogue, events = pop3.secured(self._dialogue)
            case Kept(asked=asked, kept=kept):
                self._order((Keep(asked),), b"")
                self._dialogue, events = pop3.stored(self._dialogue, kept)
            case Ended():
                self._dialogue, events = pop3.finish(self._dialogue)
            case Began() | Pouring() | Poured():
                raise ValueError("no such record in POP3")
        return events

    def _command(self, line: bytes) -> Pop3Command:
        command: Pop3Command | None = None
        if self._dialogue.phase is Pop3Phase.EXCHANGING:
            command = parse_respond(line).value
        else:
            command = parse_pop3_command(line).value
        if command is None:
            raise ValueError("no command")
        return command

    def _order(self, commands: tuple[Pop3Command, ...], octets: bytes) -> None:
        self._dialogue, outputs = pop3.issue(self._dialogue, commands)
        _compare(outputs, octets)


class _Smtp:
    """An SMTP or LMTP dialogue under replay."""

    def __init__(self, *, trusted: bool, lmtp: bool) -> None:
        channel = Channel.TRUSTED if trusted else Channel.CLEAR
        self._dialogue = smtp.Dialogue(channel=channel)
        self._lmtp = lmtp
        # Recipients taken since MAIL: in LMTP each has a reply behind the data.
        self._taken = 0
        self._pouring: str | None = None

    def take(self, record: TranscriptRecord) -> tuple[smtp.Event, ...]:
        """Return the events of `record`; ValueError if it cannot be next."""
        match record:
            case Wrote(octets=octets):
                self._order(tuple(map(self._command, _lines(octets))), octets)
                return ()
            case Pouring(source=source):
                self._pour(source)
                return ()
            case Poured():
                self._pouring = None
                return ()
            case Heard(octets=octets):
                flying = self._dialogue.in_flight
                self._dialogue, events = smtp.receive(self._dialogue, octets)
                self._count(flying, events)
            case Secured():
                self._order((Handshake(),), b"")
                self._dialogue, events = smtp.secured(self._dialogue)
            case Ended():
                self._dialogue, events = smtp.finish(self._dialogue, self._pouring)
            case Began() | Kept():
                raise ValueError("no such record in SMTP")
        return events

    def _command(self, line: bytes) -> SmtpCommand:
        command: SmtpCommand | None = None
        if self._dialogue.phase is SmtpPhase.AUTHENTICATING:
            command = parse_response(line).value
        else:
            command = parse_smtp_command(line).value
        if command is None:
            raise ValueError("no command")
        return command

    def _order(self, commands: tuple[SmtpCommand, ...], octets: bytes) -> None:
        self._dialogue, outputs = smtp.issue(self._dialogue, commands)
        _compare(outputs, octets)

    def _pour(self, source: str) -> None:
        """Order mail data, unless the BDAT before them did; it names no source."""
        match self._dialogue.in_flight[-1:]:
            case (Bdat(source="") | BdatLast(source="") as chunk,):
                named = evolve(chunk, source=source)
                flying = (*self._dialogue.in_flight[:-1], named)
                self._dialogue = evolve(self._dialogue, in_flight=flying)
            case _:
                verdicts = (Verdict(),) * (self._taken - 1 if self._lmtp else 0)
                self._order((Content(source), *verdicts), b"")
        self._pouring = source

    def _count(
        self, flying: tuple[SmtpCommand, ...], events: tuple[smtp.Event, ...]
    ) -> None:
        replies = [event for event in events if isinstance(event, Reply)]
        for command, reply in zip(flying, replies, strict=False):
            match command:
                case Mail():
                    self._taken = 0
                case Rcpt() if reply.granted:
                    self._taken += 1
                case _:
                    pass


def _lines(octets: bytes) -> list[bytes]:
    *lines, rest = octets.split(CRLF)
    if rest or not lines:
        raise ValueError("half a line was written")
    return lines


def _compare(outputs: tuple[object, ...], octets: bytes) -> None:
    """Raise ValueError if `outputs` are not what was written."""
    shown = b"".join(output.shown for output in outputs if isinstance(output, Write))
    if shown != octets or not outputs:
        raise ValueError("something else was written")
