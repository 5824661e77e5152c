"""What an entity holds, a piece at a time, for what is too large to be held."""

from collections.abc import Iterator

from core.codec import base64, quoted_printable
from core.header.content import UUENCODE
from core.mime.body import YENC, decode
from core.mime.entity import Encapsulated, Entity, Leaf, Multipart
from core.span import Source

PIECE_OCTETS = 262_144
"""How many octets that stand as they are come at once."""


def content_pieces(source: Source, entity: Entity) -> Iterator[bytes]:
    """Yield the body of `entity`, decoded; that of a multipart or message as it stands.

    Pieces have about a quarter of a megabyte. A body in uuencode or yEnc,
    as old mail alone has them, comes whole.
    """
    match entity:
        case Leaf() as leaf:
            return _decoded(source, leaf)
        case Multipart() | Encapsulated():
            return slices(source, entity.body, entity.stop)


def _decoded(source: Source, leaf: Leaf) -> Iterator[bytes]:
    match leaf.content.encoding:
        case "base64":
            with memoryview(source) as view, view[leaf.body : leaf.stop] as body:
                yield from base64.decoded_pieces(body)
        case "quoted-printable":
            with memoryview(source) as view, view[leaf.body : leaf.stop] as body:
                yield from quoted_printable.decoded_pieces(body)
        case encoding if encoding in UUENCODE or encoding in YENC:
            yield decode(source, leaf).value
        case _:
            yield from slices(source, leaf.body, leaf.stop)


def slices(source: Source, start: int, stop: int) -> Iterator[bytes]:
    """Yield octets [start, stop) of `source` as they stand."""
    for at in range(start, stop, PIECE_OCTETS):
        yield source[at : min(at + PIECE_OCTETS, stop)]
