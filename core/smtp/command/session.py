"""The commands that are about the session. RFC 5321 section 4.1.1."""

from attrs import Attribute, field

from core.pattern import pattern
from core.value import frozen

DOMAIN_TEXT = pattern(r"[^\x00-\x20\x7f\ud800-\udfff]++")
LINE_TEXT = pattern(r"[^\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]++")
# sasl-mech = 1*20mech-char                                RFC 4422 section 3.1
MECHANISM_TEXT = pattern(r"[A-Z0-9\-_]{1,20}")
# base64 or "=", or "*" to cancel; what it is shows when it is decoded. RFC 4954
RESPONSE = pattern(rb"[\x21-\x7e]*+")
CANCEL = b"*"


def _domain(_: object, attribute: "Attribute[str]", value: str) -> None:
    if not DOMAIN_TEXT.fullmatch(value):
        raise ValueError(f"{attribute.name} must be printable and hold no space")


def _line(_: object, attribute: "Attribute[str]", value: str) -> None:
    if not LINE_TEXT.fullmatch(value):
        raise ValueError(f"{attribute.name} must be one line, and not empty")


def _line_or_none(_: object, attribute: "Attribute[str]", value: str) -> None:
    if value:
        _line(_, attribute, value)


@frozen
class Greeting:
    """What the server says first. Nothing asks for it. RFC 5321 section 3.1."""


@frozen
class Ehlo:
    """Who the client is; the answer is the offer. RFC 5321 section 4.1.1.1.

    `domain` is a name or an address literal. Raises ValueError for a space or a
    control character in it.
    """

    domain: str = field(validator=_domain)


@frozen
class Helo:
    """Who the client is, to a server that knows no extension."""

    domain: str = field(validator=_domain)


@frozen
class Lhlo:
    """EHLO of LMTP. RFC 2033 section 4.1."""

    domain: str = field(validator=_domain)


@frozen
class StartTls:
    """Asks for TLS. RFC 3207 section 4."""


@frozen
class Auth:
    """Begins a SASL exchange. RFC 4954 section 4.

    `initial` is the base64 of the initial response, "=" for an empty one, None
    for none. Raises ValueError for a name that is none, or a response with
    spaces.
    """

    mechanism: str = field()
    initial: bytes | None = field(default=None, repr=False)

    @mechanism.validator
    def _named(self, _: "Attribute[str]", value: str) -> None:
        if not MECHANISM_TEXT.fullmatch(value):
            raise ValueError("mechanism must be a sasl-mech in upper case")

    @initial.validator
    def _one_word(self, _: "Attribute[bytes | None]", value: bytes | None) -> None:
        if value is not None and not (value and RESPONSE.fullmatch(value)):
            raise ValueError("initial must be printable, and not empty")


@frozen
class Respond:
    """Answers a challenge with base64. RFC 4954 section 4.

    Raises ValueError for a space or a control character, and for "*", which
    is Cancel.
    """

    octets: bytes = field(repr=False)

    @octets.validator
    def _one_word(self, _: "Attribute[bytes]", value: bytes) -> None:
        if not RESPONSE.fullmatch(value) or value == CANCEL:
            raise ValueError("octets must be printable, without spaces, and not *")


@frozen
class Cancel:
    """Breaks a SASL exchange off. RFC 4954 section 4."""


@frozen
class Rset:
    """Gives up the mail transaction. RFC 5321 section 4.1.1.5."""


@frozen
class Vrfy:
    """Asks whether a text names a mailbox. RFC 5321 section 4.1.1.6."""

    text: str = field(validator=_line)


@frozen
class Expn:
    """Asks who is on a mailing list. RFC 5321 section 4.1.1.7."""

    text: str = field(validator=_line)


@frozen
class Help:
    """Asks for help, on a topic or at all. RFC 5321 section 4.1.1.8."""

    topic: str = field(default="", validator=_line_or_none)


@frozen
class Noop:
    """Asks for nothing but a reply. RFC 5321 section 4.1.1.9."""

    text: str = field(default="", validator=_line_or_none)


@frozen
class Quit:
    """Ends the session. RFC 5321 section 4.1.1.10."""


@frozen
class Etrn:
    """Asks for the mail that waits for a node. RFC 1985."""

    node: str = field(validator=_domain)


@frozen
class Turn:
    """Swaps the roles; obsolete. RFC 5321 appendix F.1."""
