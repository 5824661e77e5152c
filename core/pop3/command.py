"""Commands: one class each. `syntax` has their octets.

RFC 1939 sections 4 to 7, RFC 2449 section 5, RFC 2595, RFC 5034, RFC 6856. Every
value fits a command line, so that serializing one has nothing to check: the
constructors raise ValueError, and no message of theirs shows a secret.
"""

import re
from collections.abc import Callable
from typing import TypeAlias

from attrs import Attribute, field

from core.pattern import pattern
from core.value import frozen
from core.wire.turn import Handshake

# A command with its CRLF.                                     RFC 2449 section 4
COMMAND_OCTETS = 255
# Numbers have no bound in RFC 1939; those of 19 digits fit into 64 bits.
NUMBER_BOUND = 10**19

LINE_TEXT = pattern(r"[^\x00-\x1f\x7f]++")
WORD_TEXT = pattern(r"[^\x00-\x20\x7f]++")
VERB_TEXT = pattern(r"[!-~]++")
# sasl-mech                                                    RFC 4422 section 3.1
MECHANISM_TEXT = pattern(r"[A-Z0-9_-]{1,20}")
# A line of base64; "*" cancels, "=" is an initial response of no octets.
#                                                              RFC 5034 section 4
BASE64_LINE = pattern(rb"[A-Za-z0-9+/=*]*+")


def _fits(
    pattern: "re.Pattern[str]", rule: str
) -> "Callable[[object, Attribute[str], str], None]":
    """Return a validator that never shows the value, which may be a secret."""

    def check(instance: object, attribute: "Attribute[str]", value: str) -> None:
        name = f"{type(instance).__name__}.{attribute.name}"
        if not pattern.fullmatch(value):
            raise ValueError(f"{name} must be {rule}")
        if len(value.encode("utf-8")) + len("USER \r\n") > COMMAND_OCTETS:
            raise ValueError(f"{name} makes a command of over {COMMAND_OCTETS} octets")

    return check


_is_line = _fits(LINE_TEXT, "one or more characters, none of them a control")
_is_word = _fits(WORD_TEXT, "one or more characters, none a blank or a control")
_is_verb = _fits(VERB_TEXT, "one or more printable ASCII characters")
_is_mechanism = _fits(MECHANISM_TEXT, "1 to 20 of A-Z, 0-9, - and _")


def _is_number(instance: object, attribute: "Attribute[int]", value: int) -> None:
    least = 0 if attribute.name == "lines" else 1
    if not least <= value < NUMBER_BOUND:
        name = f"{type(instance).__name__}.{attribute.name}"
        raise ValueError(f"{name} must be {least} or more and of 19 digits at most")


def _is_base64(instance: object, attribute: "Attribute[bytes]", value: bytes) -> None:
    if not BASE64_LINE.fullmatch(value):
        name = f"{type(instance).__name__}.{attribute.name}"
        raise ValueError(f'{name} must be base64 without line breaks, or "*"')


@frozen
class Greeting:
    """What the server says first; awaited, and no line is sent. RFC 1939 section 4."""


@frozen
class User:
    """Names the mailbox that PASS opens. RFC 1939 section 7."""

    name: str = field(validator=_is_line)


@frozen
class Pass:
    """Gives the secret of the mailbox, blanks included. RFC 1939 section 7."""

    secret: str = field(repr=False, validator=_is_line)


@frozen
class Apop:
    """Names the mailbox and proves the secret by an MD5 digest. RFC 1939 section 7."""

    name: str = field(validator=_is_word)
    digest: str = field(repr=False)

    @digest.validator
    def _check(self, attribute: "Attribute[str]", value: str) -> None:
        _is_word(self, attribute, value)
        if len(f"APOP {self.name} {value}\r\n".encode()) > COMMAND_OCTETS:
            raise ValueError(f"Apop makes a command of over {COMMAND_OCTETS} octets")


@frozen
class Auth:
    """Begins a SASL exchange. RFC 5034 section 4.

    `initial` is the initial response as a line of base64, None if there is none.
    Raises ValueError also if the command has more than 255 octets.
    """

    mechanism: str = field(validator=_is_mechanism)
    initial: bytes | None = field(default=None, repr=False)

    @initial.validator
    def _check(self, attribute: "Attribute[bytes]", value: bytes | None) -> None:
        if value is None:
            return
        _is_base64(self, attribute, value)
        if not value or len(value) + len(self.mechanism) + 8 > COMMAND_OCTETS:
            raise ValueError("Auth.initial must not be empty, nor over 255 in all")


@frozen
class Respond:
    """Answers a challenge by a line of base64; "*" cancels. RFC 5034 section 4."""

    octets: bytes = field(repr=False, validator=_is_base64)


@frozen
class Stls:
    """Asks to begin TLS. RFC 2595 section 4."""


@frozen
class Capa:
    """Asks what the server can do. RFC 2449 section 5."""


@frozen
class Stat:
    """Asks how many messages there are and how large. RFC 1939 section 5."""


@frozen
class List:
    """Asks for the scan listing of every message. RFC 1939 section 5."""


@frozen
class ListOne:
    """Asks for the scan listing of one message. RFC 1939 section 5."""

    number: int = field(validator=_is_number)


@frozen
class Retr:
    """Asks for a message. RFC 1939 section 5."""

    number: int = field(validator=_is_number)


@frozen
class Dele:
    """Marks a message as deleted; QUIT removes it. RFC 1939 section 5."""

    number: int = field(validator=_is_number)


@frozen
class Noop:
    """Asks for nothing but an answer. RFC 1939 section 5."""


@frozen
class Rset:
    """Takes back every mark that DELE made. RFC 1939 section 5."""


@frozen
class Top:
    """Asks for a header section and the first lines of a body. RFC 1939 section 7."""

    number: int = field(validator=_is_number)
    lines: int = field(validator=_is_number)


@frozen
class Uidl:
    """Asks for the unique-id of every message. RFC 1939 section 7."""


@frozen
class UidlOne:
    """Asks for the unique-id of one message. RFC 1939 section 7."""

    number: int = field(validator=_is_number)


@frozen
class Utf8:
    """Asks for messages as they are, in UTF-8. RFC 6856 section 2.1."""


@frozen
class Lang:
    """Asks in which languages the server can speak. RFC 6856 section 3.2."""


@frozen
class LangOne:
    """Asks the server to speak a language: its tag, or "*". RFC 6856 section 3.2."""

    tag: str = field(validator=_is_word)


@frozen
class Quit:
    """Ends the session and removes what is marked. RFC 1939 sections 4 and 6."""


@frozen
class Other:
    """A command that no RFC named above has; a single line is its answer.

    `argument` is all that stands behind the verb and a blank.
    """

    verb: str = field(validator=_is_verb)
    argument: str | None = field(default=None)

    @argument.validator
    def _check(self, attribute: "Attribute[str]", value: str | None) -> None:
        if value is None:
            return
        _is_line(self, attribute, value)
        if len(f"{self.verb} {value}\r\n".encode()) > COMMAND_OCTETS:
            raise ValueError(f"Other makes a command of over {COMMAND_OCTETS} octets")


@frozen
class Keep:
    """Has messages that came whole made durable; no line is sent.

    The shell answers by the numbers of those that are on disk for good.
    """

    numbers: tuple[int, ...]


Command: TypeAlias = (
    Greeting | User | Pass | Apop | Auth | Respond | Stls | Handshake | Capa | Stat
    | List | ListOne | Retr | Dele | Noop | Rset | Top | Uidl | UidlOne | Utf8
    | Lang | LangOne | Quit | Other | Keep
)  # fmt: skip
