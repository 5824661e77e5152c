"""One part of a message, and what a reader asks of it. RFC 2045, RFC 2183."""

from functools import cached_property

from attrs import field

from core.codec import flowed, uuencode, yenc
from core.header.content import (
    ContentDisposition,
    ContentType,
    file_name,
    parse_disposition,
)
from core.header.field import Header, split_header
from core.header.msg_id import MsgId, parse_msg_id
from core.header.text import parse_text
from core.limits import DEFAULT_LIMITS, Limits
from core.mime import body
from core.mime.entity import Encapsulated, Entity, Leaf, Multipart
from core.span import Source
from core.value import frozen

TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


def sized(source: Source) -> str:
    """Return what stands for a source where it is printed."""
    return f"<{len(source):,} octets>"


@frozen
class EmbeddedFile:
    """A file that stands encoded in the text of a leaf, in uuencode or yEnc."""

    file_name: str
    content: bytes = field(repr=sized)


@frozen
class Part:
    """An entity of a message, with its part number, "" for the message as a whole.

    Everything is read from the source when asked; nothing raises. A name or text may
    hold any character but lone surrogates.
    """

    source: Source = field(repr=sized)
    number: str
    entity: Entity = field(repr=lambda entity: type(entity).__name__)
    limits: Limits = field(default=DEFAULT_LIMITS, repr=False)

    @property
    def content_type(self) -> ContentType:
        """The media type and its parameters. RFC 2045 section 5."""
        return self.entity.content.content_type

    @property
    def encoding(self) -> str:
        """The content-transfer-encoding, in lower case. RFC 2045 section 6."""
        return self.entity.content.encoding

    @property
    def disposition(self) -> ContentDisposition | None:
        """What Content-Disposition says. RFC 2183."""
        octets = self.entity.content.disposition
        return None if octets is None else parse_disposition(octets, self.limits).value

    @property
    def file_name(self) -> str | None:
        """The name as it was given. It may be a path, or nothing fit for a file."""
        return file_name(self.disposition, self.content_type)

    @cached_property
    def header(self) -> Header:
        """The header section. RFC 2046 section 5.1."""
        octets = self.source[self.entity.start : self.entity.header_stop]
        return split_header(octets, self.limits)

    @property
    def content_id(self) -> MsgId | None:
        """The identifier by which other parts name this one. RFC 2392."""
        found = self.header.first("content-id")
        return None if found is None else parse_msg_id(found.body).value

    @property
    def description(self) -> str | None:
        """The text of Content-Description. RFC 2045 section 8."""
        found = self.header.first("content-description")
        return None if found is None else parse_text(found.body).value

    @property
    def octets(self) -> bytes:
        """The part as it stands in the source, header section and all."""
        return self.source[self.entity.start : self.entity.stop]

    @property
    def size(self) -> int:
        """How many octets the body has as it stands, still encoded."""
        return self.entity.stop - self.entity.body

    @property
    def content(self) -> bytes:
        """The body, decoded; that of a multipart or a message as it stands."""
        match self.entity:
            case Leaf() as leaf:
                return body.decoded(self.source, leaf)
            case Multipart() | Encapsulated() as entity:
                return self.source[entity.body : entity.stop]

    @property
    def text(self) -> str:
        """The body as text with LF line ends, whatever its media type says.

        That of a multipart or a message is its octets, guessed as text.
        """
        match self.entity:
            case Leaf() as leaf:
                return body.decoded_text(self.source, leaf)
            case Multipart() | Encapsulated() as entity:
                leaf = Leaf(
                    entity.start,
                    entity.header_stop,
                    entity.body,
                    entity.stop,
                    entity.content,
                )
                return body.decoded_text(self.source, leaf)

    @property
    def unwrapped(self) -> str:
        """The text, a line for each paragraph where it is format=flowed. RFC 3676.

        Soft line breaks and stuffed spaces are undone; quote marks stand in front.
        """
        delsp = (self.content_type.value("delsp") or "").lower() == "yes"
        if not body.is_flowed(self.content_type):
            return self.text
        return flowed.unwrap(flowed.decode(self.text, delsp=delsp))

    @property
    def is_tnef(self) -> bool:
        """Whether the part is Outlook's own wrapping of attachments, winmail.dat."""
        if self.content_type.media_type in TNEF:
            return True
        return (self.file_name or "").lower() == "winmail.dat"

    @property
    def embedded_files(self) -> tuple[EmbeddedFile, ...]:
        """The files that stand in uuencode or yEnc in the decoded body."""
        octets = self.content
        files = [(each, uuencode.decode) for each in uuencode.find(octets)]
        files += [(each, yenc.decode) for each in yenc.find(octets)]
        files.sort(key=lambda found: found[0].span.start)
        return tuple(
            EmbeddedFile(
                each.name, decode(octets[each.span.start : each.span.stop]).value
            )
            for each, decode in files
        )


def joined_text(parts: tuple[Part, ...], *, html: bool) -> str | None:
    """Return the texts of `parts` that are HTML, or are not, each from a new line.

    None if there is none of that kind.
    """
    texts = [
        part.text
        for part in parts
        if (part.content_type.media_type == "text/html") == html
        and part.content_type.type in {"text", "multipart"}
    ]
    if len(texts) < 2:
        return texts[0] if texts else None
    ended = [text if text.endswith("\n") else text + "\n" for text in texts[:-1]]
    return "".join((*ended, texts[-1]))
