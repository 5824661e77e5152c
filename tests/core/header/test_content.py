"""Content fields: values, their octets, and octets that are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.defect import DefectKind
from core.header.content import (
    ContentDisposition,
    ContentType,
    boundary,
    file_name,
    parse_content_type,
    parse_disposition,
    parse_transfer_encoding,
    read_content_type,
    read_transfer_encoding,
    serialize_content_type,
    serialize_disposition,
)
from core.header.parameter import Parameter
from tests.strategies import mime


@given(mime.content_types())
def test_content_type_round_trip(content_type: ContentType) -> None:
    octets = serialize_content_type(content_type)
    parsed = parse_content_type(octets)
    assert parsed.value == content_type
    assert parsed.defects == ()
    assert all(len(line) <= 100 for line in octets.split(b"\r\n"))


@given(mime.dispositions())
def test_disposition_round_trip(disposition: ContentDisposition) -> None:
    parsed = parse_disposition(serialize_disposition(disposition))
    assert parsed.value == disposition
    assert parsed.defects == ()


@given(mime.field_bodies(mime.content_types().map(serialize_content_type)))
def test_content_type_totality(octets: bytes) -> None:
    value = parse_content_type(octets).value
    assert read_content_type(octets) == value
    # What is plain is matched at once, and with a comment it is not plain.
    assert read_content_type(b"()" + octets) == value
    assert parse_content_type(serialize_content_type(value)).value == value
    edge = boundary(octets, value)
    assert edge is None or edge == edge.rstrip()


@given(mime.field_bodies(mime.dispositions().map(serialize_disposition)))
def test_disposition_totality(octets: bytes) -> None:
    value = parse_disposition(octets).value
    assert parse_disposition(serialize_disposition(value)).value == value


@given(mime.field_bodies(st.sampled_from([b" base64\r\n", b"(c) Quoted-Printable"])))
def test_transfer_encoding_totality(octets: bytes) -> None:
    parsed = parse_transfer_encoding(octets)
    assert parsed.value
    assert read_transfer_encoding(octets) == parsed.value
    assert parsed.value == parsed.value.lower()


@pytest.mark.parametrize(
    ("octets", "encoding", "known"),
    [
        (b" base64\r", "base64", True),
        (b"BASE64", "base64", True),
        (b"(c) Quoted-Printable (d)", "quoted-printable", True),
        (b'"8bit"', "8bit", True),
        (b" x-uuencode", "x-uuencode", True),
        (b"x-unheard-of", "x-unheard-of", False),
        (b"", "7bit", False),
        (b"(", "7bit", False),
    ],
)
def test_transfer_encoding(octets: bytes, encoding: str, known: bool) -> None:
    parsed = parse_transfer_encoding(octets)
    assert parsed.value == encoding
    assert (parsed.defects == ()) == known


@pytest.mark.parametrize(
    "media_type", ["", "text", "text/", "/x", "Text/plain", "a/b c"]
)
def test_media_type_must_be_two_tokens(media_type: str) -> None:
    with pytest.raises(ValueError, match=r"ContentType\.media_type"):
        ContentType(media_type)


@pytest.mark.parametrize("disposition", ["", "Inline", "a b", "a\r\nb"])
def test_disposition_must_be_a_token(disposition: str) -> None:
    with pytest.raises(ValueError, match=r"ContentDisposition\.disposition"):
        ContentDisposition(disposition)


def test_disposition_without_type_is_attachment() -> None:
    parsed = parse_disposition(b"; filename=a.txt")
    assert parsed.value == ContentDisposition(
        "attachment", (Parameter("filename", "a.txt"),)
    )
    parsed = parse_disposition(b"filename=a.txt")
    assert parsed.value.value("filename") == "a.txt"
    assert [each.kind for each in parsed.defects] == [DefectKind.DISPOSITION_MALFORMED]


def test_type_and_subtype() -> None:
    value = ContentType("text/plain")
    assert (value.type, value.subtype) == ("text", "plain")


@pytest.mark.parametrize(
    ("given_name", "type_name", "expected"),
    [
        ("a", "b", "a"),
        ("", "b", "b"),
        (None, "b", "b"),
        (None, None, None),
        ("", None, None),
    ],
)
def test_file_name(
    given_name: str | None, type_name: str | None, expected: str | None
) -> None:
    of_type = () if type_name is None else (Parameter("name", type_name),)
    content_type = ContentType("a/b", of_type)
    if given_name is None:
        assert file_name(None, content_type) == expected
    else:
        parameters = (Parameter("filename", given_name),)
        disposition = ContentDisposition("attachment", parameters)
        assert file_name(disposition, content_type) == expected


@pytest.mark.parametrize(
    ("octets", "expected"),
    [
        (b"multipart/mixed; boundary=b", b"b"),
        (b'multipart/mixed; boundary="a b  "', b"a b"),
        (b'multipart/mixed; boundary="\xe9"', b"\xe9"),
        (b'multipart/mixed; boundary="=?utf-8?q?x?="', b"=?utf-8?q?x?="),
        (b"multipart/mixed; boundary*0=a; boundary*1=b", b"ab"),
        (b"multipart/mixed; boundary*=utf-8''a%20b", b"a b"),
        (b'multipart/mixed; boundary="  "', None),
        (b"multipart/mixed; boundary=", None),
        (b"multipart/mixed", None),
    ],
)
def test_boundary(octets: bytes, expected: bytes | None) -> None:
    assert boundary(octets, parse_content_type(octets).value) == expected
