"""What CAPA answers: the capabilities of a server. RFC 2449 sections 5 and 6."""

import re
from functools import cached_property

from attrs import Attribute, field

from core.defect import Defect, DefectKind, Parsed
from core.pattern import pattern
from core.pop3.response import uppercase
from core.span import Span
from core.value import frozen

# capa-line = capa-tag *(SP param)                             RFC 2449 section 3
# capa-tag  = 1*cchar
# param     = 1*schar, that is %x21-7E
CAPABILITY_LINE = pattern(rb"[!-~]++(?: [!-~]++)*+")
ODD_TEXT = pattern(r"[^ -~]")
WORD_TEXT = pattern(r"[!-~]++")
DAYS_TEXT = pattern(r"[0-9]{1,9}")


def _is_word(instance: object, attribute: "Attribute[str]", value: str) -> None:
    if not WORD_TEXT.fullmatch(value):
        name = f"{type(instance).__name__}.{attribute.name}"
        raise ValueError(f"{name} must be printable ASCII without blanks: {value!r}")


def _are_words(
    instance: object, attribute: "Attribute[tuple[str, ...]]", value: tuple[str, ...]
) -> None:
    if not all(map(WORD_TEXT.fullmatch, value)):
        name = f"{type(instance).__name__}.{attribute.name}"
        raise ValueError(f"{name} must be printable ASCII without blanks: {value!r}")


@frozen
class Capability:
    """One thing a server can do: a tag, in upper case, and its parameters.

    RFC 2449 section 5. Raises ValueError if either does not fit the grammar.
    """

    tag: str = field(converter=uppercase, validator=_is_word)
    parameters: tuple[str, ...] = field(default=(), validator=_are_words)


@frozen
class LoginDelay:
    """Seconds that must lie between two logins. RFC 2449 section 6.5.

    `varies` says that each user has a delay of their own.
    """

    seconds: int
    varies: bool = False


@frozen
class Expire:
    """Days that a message is kept, None for ever. RFC 2449 section 6.7.

    `varies` says that each user has a term of their own.
    """

    days: int | None
    varies: bool = False


@frozen
class Offer:
    """What a server offers, in the order it was listed; nothing before CAPA.

    What no property here speaks of is kept all the same.
    """

    capabilities: tuple[Capability, ...] = ()

    @cached_property
    def top(self) -> bool:
        """Whether TOP is there. RFC 2449 section 6.1."""
        return self.has("TOP")

    @cached_property
    def user(self) -> bool:
        """Whether USER and PASS are there. RFC 2449 section 6.2."""
        return self.has("USER")

    @cached_property
    def mechanisms(self) -> tuple[str, ...]:
        """The SASL mechanisms, in upper case. RFC 2449 section 6.3."""
        return tuple(
            name.upper()
            for capability in self.capabilities
            if capability.tag == "SASL"
            for name in capability.parameters
        )

    @cached_property
    def resp_codes(self) -> bool:
        """Whether a text in brackets is a resp-code. RFC 2449 section 6.4."""
        return self.has("RESP-CODES")

    @cached_property
    def login_delay(self) -> LoginDelay | None:
        """The time between two logins. RFC 2449 section 6.5."""
        match self.parameters("LOGIN-DELAY"):
            case (seconds, *more) if DAYS_TEXT.fullmatch(seconds):
                return LoginDelay(int(seconds), varies="USER" in _upper(more))
            case _:
                return None

    @cached_property
    def pipelining(self) -> bool:
        """Whether commands may follow one another unanswered. RFC 2449 section 6.6."""
        return self.has("PIPELINING")

    @cached_property
    def expire(self) -> Expire | None:
        """How long messages are kept. RFC 2449 section 6.7."""
        match self.parameters("EXPIRE"):
            case (days, *more) if DAYS_TEXT.fullmatch(days):
                return Expire(int(days), varies="USER" in _upper(more))
            case (never, *more) if never.upper() == "NEVER":
                return Expire(None, varies="USER" in _upper(more))
            case _:
                return None

    @cached_property
    def uidl(self) -> bool:
        """Whether UIDL is there. RFC 2449 section 6.8."""
        return self.has("UIDL")

    @cached_property
    def implementation(self) -> str | None:
        """What the server calls itself. RFC 2449 section 6.9."""
        return " ".join(self.parameters("IMPLEMENTATION") or ()) or None

    @cached_property
    def stls(self) -> bool:
        """Whether STLS is there. RFC 2595 section 4."""
        return self.has("STLS")

    @cached_property
    def auth_resp_code(self) -> bool:
        """Whether a refused login says [AUTH] or [SYS]. RFC 3206 section 6."""
        return self.has("AUTH-RESP-CODE")

    @cached_property
    def utf8(self) -> tuple[str, ...] | None:
        """What UTF8 applies to beside messages, as USER; None without. RFC 6856."""
        parameters = self.parameters("UTF8")
        return None if parameters is None else _upper(parameters)

    @cached_property
    def lang(self) -> bool:
        """Whether LANG is there. RFC 6856 section 3."""
        return self.has("LANG")

    def has(self, tag: str) -> bool:
        """Return whether `tag`, in upper case, is offered."""
        return any(capability.tag == tag for capability in self.capabilities)

    def parameters(self, tag: str) -> tuple[str, ...] | None:
        """Return the parameters of the first `tag`, None if it is not offered."""
        for capability in self.capabilities:
            if capability.tag == tag:
                return capability.parameters
        return None


def _upper(words: "tuple[str, ...] | list[str]") -> tuple[str, ...]:
    return tuple(map(uppercase, words))


def parse_offer(blocks: tuple[bytes, ...]) -> Parsed[Offer]:
    """Return what the body of an answer to CAPA offers. RFC 2449 section 5.

    A line that does not fit the grammar is CAPABILITY_MALFORMED: it is kept with
    its odd octets escaped, an empty one left out. A known capability whose
    parameters do not fit is reported too, and its property is None.
    """
    capabilities: list[Capability] = []
    defects: list[Defect] = []
    start = 0
    for line in b"".join(blocks).split(b"\r\n")[:-1]:
        text = ODD_TEXT.sub(_escaped, line.decode("latin-1"))
        words = [word for word in text.split(" ") if word]
        if words:
            capabilities.append(Capability(words[0], tuple(words[1:])))
        if not CAPABILITY_LINE.fullmatch(line) or _misfits(capabilities[-1]):
            span = Span(start, start + len(line))
            defects.append(Defect(DefectKind.CAPABILITY_MALFORMED, span))
        start += len(line) + 2
    return Parsed(Offer(tuple(capabilities)), tuple(defects))


def _escaped(found: "re.Match[str]") -> str:
    return f"\\x{ord(found[0]):02x}"


def _misfits(capability: Capability) -> bool:
    """Return whether the parameters of a capability that is known do not fit it."""
    offer = Offer((capability,))
    match capability.tag:
        case "LOGIN-DELAY":
            return offer.login_delay is None
        case "EXPIRE":
            return offer.expire is None
        case "SASL" | "IMPLEMENTATION":
            return not capability.parameters
        case _:
            return False


def serialize_offer(offer: Offer) -> bytes:
    """Return the lines of `offer`, each with its CRLF. RFC 2449 section 5."""
    return b"".join(
        " ".join((capability.tag, *capability.parameters)).encode("ascii") + b"\r\n"
        for capability in offer.capabilities
    )
