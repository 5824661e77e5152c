"""The shape of a source: where its entities stand. RFC 2045 section 2.4, RFC 2046.

An entity says where things are, and copies and decodes nothing. Offsets count octets
of one source. Neighbours share an offset, so that no gap and no overlap can be written
down: the tiles of an entity are its source.
"""

from collections.abc import Iterator
from typing import TypeAlias

from core.header.content import Content
from core.span import Span
from core.value import frozen


@frozen
class Leaf:
    """An entity that holds no others, as far as the parser looked. RFC 2046 section 1.

    [start, header_stop) is the header section, [header_stop, body) the empty line,
    nothing where there is none, and [body, stop) the body.
    """

    start: int
    header_stop: int
    body: int
    stop: int
    content: Content

    @property
    def header_span(self) -> Span:
        """Where the header section stands."""
        return Span(self.start, self.header_stop)

    @property
    def body_span(self) -> Span:
        """Where the body stands."""
        return Span(self.body, self.stop)


@frozen
class Multipart:
    """An entity of parts between delimiters. RFC 2046 section 5.1.

    Header section, empty line and body as in Leaf. In the body, [body, preamble_stop)
    is the preamble, a delimiter goes from the stop of what stands before it to the
    start of the next part, the close-delimiter from the stop of the last part to
    `epilogue`, and [epilogue, stop) is the epilogue. `parts` has at least one.
    """

    start: int
    header_stop: int
    body: int
    stop: int
    content: Content
    preamble_stop: int
    parts: tuple["Entity", ...]
    epilogue: int

    @property
    def header_span(self) -> Span:
        """Where the header section stands."""
        return Span(self.start, self.header_stop)

    @property
    def body_span(self) -> Span:
        """Where preamble, parts, delimiters and epilogue stand."""
        return Span(self.body, self.stop)

    @property
    def preamble_span(self) -> Span:
        """Where the preamble stands."""
        return Span(self.body, self.preamble_stop)

    @property
    def epilogue_span(self) -> Span:
        """Where the epilogue stands."""
        return Span(self.epilogue, self.stop)


@frozen
class Encapsulated:
    """A message as the body of an entity. RFC 2046 section 5.2.1.

    Header section and empty line as in Leaf; `message` fills [body, stop).
    """

    start: int
    header_stop: int
    body: int
    stop: int
    content: Content
    message: "Entity"

    @property
    def header_span(self) -> Span:
        """Where the header section of the entity stands, not that of the message."""
        return Span(self.start, self.header_stop)

    @property
    def body_span(self) -> Span:
        """Where the message stands."""
        return Span(self.body, self.stop)


Entity: TypeAlias = Leaf | Multipart | Encapsulated


def tiles(entity: Entity) -> Iterator[Span]:
    """Yield the spans that make up `entity`, in order: together they cover it.

    A header section, an empty line, then a body; a preamble, a delimiter, a part, and
    so on; tiles of nothing are left out.
    """
    at = entity.start
    for stop in _borders(entity):
        if stop > at:
            yield Span(at, stop)
            at = stop


def _borders(entity: Entity) -> Iterator[int]:
    """Yield every offset at which a tile of `entity` ends, in order."""
    yield from (entity.header_stop, entity.body)
    match entity:
        case Leaf():
            pass
        case Multipart(preamble_stop=preamble_stop, parts=parts, epilogue=epilogue):
            yield preamble_stop
            for part in parts:
                yield part.start
                yield from _borders(part)
            yield epilogue
        case Encapsulated(message=message):
            yield from _borders(message)
    yield entity.stop
