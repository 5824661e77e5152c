"""Decoding one leaf. Bodies one by one are in tests/vectors/mime."""

import pytest
from hypothesis import given

from core.mime import body
from core.mime.entity import Leaf
from core.mime.parse import parse_entity
from core.mime.walk import leaves
from tests.strategies import mime


@given(mime.octets())
def test_the_quick_form_gives_the_same(octets: bytes) -> None:
    for leaf in leaves(parse_entity(octets).value):
        assert body.decoded(octets, leaf) == body.decode(octets, leaf).value
        assert body.decoded_text(octets, leaf) == body.text(octets, leaf).value


# The line end is read with the half character before it, or is not.
HALF = (b"\xa90\r\n", b"\xe4\r\n", b"\x8f\r\n", b"\x81\r\r\n", b"\xff\xfea\0\r\0\n\0")


@pytest.mark.parametrize("octets", HALF)
@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable"])
@pytest.mark.parametrize("name", ["gb18030", "euc-jp", "euc-jis-2004", "utf-16"])
def test_the_quick_form_ends_lines_alike(
    octets: bytes, encoding: str, name: str
) -> None:
    fields = f"Content-Type: text/plain; charset={name}\r\n"
    fields += f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    source = fields.encode() + octets
    text = body.text(source, only(source)).value
    assert body.decoded_text(source, only(source)) == text


def test_lines_end_in_lf() -> None:
    """Of CR CR LF one CR is the line end's, and the other stays."""
    source = b"\r\na\r\nb\r\r\nc\rd\n"
    text = body.text(source, only(source)).value
    assert text == "a\nb\r\nc\rd\n" == body.decoded_text(source, only(source))


@given(mime.octets())
def test_text_has_no_surrogate_and_defects_have_a_place(octets: bytes) -> None:
    for leaf in leaves(parse_entity(octets).value):
        text = body.text(octets, leaf)
        text.value.encode()
        for defect in text.defects:
            assert leaf.body <= defect.span.start <= defect.span.stop <= leaf.stop


def only(octets: bytes) -> Leaf:
    (leaf,) = leaves(parse_entity(octets).value)
    return leaf


@pytest.mark.parametrize(
    ("field", "octets", "name"),
    [
        (b"text/plain", b"x", "us-ascii"),
        (b"text/plain; charset=koi8-r", b"x", "koi8-r"),
        (b"text/plain; charset=", b"\xe9", "us-ascii"),
        (b"text/html", b"<meta charset=koi8-r>\xe9", "koi8-r"),
        (b"text/html", b"<meta content='text/html; charset=koi8-r'>\xe9", "koi8-r"),
        (b"text/html", b"<meta content='charset=&quot;koi8-r&quot;'>\xe9", "koi8-r"),
        (b"text/html; charset=us-ascii", b"<meta charset=koi8-r>\xe9", "koi8-r"),
        (b"text/html; charset=none-such", b"<meta charset=koi8-r>\xe9", "koi8-r"),
        (b"text/html; charset=latin1", b"<meta charset=koi8-r>\xe9", "latin1"),
        (b"text/html; charset=us-ascii", b"<meta charset=odd>\xe9", "us-ascii"),
        (b"text/html; charset=us-ascii", b"<meta charset=koi8-r>e", "us-ascii"),
        (b"text/html", b"<meta charset=none-such>\xe9", "us-ascii"),
        (b"text/html", b" " * 2000 + b"<meta charset=koi8-r>\xe9", "us-ascii"),
        (b"text/xml", b"<?xml version='1.0' encoding='koi8-r'?>\xe9", "koi8-r"),
        (b"text/plain", b"<meta charset=koi8-r>\xe9", "us-ascii"),
    ],
)
def test_charset_of(field: bytes, octets: bytes, name: str) -> None:
    leaf = only(b"Content-Type: " + field + b"\n\n" + octets)
    assert body.charset_of(leaf, octets) == name


def test_only_plain_text_is_flowed() -> None:
    for field, flowed in (
        (b"text/plain; format=Flowed", True),
        (b"text/plain; format=fixed", False),
        (b"text/plain", False),
        (b"text/html; format=flowed", False),
    ):
        leaf = only(b"Content-Type: " + field + b"\n\n")
        assert body.is_flowed(leaf.content.content_type) == flowed
