"""Who a message is from and for, and what it asks. RFC 5321 section 2.3.1."""

from enum import Enum
from typing import TypeAlias

from attrs import Attribute, field

from core.smtp.path import ForwardPath, ReversePath
from core.value import frozen

ForwardPaths: TypeAlias = tuple[ForwardPath, ...]


class OnReject(Enum):
    """What becomes of a message when some of its recipients are refused."""

    ABORT = "it is sent to nobody"
    SKIP = "it is sent to the others"


class Notify(Enum):
    """When the sender wants to hear of a recipient. RFC 3461 section 4.1."""

    NEVER = "NEVER"
    SUCCESS = "SUCCESS"
    FAILURE = "FAILURE"
    DELAY = "DELAY"


class Return(Enum):
    """How much of the message a notice brings back. RFC 3461 section 4.3."""

    FULL = "FULL"
    HEADERS = "HDRS"


class Body(Enum):
    """What the octets of mail data are. RFC 6152 section 3, RFC 3030 section 3."""

    SEVEN_BIT = "7BIT"
    EIGHT_BIT = "8BITMIME"
    BINARY = "BINARYMIME"


NotifySet: TypeAlias = tuple[Notify, ...]


def notify_fits(_: object, attribute: "Attribute[NotifySet]", value: NotifySet) -> None:
    """Validate that NEVER stands alone and nothing twice. RFC 3461 section 4.1."""
    if not value:
        return
    if Notify.NEVER in value and len(value) > 1:
        raise ValueError(
            f"{attribute.name} must hold NEVER alone (RFC 3461 section 4.1)"
        )
    if any(value.count(one) > 1 for one in value):
        raise ValueError(f"{attribute.name} must not hold the same twice")


@frozen
class Envelope:
    """Where a message comes from and where it goes. RFC 5321 section 2.3.1.

    Raises ValueError if it goes nowhere, or twice to the same place.
    """

    reverse_path: ReversePath
    forward_paths: ForwardPaths = field()

    @forward_paths.validator
    def _somewhere(self, _: "Attribute[ForwardPaths]", value: ForwardPaths) -> None:
        if not value:
            raise ValueError("forward_paths must hold at least one path")
        if len(value) > 1 and len(set(value)) < len(value):
            raise ValueError("forward_paths must not hold the same path twice")


@frozen(kw_only=True)
class Notices:
    """The delivery notices that are asked for. RFC 3461.

    An empty `notify` leaves the choice to the servers; `envelope_id` comes back
    in every notice. Raises ValueError for NEVER beside others, and for an
    identifier that is not printable US-ASCII or over 100 characters.
    """

    notify: NotifySet = field(default=(), validator=notify_fits)
    returned: Return | None = None
    envelope_id: str | None = field(default=None)

    @envelope_id.validator
    def _printable(self, _: "Attribute[str | None]", value: str | None) -> None:
        text = value or ""
        if not (len(text) <= 100 and text.isascii() and text.isprintable()):
            raise ValueError("envelope_id must be at most 100 printable characters")


@frozen(kw_only=True)
class Submission:
    """A message to be sent: its envelope, the name of its source, and its needs.

    `size` counts the octets of the mail data, CRLF as two and without
    transparency (RFC 1870 section 3); None where it is not known beforehand.
    `body` is what the octets are, `utf8` whether the header section is
    internationalized (RFC 6532). `notices` are wanted, or the message is not
    sent; so is `require_tls`, of every later hop (RFC 8689).
    Raises ValueError for a size below 0.
    """

    envelope: Envelope
    source: str
    size: int | None = field(default=None)
    body: Body = Body.SEVEN_BIT
    utf8: bool = False
    notices: Notices | None = None
    require_tls: bool = False
    on_reject: OnReject = OnReject.ABORT

    @size.validator
    def _counted(self, _: "Attribute[int | None]", value: int | None) -> None:
        if value is not None and value < 0:
            raise ValueError(f"size must be at least 0, not {value}")
