"""A maildrop as a service holds it, and what it answers. RFC 1939 sections 5 to 7."""

from attrs import Attribute, evolve, field

from core.pop3.command import (
    Command,
    Dele,
    List,
    ListOne,
    Noop,
    Quit,
    Retr,
    Rset,
    Stat,
    Top,
    Uidl,
    UidlOne,
)
from core.pop3.listing import UNIQUE_ID
from core.pop3.response import Response, Status
from core.value import frozen

GONE = Response(Status.ERR, b"no such message")
UNKNOWN = Response(Status.ERR, b"not known here")


def _is_unique_id(_: object, attribute: "Attribute[bytes]", value: bytes) -> None:
    if not UNIQUE_ID.fullmatch(value):
        raise ValueError(f"Held.{attribute.name} must be 1 to 70 octets of 0x21-0x7E")


@frozen
class Held:
    """A message of a maildrop: its octets are elsewhere, their number is `size`.

    Raises ValueError for a unique-id that is none. RFC 1939 section 7.
    """

    size: int
    unique_id: bytes = field(validator=_is_unique_id)


@frozen
class Maildrop:
    """The messages that a session sees, from number 1 on, and which are marked."""

    messages: tuple[Held, ...] = ()
    marked: frozenset[int] = frozenset()

    def has(self, number: int) -> bool:
        """Return whether message `number` is there and not marked."""
        return 1 <= number <= len(self.messages) and number not in self.marked


def answer(maildrop: Maildrop, command: Command) -> tuple[Maildrop, Response]:
    """Return the maildrop after `command`, and the response to it.

    +OK to RETR and TOP has no body: the message is to be poured behind it. What
    QUIT deletes is what is then marked.
    """
    match command:
        case Stat() | List() | Uidl():
            return maildrop, _told(maildrop, command)
        case (
            ListOne(number=number)
            | UidlOne(number=number)
            | Retr(number=number)
            | Top(number=number)
            | Dele(number=number)
        ) if not maildrop.has(number):
            return maildrop, GONE
        case ListOne(number=number):
            size = maildrop.messages[number - 1].size
            return maildrop, Response(Status.OK, b"%d %d" % (number, size))
        case UidlOne(number=number):
            unique_id = maildrop.messages[number - 1].unique_id
            return maildrop, Response(Status.OK, b"%d %b" % (number, unique_id))
        case Retr(number=number):
            size = maildrop.messages[number - 1].size
            return maildrop, Response(Status.OK, b"%d octets" % size)
        case Dele(number=number):
            marked = evolve(maildrop, marked=maildrop.marked | {number})
            return marked, Response(Status.OK)
        case Rset():
            return evolve(maildrop, marked=frozenset()), Response(Status.OK)
        case Top() | Noop() | Quit():
            return maildrop, Response(Status.OK)
        case _:
            return maildrop, UNKNOWN


def _told(maildrop: Maildrop, command: Stat | List | Uidl) -> Response:
    there = [
        (number, held)
        for number, held in enumerate(maildrop.messages, 1)
        if number not in maildrop.marked
    ]
    match command:
        case Stat():
            size = sum(held.size for _, held in there)
            return Response(Status.OK, b"%d %d" % (len(there), size))
        case List():
            lines = (b"%d %d\r\n" % (number, held.size) for number, held in there)
        case Uidl():
            lines = (b"%d %b\r\n" % (number, held.unique_id) for number, held in there)
    return Response(Status.OK, body=(b"".join(lines),))


def top(octets: bytes, lines: int) -> bytes:
    """Return the header section of a message and the first `lines` of its body.

    RFC 1939 section 7. A message without an empty line is header section alone.
    """
    stop = octets.find(b"\r\n\r\n") + 4
    if stop == 3:
        return octets
    while lines > 0:
        end = octets.find(b"\r\n", stop)
        if end < 0:
            return octets
        stop, lines = end + 2, lines - 1
    return octets[:stop]
