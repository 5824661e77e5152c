"""What the dialogues of both protocols share. They may not import each other."""

from enum import Enum
from typing import TypeAlias

from attrs import field

from core.value import frozen


class Missing(Enum):
    """Why a command that was ordered has no answer."""

    UNANSWERED = "sent, and no answer came: what it did is not known"
    UNENDED = "begun, and its end was never sent"
    UNSENT = "never sent"


class Fault(Enum):
    """How the other side broke the protocol. RFC 5321, RFC 1939."""

    MALFORMED = "a line that is no reply"
    CONTRADICTORY = "a reply whose lines differ in their code"
    UNEXPECTED = "a reply with a code that does not fit the command"
    UNASKED = "octets that answer no command"
    INJECTED = "octets in clear behind the go-ahead for TLS"
    TOO_LONG = "a line or a reply past its limit"
    UNENDED = "the end of input in the middle of a reply"
    OUT_OF_RANGE = "a number outside what the maildrop holds"


class Channel(Enum):
    """Whether the line may carry credentials and mail."""

    CLEAR = "neither may go out before the handshake"
    TRUSTED = "both may: it is under TLS, or clear text was allowed"


@frozen
class Violated:
    """The other side broke the protocol; the session is over.

    `octets` are those that show it, cut where they are many. They are the other
    side's words: a person sees them only through the terminal filter.
    """

    fault: Fault
    octets: bytes


@frozen
class Goodbye:
    """The other side took its leave unasked: a 421 or -ERR that answers nothing.

    No violation, but the session is over. `octets` are the line or lines.
    """

    octets: bytes


@frozen
class Handshake:
    """The TLS handshake, ordered and awaited like a command, though no line is sent.

    Among outputs it asks the shell for the handshake. `secured` answers it.
    """


@frozen
class Secured:
    """The answer to Handshake: what is said from here on is under TLS."""


@frozen
class Write:
    """Octets that may go out now, and the same with their secrets starred.

    `shown` is what a transcript or a person gets to see.
    """

    octets: bytes = field(repr=False)
    shown: bytes


@frozen
class Pour:
    """Asks for the octets of `source`, with transparency and the lone dot behind.

    They commit: once the end is written the message may be taken.
    """

    source: str


@frozen
class PourChunk:
    """Asks for the octets of `source`, `size` of them exactly. RFC 3030.

    They commit if `last` is set.
    """

    source: str
    size: int
    last: bool


Output: TypeAlias = Write | Pour | PourChunk | Handshake
