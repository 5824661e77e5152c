"""One SMTP session of the sandbox: the service's grammar, and a maildrop behind it."""

import binascii
from collections.abc import Iterator

from core.header.trace import (
    Clause,
    Received,
    ReturnPath,
    serialize_received,
    serialize_return_path,
)
from core.sasl import server as sasl
from core.smtp import service as smtp
from core.smtp.command.octets import Command
from core.smtp.command.session import Auth, Ehlo, Helo, Quit, Respond
from core.smtp.command.transaction import Bdat, BdatLast, Content, Data, Mail, Rcpt
from core.smtp.extension import Keyword, Offer
from core.smtp.grammar import Phase
from core.smtp.path import ReversePath
from core.smtp.reply import Reply
from core.smtp.service import Due, Piece, Service
from core.wire.turn import Handshake, Violated
from shell import clock
from shell.sandbox.link import Link
from shell.sandbox.login import Door
from shell.sandbox.maildrop import Delivery, Maildrop

DOMAIN = "sandbox.example"

GRANTED = Reply(235, (b"2.7.0 Authentication successful",))
DENIED = Reply(535, (b"5.7.8 Authentication failed",))
FAILED = Reply(451, (b"4.3.0 the maildrop cannot be written to",))


def offer(mechanisms: tuple[str, ...]) -> Offer:
    """Return what the sandbox offers."""
    plain = ("PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "CHUNKING", "DSN")
    return Offer(
        DOMAIN,
        (
            *map(Keyword, plain),
            Keyword("AUTH", mechanisms),
            Keyword("ENHANCEDSTATUSCODES"),
        ),
    )


class SmtpSession:
    """A session under way: what is being received, and from whom."""

    def __init__(
        self, link: Link, maildrop: Maildrop, door: Door, mechanisms: tuple[str, ...]
    ) -> None:
        self._link = link
        self._maildrop = maildrop
        self._door = door
        self._service = Service(offer=offer(mechanisms))
        self._exchange: sasl.Listening | None = None
        self._hello = ""
        self._sender: ReversePath | None = None
        self._delivery: Delivery | None = None

    def run(self) -> None:
        """Serve until the client leaves."""
        try:
            greeting = Reply(220, (f"{DOMAIN} ESMTP sandbox".encode(),))
            going = self._link.write(self._say(greeting))
            while going and (octets := self._link.read()):
                self._service = smtp.feed(self._service, octets)
                said = b"".join(map(self._say, self._replies()))
                going = self._link.write(said)
                going = going and self._service.phase is not Phase.CLOSED
        finally:
            self._drop()

    def _say(self, reply: Reply) -> bytes:
        self._service, octets = smtp.say(self._service, reply)
        return octets

    def _replies(self) -> Iterator[Reply]:
        """Yield the replies to what has been heard; each is said before the next."""
        while True:
            self._service, heard = smtp.hear(self._service)
            reply: Reply | None
            match heard:
                case None | Violated() | Handshake():
                    return
                case Due():
                    reply = heard.reply
                case Piece(octets=octets, last=last):
                    reply = self._take(octets, last=last)
                case _:
                    reply = self._answer(heard)
            if reply is not None:
                yield reply

    def _answer(self, command: Command) -> Reply | None:
        """Return the reply to `command`; None for one that octets follow first."""
        match command:
            case Bdat() | BdatLast():
                return None
            case Ehlo(domain=domain) | Helo(domain=domain):
                self._hello = domain
                return smtp.grant(self._service)
            case Auth(mechanism=mechanism, initial=initial):
                return self._begin(mechanism, initial)
            case Respond(octets=octets):
                return self._go_on(octets)
            case Mail(path=path):
                self._drop()
                self._sender = path
                return Reply(250, (b"2.1.0 Ok",))
            case Rcpt():
                return Reply(250, (b"2.1.5 Ok",))
            case Data():
                return Reply(354, (b"End data with <CR><LF>.<CR><LF>",))
            case Quit():
                return Reply(221, (b"2.0.0 Bye",))
            case _:
                return smtp.grant(self._service)

    def _begin(self, mechanism: str, initial: bytes | None) -> Reply:
        first = sasl.begin(mechanism)
        if first is None:
            return Reply(504, (b"5.5.4 Mechanism not known",))
        self._exchange = first
        if initial is None:
            asked = sasl.prompt(first, self._door(b""))
            return self._challenge(asked)
        return self._go_on(b"" if initial == b"=" else initial)

    def _go_on(self, octets: bytes) -> Reply:
        """Return what follows a response in base64."""
        exchange, self._exchange = self._exchange, None
        try:
            said = binascii.a2b_base64(octets, strict_mode=True) if octets else b""
        except binascii.Error:
            return Reply(501, (b"5.5.2 not base64",))
        if exchange is None:
            return DENIED
        match sasl.hear(exchange, self._door(said), said):
            case sasl.Challenge() as asked:
                return self._challenge(asked)
            case sasl.Granted():
                return GRANTED
            case sasl.Denied():
                return DENIED

    def _challenge(self, asked: sasl.Challenge) -> Reply:
        self._exchange = asked.exchange
        return Reply(334, (binascii.b2a_base64(asked.octets, newline=False),))

    def _take(self, octets: bytes, *, last: bool) -> Reply | None:
        """Take in mail data; the reply where the last of it, or of a chunk, came."""
        try:
            if self._delivery is None:
                self._delivery = self._maildrop.begin()
                self._delivery.write(self._trace())
            self._delivery.write(octets)
            if not last:
                return None
            if not isinstance(self._service.owed, Content | BdatLast):
                return Reply(250, (b"2.0.0 Ok",))
            name = self._delivery.commit()
        except OSError:
            self._drop()
            return FAILED if last else None
        self._delivery = None
        return Reply(250, (f"2.0.0 Ok: queued as {name}".encode(),))

    def _trace(self) -> bytes:
        """Return the trace fields of a delivery. RFC 5321 section 4.4."""
        sender = self._sender.addr_spec if self._sender else None
        returned = serialize_return_path(ReturnPath(sender))
        clauses = (
            Clause("from", self._hello or "unknown", (f"[{self._link.peer}]",)),
            Clause("by", DOMAIN),
            Clause("with", "ESMTP"),
        )
        received = serialize_received(Received(clauses, clock.now()))
        folded = received.replace(b" by ", b"\r\n by ", 1).replace(b"; ", b";\r\n ")
        return b"Return-Path: %b\r\nReceived: %b\r\n" % (returned, folded)

    def _drop(self) -> None:
        """Forget a message that did not come to its end."""
        if self._delivery is not None:
            self._delivery.abandon()
            self._delivery = None
