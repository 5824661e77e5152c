"""What the steps of every mechanism share."""

from enum import Enum

from attrs import Attribute

from core.value import frozen


class Doubt(Enum):
    """Why an exchange was broken off by the client."""

    UNDUE = "a challenge where the mechanism has none"
    MALFORMED = "a challenge that the mechanism does not know"
    NONCE = "a nonce that does not begin with ours"
    ITERATIONS = "an iteration count that is too low to protect, or too high to bear"
    EXTENSION = "an extension that must be understood and is not"
    SIGNATURE = "a server signature that is wrong: this is not the server"
    UNPROVED = "success without the proof that the mechanism asks of the server"


@frozen
class Distrust:
    """The client goes no further, and cancels. RFC 4954 and RFC 5034, section 4."""

    doubt: Doubt


@frozen
class Sent:
    """All was said; only the server's verdict is due, and it needs no proof."""


def no_nul(_: object, attribute: "Attribute[str]", value: str) -> None:
    """Validate a name or secret that NUL delimits, without printing it."""
    if "\0" in value:
        raise ValueError(f"{attribute.name} must not hold NUL")
    if not _encodable(value):
        raise ValueError(f"{attribute.name} must be Unicode text, without surrogates")


def no_control(_: object, attribute: "Attribute[str]", value: str) -> None:
    """Validate what a control character would end, without printing it."""
    if any(char < " " or char == "\x7f" for char in value):
        raise ValueError(f"{attribute.name} must not hold control characters")
    if not _encodable(value):
        raise ValueError(f"{attribute.name} must be Unicode text, without surrogates")


def _encodable(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)
