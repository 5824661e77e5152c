"""What a server offers in its answer to EHLO. RFC 5321 section 4.1.1.1."""

from functools import cached_property
from types import MappingProxyType

from attrs import Attribute, field

from core.defect import Defect, DefectKind, Parsed
from core.pattern import pattern
from core.smtp.reply import Reply
from core.span import Span
from core.value import frozen

# ehlo-line = ehlo-keyword *( SP ehlo-param )              RFC 5321 section 4.1.1.1
# ehlo-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
# ehlo-param = 1*(%d33-126)
# "_" and "." stand in keywords of servers in use ("X-EXPS", "XYZ_1").
KEYWORD = pattern(rb"[A-Za-z0-9][A-Za-z0-9._\-]*+")
KEYWORD_TEXT = pattern(r"[A-Z0-9][A-Z0-9._\-]*+")
PARAMETER_TEXT = pattern(r"[\x21-\x7e]++")
# Before RFC 2554 servers wrote "AUTH=LOGIN", and old clients look for nothing else.
AUTH_EQUALS = pattern(rb"(?i)AUTH=(.*+)")
DIGITS = pattern(r"[0-9]{1,20}")
DOMAIN_TEXT = pattern(r"[\x21-\x7e]*+")

# How many parameters a known keyword has: at least, at most; each a number or not.
_PARAMETERLESS = (
    "PIPELINING",
    "8BITMIME",
    "SMTPUTF8",
    "STARTTLS",
    "CHUNKING",
    "BINARYMIME",
    "DSN",
    "ENHANCEDSTATUSCODES",
    "REQUIRETLS",
    "ETRN",
)
_SHAPES = MappingProxyType(
    {
        **dict.fromkeys(_PARAMETERLESS, (0, 0, 0)),
        "SIZE": (0, 1, 1),
        "DELIVERBY": (0, 1, 1),
        "FUTURERELEASE": (2, 2, 1),
    }
)


@frozen
class Keyword:
    """One line of an offer: an ehlo-keyword in upper case, and its parameters.

    Raises ValueError for what the productions do not allow.
    """

    name: str = field()
    parameters: tuple[str, ...] = field(default=())

    @name.validator
    def _named(self, _: "Attribute[str]", value: str) -> None:
        if not KEYWORD_TEXT.fullmatch(value):
            raise ValueError(
                f"name must be an ehlo-keyword in upper case, not {value!r}"
            )

    @parameters.validator
    def _printable(
        self, _: "Attribute[tuple[str, ...]]", value: tuple[str, ...]
    ) -> None:
        if not all(map(PARAMETER_TEXT.fullmatch, value)):
            raise ValueError("parameters must be printable and hold no space")


@frozen
class Size:
    """SIZE: `limit` is the most octets a message may have, None if not told.

    RFC 1870 section 4; a limit of 0 tells nothing.
    """

    limit: int | None


@frozen
class DeliverBy:
    """DELIVERBY: `minimum` is the least by-time in seconds. RFC 2852 section 2."""

    minimum: int | None


@frozen
class FutureRelease:
    """FUTURERELEASE: the longest hold in seconds, and to which moment. RFC 4865."""

    interval: int
    until: str


@frozen
class Limited:
    """LIMITS: how much the server takes, by name. RFC 9422 section 3."""

    limits: tuple[tuple[str, int], ...]


@frozen
class Offer:
    """What EHLO was answered: the server's name for itself, and its keywords.

    All keywords are kept, known or not, in the order they came; what is known is
    a property. An empty offer is that of a server which knows HELO alone.
    """

    domain: str = field(default="")
    keywords: tuple[Keyword, ...] = ()

    @domain.validator
    def _printable(self, _: "Attribute[str]", value: str) -> None:
        if not DOMAIN_TEXT.fullmatch(value):
            raise ValueError("domain must be printable and hold no space")

    def find(self, name: str) -> Keyword | None:
        """Return the first keyword called `name`, which is in upper case."""
        return next((word for word in self.keywords if word.name == name), None)

    @cached_property
    def pipelining(self) -> bool:
        """Return whether commands may go out in groups. RFC 2920."""
        return self.find("PIPELINING") is not None

    @cached_property
    def eight_bit_mime(self) -> bool:
        """Return whether mail data may be of 8 bits. RFC 6152."""
        return self.find("8BITMIME") is not None

    @cached_property
    def smtputf8(self) -> bool:
        """Return whether addresses and header sections may be UTF-8. RFC 6531."""
        return self.find("SMTPUTF8") is not None

    @cached_property
    def starttls(self) -> bool:
        """Return whether TLS can be asked for. RFC 3207."""
        return self.find("STARTTLS") is not None

    @cached_property
    def chunking(self) -> bool:
        """Return whether BDAT is known. RFC 3030 section 2."""
        return self.find("CHUNKING") is not None

    @cached_property
    def binary_mime(self) -> bool:
        """Return whether mail data may be binary, by BDAT. RFC 3030 section 3."""
        return self.find("BINARYMIME") is not None and self.chunking

    @cached_property
    def dsn(self) -> bool:
        """Return whether delivery notices can be asked for. RFC 3461."""
        return self.find("DSN") is not None

    @cached_property
    def enhanced_status_codes(self) -> bool:
        """Return whether replies begin with an enhanced status code. RFC 2034."""
        return self.find("ENHANCEDSTATUSCODES") is not None

    @cached_property
    def require_tls(self) -> bool:
        """Return whether TLS can be asked of every later hop. RFC 8689."""
        return self.find("REQUIRETLS") is not None

    @cached_property
    def mechanisms(self) -> tuple[str, ...]:
        """Return the SASL mechanisms, in upper case and the server's order."""
        word = self.find("AUTH")
        return word.parameters if word else ()

    @cached_property
    def size(self) -> Size | None:
        """Return what SIZE says, None where it is not offered."""
        word = self.find("SIZE")
        if word is None:
            return None
        return Size(int("".join(_numbers(word.parameters[:1])) or "0") or None)

    @cached_property
    def deliver_by(self) -> DeliverBy | None:
        """Return what DELIVERBY says, None where it is not offered."""
        word = self.find("DELIVERBY")
        if word is None:
            return None
        numbers = _numbers(word.parameters[:1])
        return DeliverBy(int(numbers[0]) if numbers else None)

    @cached_property
    def future_release(self) -> FutureRelease | None:
        """Return what FUTURERELEASE says, None where it is not offered."""
        word = self.find("FUTURERELEASE")
        if word is None or len(word.parameters) != 2:
            return None
        numbers = _numbers(word.parameters[:1])
        return FutureRelease(int(numbers[0]), word.parameters[1]) if numbers else None

    @cached_property
    def priority_policy(self) -> str | None:
        """Return the policy of MT-PRIORITY, "" for none named; None if not offered."""
        word = self.find("MT-PRIORITY")
        return None if word is None else " ".join(word.parameters)

    @cached_property
    def limited(self) -> Limited | None:
        """Return what LIMITS says, None where it is not offered."""
        word = self.find("LIMITS")
        if word is None:
            return None
        pairs = (parameter.partition("=") for parameter in word.parameters)
        known = ((name.upper(), number) for name, _, number in pairs)
        return Limited(
            tuple((name, int(number)) for name, number in known if _numbers((number,)))
        )


def _numbers(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in texts if DIGITS.fullmatch(text))


def parse_offer(reply: Reply) -> Parsed[Offer]:
    """Return what the reply to EHLO offers. RFC 5321 section 4.1.1.1.

    EHLO_KEYWORD_MALFORMED lines are left out; of EHLO_KEYWORD_REPEATED ones the
    first counts, but AUTH lines are joined, EHLO_AUTH_EQUALS among them.
    EHLO_PARAMETER_MALFORMED leaves a keyword without its parameters. Spans count
    from the text of the first line, two octets for each CRLF.
    """
    first, *rest = reply.lines
    words: dict[str, Keyword] = {}
    defects: list[Defect] = []
    start = len(first) + 2
    for line in rest:
        span = Span(start, start + len(line))
        start += len(line) + 2
        word, kinds = _keyword(line)
        if word is not None:
            twice = _kept(words, word)
            kinds += [] if DefectKind.EHLO_AUTH_EQUALS in kinds else twice
        defects.extend(Defect(kind, span) for kind in kinds)
    domain = first.split(b" ", 1)[0].decode("latin-1")
    named = domain if DOMAIN_TEXT.fullmatch(domain) else ""
    return Parsed(Offer(named, tuple(words.values())), tuple(defects))


def _kept(words: dict[str, Keyword], word: Keyword) -> list[DefectKind]:
    """Put `word` among `words`, and return the defect that it stands twice."""
    before = words.get(word.name)
    if before is None:
        words[word.name] = word
        return []
    if word.name != "AUTH":
        return [DefectKind.EHLO_KEYWORD_REPEATED]
    both = dict.fromkeys(before.parameters + word.parameters)
    words["AUTH"] = Keyword("AUTH", tuple(both))
    return [DefectKind.EHLO_KEYWORD_REPEATED]


def _keyword(line: bytes) -> tuple[Keyword | None, list[DefectKind]]:
    """Return the keyword of one line, None if it has none, and what is odd about it."""
    kinds: list[DefectKind] = []
    equals = AUTH_EQUALS.fullmatch(line)
    if equals:
        kinds.append(DefectKind.EHLO_AUTH_EQUALS)
        line = b"AUTH " + equals[1]
    octets, *rest = line.split() or [b""]
    if not KEYWORD.fullmatch(octets):
        return None, [*kinds, DefectKind.EHLO_KEYWORD_MALFORMED]
    name = octets.decode().upper()
    parameters = tuple(word.decode("latin-1") for word in rest)
    if name == "AUTH":
        parameters = tuple(parameter.upper() for parameter in parameters)
    if not (
        all(map(PARAMETER_TEXT.fullmatch, parameters)) and _shaped(name, parameters)
    ):
        return Keyword(name), [*kinds, DefectKind.EHLO_PARAMETER_MALFORMED]
    return Keyword(name, parameters), kinds


def _shaped(name: str, parameters: tuple[str, ...]) -> bool:
    """Return whether a known keyword has the parameters it may have."""
    least, most, numbers = _SHAPES.get(name, (0, len(parameters), 0))
    leading = parameters[:numbers]
    return least <= len(parameters) <= most and _numbers(leading) == leading


def serialize_offer(offer: Offer) -> Reply:
    """Return the reply to EHLO that says `offer`."""
    words = (" ".join((word.name, *word.parameters)) for word in offer.keywords)
    return Reply(250, (offer.domain.encode(), *(word.encode() for word in words)))
