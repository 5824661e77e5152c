"""A message: a source with its tree, and what a reader asks of it.

RFC 5322 for the fields, RFC 2045 and RFC 2046 for the parts, RFC 8621 section 4.1.4
for what is text, HTML and attachment. Whatever is asked is read from the source then.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from attrs import field

from core.defect import Defect, Parsed
from core.findings import capped
from core.header.address import Address, Mailbox, mailboxes, read_addresses
from core.header.date import read_date
from core.header.field import Header, split_header
from core.header.msg_id import MsgId, parse_msg_id, parse_msg_id_list
from core.header.text import (
    field_octets,
    parse_phrase_list,
    parse_text,
    section_fields,
    section_texts,
)
from core.limits import DEFAULT_LIMITS, Limits
from core.mime import body, walk
from core.mime.entity import Encapsulated, Entity, Leaf, Multipart
from core.mime.parse import MESSAGES, parse_entity
from core.mime.part import Part, joined_text, sized
from core.span import Source
from core.value import frozen

if TYPE_CHECKING:
    from core.mime.report import Report

T = TypeVar("T")
ListParser: TypeAlias = Callable[[bytes, Limits], Parsed[tuple[T, ...]]]


@frozen
class Message:
    """A message as it came: its source, and where its entities stand in it.

    Made by `parse_message`; a message inside another shares its source. `header` has
    its fields, `tree_defects` what is wrong with its MIME tree. Nothing raises, and no
    text has a lone surrogate; what is missing or cannot be read is None, or an empty
    tuple. Of a field that may stand once the first counts; the lists of To, Cc, Bcc and
    Keywords fields are joined, as RFC 5322 section 4.5.3 says.
    """

    source: Source = field(repr=sized)
    entity: Entity = field(repr=lambda entity: type(entity).__name__)
    tree_defects: tuple[Defect, ...] = ()
    limits: Limits = field(default=DEFAULT_LIMITS, repr=False)

    @property
    def octets(self) -> bytes:
        """The whole message as it came."""
        return self.source[self.entity.start : self.entity.stop]

    @property
    def size(self) -> int:
        """How many octets the message has."""
        return self.entity.stop - self.entity.start

    @property
    def header_octets(self) -> bytes:
        """The header section as it came, without the empty line behind it."""
        return self.source[self.entity.start : self.entity.header_stop]

    @cached_property
    def header(self) -> Header:
        """The header section: fields in order, each with its octets and its text."""
        return split_header(self.header_octets, self.limits)

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Name and decoded text of each field in order: quicker than `header`."""
        return section_texts(self._fields)

    @cached_property
    def _fields(self) -> tuple[tuple[str, str], ...]:
        """Name and body of each field: quicker than `header`."""
        return section_fields(self.header_octets)

    @cached_property
    def _bodies(self) -> Mapping[str, Sequence[str]]:
        """The field bodies by name in lower case."""
        found: dict[str, list[str]] = {}
        for name, text in self._fields:
            key = name.lower()
            if key in found:
                found[key].append(text)
            else:
                found[key] = [text]
        return MappingProxyType(found)

    def _read(self, name: str, parse: Callable[[bytes], Parsed[T]], missing: T) -> T:
        """Return what the first field `name` says."""
        bodies = self._bodies.get(name)
        return missing if bodies is None else parse(field_octets(bodies[0])).value

    def _addresses(self, name: str, most: int | None = None) -> tuple[Address, ...]:
        """Return the lists of the first `most` fields `name`, joined."""
        found: list[Address] = []
        for text in self._bodies.get(name, ())[:most]:
            found += read_addresses(field_octets(text), self.limits)
        return tuple(found)

    def _list(self, name: str, parse: ListParser[T], most: int | None) -> tuple[T, ...]:
        """Return the lists of the first `most` fields `name`, joined."""
        found: list[T] = []
        for text in self._bodies.get(name, ())[:most]:
            found += parse(field_octets(text), self.limits).value
        return tuple(found)

    @property
    def subject(self) -> str | None:
        """The text of Subject, None where there is none. RFC 5322 section 3.6.5."""
        return self._read("subject", parse_text, None)

    @property
    def from_(self) -> tuple[Address, ...]:
        """Who wrote the message. RFC 5322 section 3.6.2; groups by RFC 6854."""
        return self._addresses("from", 1)

    @property
    def sender(self) -> Mailbox | None:
        """Who sent the message, where that is another. RFC 5322 section 3.6.2."""
        found = mailboxes(self._addresses("sender", 1))
        return found[0] if found else None

    @property
    def reply_to(self) -> tuple[Address, ...]:
        """Where answers are to go. RFC 5322 section 3.6.2."""
        return self._addresses("reply-to", 1)

    @property
    def to(self) -> tuple[Address, ...]:
        """The primary recipients. RFC 5322 section 3.6.3."""
        return self._addresses("to")

    @property
    def cc(self) -> tuple[Address, ...]:
        """The other recipients. RFC 5322 section 3.6.3."""
        return self._addresses("cc")

    @property
    def bcc(self) -> tuple[Address, ...]:
        """The recipients whom others are not to see. RFC 5322 section 3.6.3."""
        return self._addresses("bcc")

    @property
    def date(self) -> datetime | None:
        """When the message was written, aware of its zone. RFC 5322 section 3.6.1."""
        bodies = self._bodies.get("date")
        return None if bodies is None else read_date(field_octets(bodies[0]))

    @property
    def message_id(self) -> MsgId | None:
        """The identifier of the message. RFC 5322 section 3.6.4."""
        return self._read("message-id", parse_msg_id, None)

    @property
    def in_reply_to(self) -> tuple[MsgId, ...]:
        """The messages that this one answers. RFC 5322 section 3.6.4."""
        return self._list("in-reply-to", parse_msg_id_list, 1)

    @property
    def references(self) -> tuple[MsgId, ...]:
        """The messages of the same thread, oldest first. RFC 5322 section 3.6.4."""
        return self._list("references", parse_msg_id_list, 1)

    @property
    def keywords(self) -> tuple[str, ...]:
        """The phrases of all Keywords fields. RFC 5322 section 3.6.5."""
        return self._list("keywords", parse_phrase_list, None)

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts in order, those of messages inside too, each with its number."""
        return self._parts(walk.numbered(self.entity))

    def part(self, number: str) -> Part | None:
        """Return the part with that number of IMAP, "1.2" for instance.

        RFC 9051 section 6.4.5.1. Raises ValueError if `number` is no part number.
        """
        found = walk.part(self.entity, number)
        return None if found is None else Part(self.source, number, found, self.limits)

    def part_named(self, content_id: MsgId) -> Part | None:
        """Return the part with that Content-ID: what a cid URL means. RFC 2392."""
        found = (part for part in self.parts if part.content_id == content_id)
        return next(found, None)

    @cached_property
    def _body_parts(self) -> walk.BodyParts:
        return walk.body_parts(self.entity)

    def _parts(self, found: Iterable[walk.Numbered]) -> tuple[Part, ...]:
        source, limits = self.source, self.limits
        return tuple([Part(source, number, each, limits) for number, each in found])

    @property
    def text_body(self) -> tuple[Part, ...]:
        """What to show as plain text, in order. RFC 8621 section 4.1.4."""
        return self._parts(self._body_parts.text)

    @property
    def html_body(self) -> tuple[Part, ...]:
        """What to show as HTML, in order. RFC 8621 section 4.1.4."""
        return self._parts(self._body_parts.html)

    @property
    def attachments(self) -> tuple[Part, ...]:
        """What is no text or HTML to show, in order. RFC 8621 section 4.1.4."""
        return self._parts(self._body_parts.attachments)

    @property
    def text(self) -> str | None:
        """The plain text to show, with LF line ends; None where there is none.

        The parts of `text_body` that are plain text, each from a new line. Soft line
        breaks of format=flowed stand as they came.
        """
        return joined_text(self.text_body, html=False)

    @property
    def html(self) -> str | None:
        """The HTML to show, with LF line ends; None where there is none."""
        return joined_text(self.html_body, html=True)

    @property
    def report(self) -> "Report | None":
        """The report on mail that the message is, None if it is none. RFC 6522."""
        from core.mime.report import parse_report

        return parse_report(self.source, self.entity, self.limits).value

    @property
    def messages(self) -> tuple["Message", ...]:
        """The messages inside this one, in order, but not those inside these."""
        return tuple(self._messages(self.entity))

    def _messages(self, entity: Entity) -> "Iterator[Message]":
        match entity:
            case Multipart(parts=parts):
                for part in parts:
                    yield from self._messages(part)
            case Encapsulated(message=message):
                defects = tuple(
                    each
                    for each in self.tree_defects
                    if message.start <= each.span.start <= message.stop
                )
                yield Message(self.source, message, defects, self.limits)
            case Leaf(content=content) as leaf:
                # One that is encoded, against RFC 2046 section 5.2.1.
                if content.content_type.media_type in MESSAGES:
                    yield parse_message(body.decoded(self.source, leaf), self.limits)

    @property
    def defects(self) -> tuple[Defect, ...]:
        """What is wrong with its tree, its fields and its bodies, by place.

        Decodes every body. Up to `Limits.defects`, and one that says so.
        """
        from core.mime.examine import defects_of

        found = [*self.tree_defects, *defects_of(self.source, self.entity, self.limits)]
        found.sort(key=lambda defect: defect.span.start)
        return capped(found, self.limits)


def parse_message(
    source: Source | bytearray | memoryview, limits: Limits = DEFAULT_LIMITS
) -> Message:
    """Return the message that `source` is. RFC 5322, RFC 2045.

    `bytes` and `mmap` are looked at in place; what can change is copied once.
    """
    if isinstance(source, bytearray | memoryview):
        source = bytes(source)
    parsed = parse_entity(source, limits)
    return Message(source, parsed.value, parsed.defects, limits)


def serialize_message(message: Message) -> bytes:
    """Return the octets of the message, as they came."""
    return message.octets
