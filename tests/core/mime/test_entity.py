"""The shape of a source: its spans, and how people take it apart."""

import pickle
from copy import deepcopy

from core.limits import DEPTH_CEILING
from core.mime.entity import Encapsulated, Entity, Leaf, Multipart, tiles
from core.mime.parse import parse_entity
from core.span import Span

OCTETS = b"Content-Type: multipart/mixed; boundary=b\n\npre\n--b\n\nx\n--b--\npost"


def test_spans() -> None:
    entity = parse_entity(OCTETS).value
    match entity:
        case Multipart(parts=(Leaf() as leaf,)):
            names = (entity.header_span, entity.preamble_span, entity.epilogue_span)
            found = [OCTETS[span.start : span.stop] for span in names]
            assert found == [OCTETS[:42], b"pre", b"post"]
            assert entity.body_span == Span(43, len(OCTETS))
            assert leaf.header_span == Span(leaf.start, leaf.start)
            assert OCTETS[leaf.body_span.start : leaf.body_span.stop] == b"x"
        case Multipart() | Leaf() | Encapsulated():
            raise AssertionError(entity)


def test_spans_of_an_encapsulated_message() -> None:
    octets = b"Content-Type: message/rfc822\n\nSubject: x\n\ny"
    match parse_entity(octets).value:
        case Encapsulated(message=Leaf(start=start)) as entity:
            assert entity.header_span == Span(0, 29)
            assert entity.body_span == Span(start, len(octets))
        case _:
            raise AssertionError(octets)


def test_tiles() -> None:
    found = [
        OCTETS[tile.start : tile.stop] for tile in tiles(parse_entity(OCTETS).value)
    ]
    assert found == [
        OCTETS[:42],
        b"\n",
        b"pre",
        b"\n--b\n",
        b"\n",
        b"x",
        b"\n--b--\n",
        b"post",
    ]


def nest(levels: int) -> Entity:
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at)
        for at in range(levels)
    )
    return parse_entity(head).value


def test_the_deepest_tree_compares_copies_and_prints() -> None:
    deep, again = nest(DEPTH_CEILING), nest(DEPTH_CEILING)
    assert deep == again
    assert hash(deep) == hash(again)
    assert repr(deep) == repr(again)
    assert deepcopy(deep) == deep
    assert pickle.loads(pickle.dumps(deep)) == deep
