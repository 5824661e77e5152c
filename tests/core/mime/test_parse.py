"""The tree: it tiles its source, whatever the source, and obeys its limits."""

import mmap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.defect import DefectKind
from core.limits import DEPTH_CEILING, Limits
from core.mime.entity import Encapsulated, Entity, Leaf, Multipart, tiles
from core.mime.parse import parse_entity
from core.mime.walk import entities, leaves
from tests.linear import in_linear_time
from tests.strategies import mime


def joined(octets: bytes, entity: Entity) -> bytes:
    return b"".join(octets[tile.start : tile.stop] for tile in tiles(entity))


def depth(entity: Entity) -> int:
    match entity:
        case Leaf():
            return 0
        case Multipart(parts=parts):
            return 1 + max(map(depth, parts))
        case Encapsulated(message=message):
            return 1 + depth(message)


def shape(entity: Entity) -> object:
    """Return the media types of a tree, nested as its parts are."""
    media_type = entity.content.content_type.media_type
    match entity:
        case Leaf():
            return media_type
        case Multipart(parts=parts):
            return (media_type, *map(shape, parts))
        case Encapsulated(message=message):
            return (media_type, shape(message))


@given(mime.octets())
@example(b"")
@example(b"\n")
@example(b"\r")
@example(b"\x00")
@example(b"--b")
@example(b"Content-Type: multipart/x; boundary=b\n\n\r\n--b")
@example(b"Content-Type: multipart/x; boundary=b\n\n--b\r\n\r\n--b--")
def test_tiles_cover_the_source(octets: bytes) -> None:
    parsed = parse_entity(octets)
    at = 0
    for tile in tiles(parsed.value):
        assert tile.start == at
        assert tile.stop > at
        at = tile.stop
    assert at == len(octets)
    assert joined(octets, parsed.value) == octets


@given(mime.octets())
def test_parts_stand_in_their_places(octets: bytes) -> None:
    for entity in entities(parse_entity(octets).value):
        match entity:
            case Leaf():
                borders = [entity.start, entity.header_stop, entity.body, entity.stop]
            case Multipart(parts=parts):
                assert parts
                inner = [border for part in parts for border in (part.start, part.stop)]
                head = [entity.start, entity.header_stop, entity.body]
                tail = [entity.epilogue, entity.stop]
                borders = [*head, entity.preamble_stop, *inner, *tail]
            case Encapsulated(message=message):
                assert (message.start, message.stop) == (entity.body, entity.stop)
                borders = [entity.start, entity.header_stop, entity.body, entity.stop]
        assert borders == sorted(borders)
        empty_line = octets[entity.header_stop : entity.body]
        assert empty_line.strip(b"\r") in {b"", b"\n"}


@given(mime.octets())
def test_defects_stand_in_the_source(octets: bytes) -> None:
    for defect in parse_entity(octets).defects:
        assert 0 <= defect.span.start <= defect.span.stop <= len(octets)


@given(mime.messages())
def test_well_formed_messages_have_no_defects(octets: bytes) -> None:
    assert parse_entity(octets).defects == ()


@given(mime.messages())
def test_line_ends_change_no_shape(octets: bytes) -> None:
    lf = octets.replace(b"\r\n", b"\n")
    crlf = lf.replace(b"\n", b"\r\n")
    assert shape(parse_entity(lf).value) == shape(parse_entity(crlf).value)


@given(mime.octets(), st.integers(1, 3), st.integers(1, 4))
def test_no_tree_outgrows_its_limits(octets: bytes, levels: int, parts: int) -> None:
    limits = Limits(depth=levels, parts=parts, defects=2)
    parsed = parse_entity(octets, limits)
    assert depth(parsed.value) <= levels
    assert sum(1 for _ in leaves(parsed.value)) <= parts
    assert len(parsed.defects) <= 3
    assert joined(octets, parsed.value) == octets


@given(mime.messages())
def test_a_part_parses_as_a_message_by_itself(octets: bytes) -> None:
    for entity in entities(parse_entity(octets).value):
        again = parse_entity(octets[entity.start : entity.stop]).value
        content = entity.content.content_type
        if (
            content.media_type == "message/rfc822"
            and entity.header_stop == entity.start
        ):
            continue  # Its type is that of a digest, which it does not say itself.
        assert shape(again) == shape(entity)


def test_a_mapped_file_parses_alike(tmp_path: Path) -> None:
    octets = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n"
    )
    path = tmp_path / "message.eml"
    path.write_bytes(octets)
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as map_,
    ):
        assert parse_entity(map_) == parse_entity(octets)


def test_past_the_depth_stands_a_leaf_that_may_be_parsed_again() -> None:
    octets = b"Content-Type: message/rfc822\n\n" * 300 + b"Subject: x\n\ny"
    parsed = parse_entity(octets)
    assert depth(parsed.value) == DEPTH_CEILING
    assert [each.kind for each in parsed.defects] == [DefectKind.LIMIT_DEPTH]
    leaf = next(leaves(parsed.value))
    again = parse_entity(octets[leaf.start : leaf.stop])
    assert depth(again.value) == DEPTH_CEILING


def test_past_the_parts_stands_an_epilogue() -> None:
    octets = (
        b"Content-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\n\nx\n" * 9
        + b"--b--\n"
    )
    parsed = parse_entity(octets, Limits(parts=4))
    match parsed.value:
        case Multipart(parts=parts, epilogue=epilogue, stop=stop):
            assert len(parts) == 3
            assert octets[epilogue:stop].count(b"--b\n") == 6
        case _:
            raise AssertionError("no multipart")
    assert [each.kind for each in parsed.defects] == [DefectKind.LIMIT_PARTS]


MIXED = b"Content-Type: multipart/mixed; boundary=b\n\n"
SHAPES: dict[str, Callable[[int], bytes]] = {
    "parts": lambda n: MIXED + b"--b\n\nx\n" * n,
    "empty parts": lambda n: MIXED + b"--b\n" * n,
    "parts without header": lambda n: MIXED + b"--b\nhello\n" * n,
    "nest": lambda n: b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at)
        for at in range(n)
    ),
    "nest in one header": lambda n: b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n--b%d\n" % (at, at)
        for at in range(n)
    ),
    "opened and closed": lambda n: (
        MIXED
        + b"--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--c--\n" * n
    ),
    "one boundary": lambda n: b"Content-Type: multipart/x; boundary=b\n\n--b\n" * n,
    "rfc822": lambda n: b"Content-Type: message/rfc822\n\n" * n,
    "fields": lambda n: b"X: y\n" * n,
    "no colon": lambda n: b"xyz\n" * n,
    "no colon amid fields": lambda n: b"a: b\n" + b"xyz\n" * n + b"c: d\n\n",
    "one field": lambda n: b"X: " + b"y" * 40 * n,
    "folds": lambda n: b"Content-Type: text/plain" + b"\n ;x=y" * n,
    "lines that are nearly delimiters": lambda n: MIXED + b"--b\n\n" + b"--bX\n" * n,
    "the same in a header": lambda n: MIXED + b"--b\n" + b"--bX\n" * n,
    "dashes in base64": lambda n: (
        MIXED + b"--b\nContent-Transfer-Encoding: base64\n\n" + b"AA-A\n" * n
    ),
    "CR alone": lambda n: b"\r" * 10 * n,
    "LF alone": lambda n: b"\n" * 10 * n,
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_is_linear(shape: Callable[[int], bytes]) -> None:
    # Quadratic work on so many of any of these takes minutes.
    octets = shape(50_000)
    with in_linear_time():
        parsed = parse_entity(octets, Limits(parts=200_000))
    assert joined(octets, parsed.value) == octets
