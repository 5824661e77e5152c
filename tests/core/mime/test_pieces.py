"""Bodies in pieces are the bodies."""

import base64
import mmap

import pytest
from hypothesis import given

from core.mime.parse import parse_entity
from core.mime.part import Part
from core.mime.pieces import PIECE_OCTETS, content_pieces
from core.mime.walk import entities
from tests.strategies import mime


@given(mime.octets())
def test_pieces_make_the_content(octets: bytes) -> None:
    for entity in entities(parse_entity(octets).value):
        pieces = list(content_pieces(octets, entity))
        assert b"".join(pieces) == Part(octets, "", entity).content


LINE = b"0123456789abcdef" * 4 + b"\r\n"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (b"8bit", LINE * 20_000),
        (b"base64", base64.encodebytes(LINE * 20_000)),
        (b"base64", base64.b64encode(LINE * 20_000)),
        (b"quoted-printable", LINE * 20_000),
    ],
)
def test_a_large_body_comes_in_small_pieces(encoding: bytes, body: bytes) -> None:
    octets = b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body
    with mmap.mmap(-1, len(octets)) as source:
        source[:] = octets
        pieces = list(content_pieces(source, parse_entity(source).value))
    assert max(map(len, pieces)) <= PIECE_OCTETS * 1.3
    assert b"".join(pieces) == LINE * 20_000
