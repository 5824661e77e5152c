"""The commands that make a mail transaction. RFC 5321 section 3.3."""

from typing import TypeAlias

from attrs import Attribute, field

from core.smtp.command.parameter import DeliverBy, Hold, OriginalRecipient, Parameter
from core.smtp.envelope import Body, NotifySet, Return, notify_fits
from core.smtp.path import ForwardPath, ReversePath
from core.value import frozen

Parameters: TypeAlias = tuple[Parameter, ...]


@frozen
class Mail:
    """Begins a transaction. RFC 5321 section 4.1.1.2.

    `size` RFC 1870; `body` RFC 6152 and 3030; `smtputf8` RFC 6531; `sender`, who
    submitted it, RFC 4954 section 5; `returned` and `envelope_id` RFC 3461;
    `require_tls` RFC 8689; `deliver_by` RFC 2852; `hold` RFC 4865; `priority`
    RFC 6710, from -9 to 9; `others` are what no extension here knows.
    Raises ValueError for numbers out of their range, and for an envelope_id that
    is not printable US-ASCII.
    """

    path: ReversePath
    size: int | None = None
    body: Body | None = None
    smtputf8: bool = field(default=False, kw_only=True)
    sender: ReversePath | None = field(default=None, kw_only=True)
    returned: Return | None = field(default=None, kw_only=True)
    envelope_id: str | None = field(default=None, kw_only=True)
    require_tls: bool = field(default=False, kw_only=True)
    deliver_by: DeliverBy | None = field(default=None, kw_only=True)
    hold: Hold | None = field(default=None, kw_only=True)
    priority: int | None = field(default=None, kw_only=True)
    others: Parameters = field(default=(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        size, priority, text = self.size, self.priority, self.envelope_id
        if size is not None and not 0 <= size < 10**20:
            raise ValueError("size must be 0 or more, of twenty digits at most")
        if priority is not None and not -9 <= priority <= 9:
            raise ValueError("priority must be -9 to 9")
        if text is not None and not (text and text.isascii() and text.isprintable()):
            raise ValueError("envelope_id must be printable US-ASCII")


@frozen
class Rcpt:
    """Names a recipient. RFC 5321 section 4.1.1.3.

    `notify` and `original` RFC 3461; `others` are what no extension here knows.
    """

    path: ForwardPath
    notify: NotifySet = field(default=(), validator=notify_fits)
    original: OriginalRecipient | None = None
    others: Parameters = ()


@frozen
class Data:
    """Announces mail data. RFC 5321 section 4.1.1.4."""


@frozen
class Content:
    """Mail data and their end, from `source`. RFC 5321 section 4.1.1.4."""

    source: str


@frozen
class Verdict:
    """What LMTP says of one more recipient behind mail data. RFC 2033 section 4.2."""


def _counted(_: object, attribute: "Attribute[int]", value: int) -> None:
    if not 0 <= value < 10**20:
        raise ValueError(
            f"{attribute.name} must be 0 or more, of twenty digits at most"
        )


@frozen
class Bdat:
    """A chunk of mail data, `size` octets of `source`; more will follow. RFC 3030.

    Raises ValueError for a size below 0.
    """

    source: str
    size: int = field(validator=_counted)


@frozen
class BdatLast:
    """The last chunk of mail data, which commits. RFC 3030 section 2."""

    source: str
    size: int = field(validator=_counted)


@frozen
class Send:
    """MAIL to a terminal; obsolete. RFC 5321 appendix F.6."""

    path: ReversePath


@frozen
class Soml:
    """MAIL to a terminal or a mailbox; obsolete. RFC 5321 appendix F.6."""

    path: ReversePath


@frozen
class Saml:
    """MAIL to a terminal and a mailbox; obsolete. RFC 5321 appendix F.6."""

    path: ReversePath
