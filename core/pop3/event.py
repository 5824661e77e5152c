"""What a dialogue tells: answers, pieces of messages, and what went wrong."""

from typing import TypeAlias

from attrs import field

from core.pop3.command import Keep
from core.pop3.response import Response
from core.value import frozen
from core.wire.turn import Goodbye, Handshake, Missing, Secured, Violated, Write


@frozen
class Piece:
    """Octets of message `number`, without transparency; `last` ends the message.

    TOP gives its header section and lines likewise.
    """

    number: int
    octets: bytes = field(repr=False)
    last: bool


@frozen
class Stored:
    """The answer to Keep: the messages that are on disk for good."""

    numbers: tuple[int, ...]


Answer: TypeAlias = Response | Secured | Stored | Missing
Event: TypeAlias = Answer | Piece | Violated | Goodbye
Output: TypeAlias = Write | Handshake | Keep
