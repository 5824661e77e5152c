"""Enhanced status codes, which replies and delivery reports share. RFC 3463."""

from types import MappingProxyType

from attrs import Attribute, field

from core.defect import Defect, DefectKind, Parsed
from core.pattern import pattern
from core.span import Span
from core.value import frozen

# status-code = class "." subject "." detail                    RFC 3463 section 2
# class = "2"/"4"/"5"    subject = 1*3digit    detail = 1*3digit
STATUS_CODE = pattern(rb"([245])\.([0-9]{1,3})\.([0-9]{1,3})")


def _number(_: object, attribute: "Attribute[int]", value: int) -> None:
    if not 0 <= value <= 999:
        raise ValueError(f"{attribute.name} must be 0 to 999, not {value}")


@frozen
class EnhancedStatusCode:
    """What became of mail, more closely than a reply-code says it. RFC 3463 section 2.

    `status_class` is 2 success, 4 persistent transient failure, 5 permanent
    failure. Raises ValueError for another class, or a number over three digits.
    """

    status_class: int = field()
    subject: int = field(validator=_number)
    detail: int = field(validator=_number)

    @status_class.validator
    def _class(self, _: "Attribute[int]", value: int) -> None:
        if value not in {2, 4, 5}:
            raise ValueError(f"status_class must be 2, 4 or 5, not {value}")

    def __str__(self) -> str:
        """Return the code as it stands on the wire."""
        return f"{self.status_class}.{self.subject}.{self.detail}"


def parse_status_code(octets: bytes) -> Parsed[EnhancedStatusCode | None]:
    """Return the code that `octets` are, all of them. RFC 3463 section 2.

    Leading zeros are read over. Anything else is STATUS_CODE_MALFORMED, and None.
    """
    found = STATUS_CODE.fullmatch(octets)
    if found is None:
        defect = Defect(DefectKind.STATUS_CODE_MALFORMED, Span(0, len(octets)))
        return Parsed(None, (defect,))
    status_class, subject, detail = found.groups()
    return Parsed(EnhancedStatusCode(int(status_class), int(subject), int(detail)))


def serialize_status_code(code: EnhancedStatusCode) -> bytes:
    """Return `code` as it stands on the wire."""
    return str(code).encode()


# The subjects of RFC 3463 section 3, and the details that have a name, both from
# the registry that RFC 5248 keeps.
SUBJECTS = MappingProxyType(
    {
        0: "other or undefined",
        1: "addressing",
        2: "mailbox",
        3: "mail system",
        4: "network and routing",
        5: "mail delivery protocol",
        6: "message content or media",
        7: "security or policy",
    }
)
DETAILS = MappingProxyType(
    {
        (1, 1): "bad destination mailbox address",
        (1, 2): "bad destination system address",
        (1, 3): "bad destination mailbox address syntax",
        (1, 4): "destination mailbox address ambiguous",
        (1, 5): "destination address valid",
        (1, 6): "destination mailbox has moved, no forwarding address",
        (1, 7): "bad sender's mailbox address syntax",
        (1, 8): "bad sender's system address",
        (1, 9): "message relayed to a system without these codes",
        (1, 10): "recipient address has null MX",
        (2, 1): "mailbox disabled, not accepting messages",
        (2, 2): "mailbox full",
        (2, 3): "message length exceeds administrative limit",
        (2, 4): "mailing list expansion problem",
        (3, 1): "mail system full",
        (3, 2): "system not accepting network messages",
        (3, 3): "system not capable of selected features",
        (3, 4): "message too big for system",
        (3, 5): "system incorrectly configured",
        (3, 6): "requested priority was changed",
        (4, 1): "no answer from host",
        (4, 2): "bad connection",
        (4, 3): "directory server failure",
        (4, 4): "unable to route",
        (4, 5): "mail system congestion",
        (4, 6): "routing loop detected",
        (4, 7): "delivery time expired",
        (5, 1): "invalid command",
        (5, 2): "syntax error",
        (5, 3): "too many recipients",
        (5, 4): "invalid command arguments",
        (5, 5): "wrong protocol version",
        (5, 6): "authentication exchange line is too long",
        (6, 1): "media not supported",
        (6, 2): "conversion required and prohibited",
        (6, 3): "conversion required but not supported",
        (6, 4): "conversion with loss performed",
        (6, 5): "conversion failed",
        (6, 6): "message content not available",
        (6, 7): "non-ASCII addresses not permitted for that sender/recipient",
        (6, 8): "UTF-8 string reply is required, but not permitted by the client",
        (6, 9): "UTF-8 header message cannot be transferred",
        (7, 1): "delivery not authorized, message refused",
        (7, 2): "mailing list expansion prohibited",
        (7, 3): "security conversion required but not possible",
        (7, 4): "security features not supported",
        (7, 5): "cryptographic failure",
        (7, 6): "cryptographic algorithm not supported",
        (7, 7): "message integrity failure",
        (7, 8): "authentication credentials invalid",
        (7, 9): "authentication mechanism is too weak",
        (7, 10): "encryption needed",
        (7, 11): "encryption required for requested authentication mechanism",
        (7, 12): "a password transition is needed",
        (7, 13): "user account disabled",
        (7, 14): "trust relationship required",
        (7, 15): "priority level is too low",
        (7, 16): "message is too big for the specified priority",
        (7, 17): "mailbox owner has changed",
        (7, 18): "domain owner has changed",
        (7, 20): "no passing DKIM signature found",
        (7, 21): "no acceptable DKIM signature found",
        (7, 22): "no valid author-matched DKIM signature found",
        (7, 23): "SPF validation failed",
        (7, 24): "SPF validation error",
        (7, 25): "reverse DNS validation failed",
        (7, 26): "multiple authentication checks failed",
        (7, 27): "sender address has null MX",
        (7, 28): "mail flood detected",
        (7, 29): "ARC validation failure",
        (7, 30): "REQUIRETLS support required",
    }
)


def meaning(code: EnhancedStatusCode) -> str:
    """Return what `code` means, in lower case: its detail, else its subject."""
    known = DETAILS.get((code.subject, code.detail))
    return known or SUBJECTS.get(code.subject, SUBJECTS[0])
