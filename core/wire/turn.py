"""What the dialogues of both protocols share. They may not import each other."""

from enum import Enum


class Missing(Enum):
    """Why a command that was ordered has no answer."""

    UNANSWERED = "sent, and no answer came: what it did is not known"
    UNENDED = "begun, and its end was never sent"
    UNSENT = "never sent"


class Fault(Enum):
    """How the other side broke the protocol. RFC 5321, RFC 1939."""

    MALFORMED = "a line that is no reply"
    UNEXPECTED = "a reply with a code that does not fit the command"
    UNASKED = "octets that answer no command"
    INJECTED = "octets in clear behind the go-ahead for TLS"
    TOO_LONG = "a line or a reply past its limit"
    UNENDED = "the end of input in the middle of a reply"
    OUT_OF_RANGE = "a number outside what the maildrop holds"
