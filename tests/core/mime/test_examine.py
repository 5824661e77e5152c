"""What is wrong with fields and bodies is found in its place in the source."""

import pytest

from core.defect import DefectKind
from core.mime.examine import defects_of
from core.mime.parse import parse_entity


@pytest.mark.parametrize(
    ("octets", "kind", "place"),
    [
        (b"Date: nonsense\n\n", DefectKind.DATE_MALFORMED, b" nonsense"),
        (b"From: a@b, x)y@z\n\n", DefectKind.ADDRESS_MALFORMED, b"x)y@z"),
        (b"Resent-To: a@b, x)y@z\n\n", DefectKind.ADDRESS_MALFORMED, b"x)y@z"),
        (b"Subject: =?x-y?q?z?=\n\n", DefectKind.CHARSET_UNKNOWN, b"=?x-y?q?z?="),
        (b"Content-Type: x\n\n", DefectKind.CONTENT_TYPE_MALFORMED, b" x"),
        (b"Content-Type: a/b; c\n\n", DefectKind.PARAMETER_MALFORMED, b"c"),
        (b"Content-Disposition: ;a=b\n\n", DefectKind.DISPOSITION_MALFORMED, b" ;a=b"),
        (
            b"Content-Transfer-Encoding: y\n\n",
            DefectKind.TRANSFER_ENCODING_UNKNOWN,
            b" y",
        ),
        (
            b"Content-Transfer-Encoding: 7bit, base64\n\n",
            DefectKind.TRANSFER_ENCODING_JUNK,
            b", base64",
        ),
        (
            b"Content-Type: multipart/mixed; boundary=a; boundary*=''b\n\n",
            DefectKind.PARAMETER_REPEATED,
            b"boundary=a; boundary*=''b",
        ),
        (
            b'Content-Type: multipart/mixed; boundary="a "\n\n',
            DefectKind.BOUNDARY_MALFORMED,
            b'multipart/mixed; boundary="a "',
        ),
        (b"no field\nA: b\n\n", DefectKind.FIELD_MALFORMED, b"no field\n"),
        (
            b"Received: some words; Mon, 1 Jan 2024 00:00:00 +0000\n\n",
            DefectKind.RECEIVED_CLAUSE,
            b"words",
        ),
        (b"Return-Path: a@b\n\n", DefectKind.ADDRESS_ANGLE, b"a@b"),
        (b"List-Id: a b\n\n", DefectKind.LIST_ANGLE, b"a b"),
        (b"List-Post: http://a\n\n", DefectKind.LIST_ANGLE, b"http://a"),
        (b"List-Unsubscribe: no\n\n", DefectKind.LIST_JUNK, b"no"),
        (b"List-Unsubscribe-Post: yes\n\n", DefectKind.LIST_POST_MALFORMED, b"yes"),
        (
            b"Authentication-Results: a; ?!\n\n",
            DefectKind.AUTHENTICATION_MALFORMED,
            b"?!",
        ),
        (b"A: b\n\nx\xe9y", DefectKind.BODY_EIGHT_BIT, b"\xe9"),
        (
            b"Content-Transfer-Encoding: base64\n\nYW!I=",
            DefectKind.BASE64_JUNK,
            b"!",
        ),
    ],
)
@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"Content-Type: message/rfc822\n\n",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
    ],
    ids=["alone", "in-a-message", "in-a-part"],
)
def test_each_defect_stands_in_its_place(
    before: bytes, octets: bytes, kind: DefectKind, place: bytes
) -> None:
    source = before + octets
    found = {
        defect.kind: source[defect.span.start : defect.span.stop]
        for defect in defects_of(source, parse_entity(source).value)
    }
    # Whether blanks at the ends belong to a place is for each parser to say.
    assert found[kind].strip() == place.strip()
