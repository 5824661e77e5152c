"""One POP3 session of the sandbox: the service's grammar, and a maildrop behind it."""

from collections.abc import Iterator
from contextlib import ExitStack

from attrs import evolve

from core.codec import base64
from core.pop3 import maildrop as drop
from core.pop3 import service as pop3
from core.pop3.admission import Admission, admit
from core.pop3.capability import Capability, Offer
from core.pop3.command import (
    Apop,
    Auth,
    Capa,
    Command,
    Greeting,
    Pass,
    Quit,
    Respond,
    Retr,
    Top,
    User,
)
from core.pop3.grammar import Phase
from core.pop3.response import IN_USE, Response, Status
from core.pop3.service import Due, Service
from core.wire.turn import Handshake, Violated
from shell.sandbox.link import Link
from shell.sandbox.login import Door
from shell.sandbox.maildrop import Maildrop

GREETING = Response(Status.OK, b"sandbox POP3 server ready")
BUSY = Response(Status.ERR, b"[%b] another session is open" % IN_USE.text.encode())
UNUSABLE = Response(Status.ERR, b"[SYS/PERM] the maildrop cannot be opened")
GONE = Response(Status.ERR, b"no such message")


def offer(mechanisms: tuple[str, ...]) -> Offer:
    """Return what the sandbox offers."""
    words = ("USER", "TOP", "UIDL", "PIPELINING", "RESP-CODES", "AUTH-RESP-CODE")
    return Offer((*map(Capability, words), Capability("SASL", mechanisms)))


class Pop3Session:
    """A session under way: who logs in, and what the maildrop held when they did."""

    def __init__(
        self, link: Link, maildrop: Maildrop, door: Door, mechanisms: tuple[str, ...]
    ) -> None:
        self._link = link
        self._store = maildrop
        self._door = door
        self._service = Service(offer=offer(mechanisms))
        self._admission = Admission(door(b""), mechanisms)
        self._drop = drop.Maildrop()
        self._names: tuple[str, ...] = ()

    def run(self) -> None:
        """Serve until the client leaves; the maildrop is this session's meanwhile."""
        with ExitStack() as stack:
            try:
                free = stack.enter_context(self._store.exclusive())
            except OSError:
                self._link.write(self._say(UNUSABLE))
                return
            going = self._link.write(self._say(GREETING if free else BUSY))
            while going and self._open() and (octets := self._link.read()):
                self._service = pop3.feed(self._service, octets)
                going = all(map(self._link.write, self._answers()))

    def _open(self) -> bool:
        return self._service.phase is not Phase.CLOSED

    def _say(self, response: Response) -> bytes:
        self._service, octets = pop3.say(self._service, response)
        return octets

    def _answers(self) -> Iterator[bytes]:
        """Yield the octets of the answers to what has been heard."""
        while True:
            self._service, heard = pop3.hear(self._service)
            match heard:
                case None | Violated() | Handshake():
                    return
                case Due(response=response):
                    yield self._say(response)
                case _:
                    yield from self._answer(heard)

    def _answer(self, command: Command) -> Iterator[bytes]:
        match command:
            case Greeting() | Capa():
                yield self._say(pop3.grant(self._service))
            case User() | Pass() | Apop() | Auth() | Respond():
                yield self._say(self._admit(command))
            case Retr(number=number) | Top(number=number) if self._drop.has(number):
                yield from self._pour(command, self._names[number - 1])
            case Quit():
                yield self._say(self._commit())
            case _:
                self._drop, response = drop.answer(self._drop, command)
                yield self._say(response)

    def _admit(self, command: User | Pass | Apop | Auth | Respond) -> Response:
        """Return the response to a step of a login; the maildrop opens with it."""
        said = b""
        match command:
            case Pass(secret=secret):
                said = secret.encode()
            case Auth(initial=bytes() as octets) | Respond(octets=octets):
                said = base64.decode(octets).value
            case _:
                pass
        asked = evolve(self._admission, keeper=self._door(said))
        self._admission, response = admit(asked, command)
        if self._admission.user is not None and not self._names:
            try:
                stored = self._store.messages()
            except OSError:
                return UNUSABLE
            self._names = tuple(one.unique_id for one in stored)
            held = (drop.Held(one.size, one.unique_id.encode()) for one in stored)
            self._drop = drop.Maildrop(tuple(held))
        return response

    def _pour(self, command: Retr | Top, name: str) -> Iterator[bytes]:
        """Yield the answer to RETR or TOP, a piece at a time."""
        try:
            pieces = self._store.pieces(name)
            first = next(pieces, b"")
        except OSError:
            yield self._say(GONE)
            return
        size = self._drop.messages[command.number - 1].size
        yield self._say(Response(Status.OK, b"%d octets" % size))
        if isinstance(command, Top):
            first = drop.top(b"".join((first, *pieces)), command.lines)
            pieces = iter(())
        for piece in pieces:
            self._service, octets = pop3.pour(self._service, first, last=False)
            yield octets
            first = piece
        self._service, octets = pop3.pour(self._service, first, last=True)
        yield octets

    def _commit(self) -> Response:
        """Delete what is marked, where the session has come that far."""
        marked = tuple(self._names[number - 1] for number in self._drop.marked)
        try:
            self._store.delete(marked)
        except OSError:
            return Response(Status.ERR, b"[SYS/TEMP] some messages are not deleted")
        return Response(Status.OK, b"Bye")
