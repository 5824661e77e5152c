"""A tree still to be written: text, files, messages, and multiparts of them.

A draft says what a reader is to get. How it travels, which is the encoding, the
boundaries and the folds, is for core.mime.serialize to find out. RFC 2045, RFC 2046.
"""

from enum import Enum
from typing import TypeAlias

from attrs import Attribute, field
from attrs.validators import optional

from core.header import lexis
from core.header.content import TOKEN_TEXT, ContentType
from core.header.msg_id import MsgId
from core.limits import DEPTH_CEILING
from core.pattern import pattern
from core.value import frozen

# What a header value, and a name for a file, may hold: no control but TAB.
ONE_LINE_TEXT = pattern(r"[^\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff]*+")
# US-ASCII without NUL, in lines of at most 998 octets that end in CRLF alone.
SENDABLE = pattern(rb"(?:[\x01-\x09\x0b\x0c\x0e-\x7f]{0,998}+(?:\r\n|\Z))*+")

ONE_LINE = lexis.fits(ONE_LINE_TEXT, "text without line ends and other controls")
A_TOKEN = lexis.fits(TOKEN_TEXT, "a token in lower case")


class Disposition(Enum):
    """How a part is meant to be presented. RFC 2183 section 2."""

    INLINE = "inline"
    ATTACHMENT = "attachment"


@frozen
class NamedFile:
    """A file that the shell reads when the message is sent, `size` octets of it.

    Raises ValueError for a size below 0.
    """

    name: str
    size: int = field()

    @size.validator
    def _natural(self, _: "Attribute[int]", value: int) -> None:
        if value < 0:
            raise ValueError(f"NamedFile.size must be at least 0, not {value}")


@frozen(kw_only=True)
class TextDraft:
    """Text for a person to read. RFC 2046 section 4.1.

    `text` has any line ends; what is written ends each line in CRLF, the last one
    too. `subtype` is "plain", "html" or another token. With `flowed`, plain text goes
    out as format=flowed (RFC 3676): every line is a paragraph, and leading ">" are
    quote marks. Raises ValueError for a lone surrogate, and for `flowed` with a
    subtype other than "plain".
    """

    text: str
    subtype: str = "plain"
    flowed: bool = False

    def __attrs_post_init__(self) -> None:
        if not self.text.isascii() and lexis.SURROGATE_TEXT.search(self.text):
            raise ValueError("TextDraft.text must not hold a lone surrogate")
        if self.subtype != "plain" and TOKEN_TEXT.fullmatch(self.subtype) is None:
            raise ValueError(
                f"TextDraft.subtype must be a token in lower case, not {self.subtype!r}"
            )
        if self.flowed and self.subtype != "plain":
            raise ValueError("TextDraft.flowed must be False but for plain text")


def _sized(content: object) -> str:
    return f"{len(content)} octets" if isinstance(content, bytes) else repr(content)


@frozen(kw_only=True)
class FileDraft:
    """A file to be written in base64. RFC 2046 section 4.5, RFC 2183.

    `content` is its octets, or the name and size of what the shell reads. `file_name`
    is what the receiver may call it, in full and without a path. `content_id` is what
    a cid: URL in HTML beside it names (RFC 2392), `description` a line about it.
    Raises ValueError for controls in `file_name` or `description`, for an identifier
    that is not US-ASCII with an "@", and for a multipart or message type, which may
    not be in base64 (RFC 2046 sections 5.1 and 5.2).
    """

    content: bytes | NamedFile = field(repr=_sized)
    content_type: ContentType = field(default=ContentType("application/octet-stream"))
    file_name: str | None = field(default=None, validator=optional(ONE_LINE))
    disposition: Disposition = Disposition.ATTACHMENT
    content_id: MsgId | None = field(default=None)
    description: str | None = field(default=None, validator=optional(ONE_LINE))

    @content_type.validator
    def _discrete(self, _: "Attribute[ContentType]", value: ContentType) -> None:
        if value.type in {"multipart", "message"}:
            raise ValueError(
                f"FileDraft.content_type must not be {value.media_type} (RFC 2046)"
            )

    @content_id.validator
    def _global(self, at: "Attribute[MsgId | None]", value: MsgId | None) -> None:
        if value is not None and (value.right is None or not value.text.isascii()):
            raise ValueError(f"FileDraft.{at.name} must be US-ASCII with an @: {value}")


@frozen
class MessageDraft:
    """A message that goes with this one, octet for octet. RFC 2046 section 5.2.1.

    Raises ValueError for octets that no server is sure to take: NUL, 8-bit, a bare CR
    or LF, a line over 998 octets; and for controls in `file_name`. A FileDraft holds
    any message, as a file.
    """

    octets: bytes = field(repr=_sized)
    file_name: str | None = field(default=None, validator=optional(ONE_LINE))

    @octets.validator
    def _sendable(self, _: "Attribute[bytes]", value: bytes) -> None:
        if SENDABLE.fullmatch(value) is None:
            raise ValueError(
                "MessageDraft.octets must be CRLF lines of at most 998 octets, "
                "without 8-bit octets or NUL"
            )


def depth(draft: "Draft") -> int:
    """Return how many levels of multipart and message `draft` has."""
    match draft:
        case TextDraft() | FileDraft():
            return 1
        case MessageDraft():
            return 2
        case MultipartDraft():
            return draft.depth


def _is_bounded(_: object, __: "Attribute[Drafts]", value: "Drafts") -> None:
    if not value:
        raise ValueError("MultipartDraft.parts must hold at least one part")
    if max(map(depth, value)) >= DEPTH_CEILING:
        raise ValueError(f"MultipartDraft.parts must nest less than {DEPTH_CEILING}")


@frozen
class MultipartDraft:
    """Parts in order. RFC 2046 section 5.1, RFC 2387.

    `subtype` is "mixed", "alternative" (the last part is the best), "related" (the
    first part is the root) or another token. Raises ValueError without a part, and
    for a nest of 100 levels.
    """

    subtype: str = field(validator=A_TOKEN)
    parts: "Drafts" = field(validator=_is_bounded)
    depth: int = field(init=False, eq=False, repr=False)

    @depth.default
    def _count(self) -> int:
        return 1 + max(map(depth, self.parts), default=0)


Draft: TypeAlias = TextDraft | FileDraft | MessageDraft | MultipartDraft
Drafts: TypeAlias = tuple[Draft, ...]


def arrange(
    *,
    text: str | None = None,
    html: str | None = None,
    inline: tuple[FileDraft, ...] = (),
    attachments: tuple[FileDraft | MessageDraft, ...] = (),
    flowed: bool = False,
) -> Draft:
    """Return the tree that programs show as text, HTML with its pictures, and files.

    It is mixed(alternative(text, related(html, inline)), attachments), without the
    levels that would hold one part. Inline files without HTML stand before the
    attachments. Without text and HTML the text is empty. RFC 2046, RFC 2387.
    Raises ValueError for inline files beside HTML that have no `content_id`.
    """
    files: Drafts = attachments
    bodies: list[Draft] = []
    if text is not None or html is None:
        bodies.append(TextDraft(text=text or "", flowed=flowed))
    if html is None:
        files = (*inline, *attachments)
    else:
        root = TextDraft(text=html, subtype="html")
        if any(file.content_id is None for file in inline):
            raise ValueError("inline must have a content_id each, for HTML to name it")
        bodies.append(MultipartDraft("related", (root, *inline)) if inline else root)
    body = MultipartDraft("alternative", tuple(bodies)) if bodies[1:] else bodies[0]
    return MultipartDraft("mixed", (body, *files)) if files else body
