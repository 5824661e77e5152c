"""Messages that two readers take for different ones, each with what has to be told.

The classes are those found by comparing what filters and mail readers make of one
message: which field counts, where a part begins, how a body is decoded.
"""

from attrs import frozen

from core.defect import DefectKind

EVIL = b"Content-Type: application/octet-stream; name=evil.exe\r\n\r\nMZ\r\n"
NICE = b"Content-Type: text/plain\r\n\r\nnice\r\n"
HEAD = b"Date: Fri, 20 Nov 2026 09:00:00 +0800\r\nFrom: a@b.example\r\n"


@frozen
class Ambiguous:
    """A message, and the defect that says that it can be read in two ways."""

    name: str
    octets: bytes
    kind: DefectKind


def multipart(field: bytes, body: bytes) -> bytes:
    return HEAD + b"MIME-Version: 1.0\r\n" + field + b"\r\n\r\n" + body


def leaf(fields: bytes, body: bytes) -> bytes:
    return HEAD + b"MIME-Version: 1.0\r\n" + fields + b"\r\n" + body


TWO = b"--a\r\n" + NICE + b"--b\r\n" + EVIL + b"--b--\r\n--a--\r\n"
ONE = b"--a\r\n" + EVIL + b"--a--\r\n"
TYPE = b"Content-Type: multipart/mixed; boundary="
BASE64 = b"Content-Transfer-Encoding: base64\r\n"
QP = b"Content-Transfer-Encoding: quoted-printable\r\n"

AMBIGUOUS = (
    Ambiguous(
        "two-content-types",
        multipart(TYPE + b"a\r\n" + TYPE + b"b", TWO),
        DefectKind.FIELD_REPEATED,
    ),
    Ambiguous(
        "content-type-once-as-text",
        multipart(b"Content-Type: text/plain\r\n" + TYPE + b"a", ONE),
        DefectKind.FIELD_REPEATED,
    ),
    Ambiguous(
        "two-encodings",
        leaf(BASE64 + QP, b"TVo=\r\n"),
        DefectKind.FIELD_REPEATED,
    ),
    Ambiguous(
        "two-encodings-in-one",
        leaf(b"Content-Transfer-Encoding: base64, 7bit\r\n", b"TVo=\r\n"),
        DefectKind.TRANSFER_ENCODING_JUNK,
    ),
    Ambiguous(
        "encoding-unknown",
        leaf(b"Content-Transfer-Encoding: base-64\r\n", b"TVo=\r\n"),
        DefectKind.TRANSFER_ENCODING_UNKNOWN,
    ),
    Ambiguous(
        "two-dispositions",
        leaf(
            b"Content-Disposition: inline\r\n"
            b"Content-Disposition: attachment; filename=evil.exe\r\n",
            b"MZ\r\n",
        ),
        DefectKind.FIELD_REPEATED,
    ),
    Ambiguous(
        "two-boundaries",
        multipart(TYPE + b"a; boundary=b", TWO),
        DefectKind.PARAMETER_REPEATED,
    ),
    Ambiguous(
        "boundary-plain-and-extended",
        multipart(TYPE + b"a; boundary*=us-ascii''b", TWO),
        DefectKind.PARAMETER_REPEATED,
    ),
    Ambiguous(
        "boundary-continued-out-of-order",
        multipart(b"Content-Type: multipart/mixed; boundary*0=a; boundary*2=x", ONE),
        DefectKind.PARAMETER_CONTINUATION_BROKEN,
    ),
    Ambiguous(
        "boundary-with-a-blank-at-its-end",
        multipart(TYPE + b'"a "', ONE),
        DefectKind.BOUNDARY_MALFORMED,
    ),
    Ambiguous(
        "boundary-of-nothing",
        multipart(TYPE + b'""', b"--\r\n" + EVIL + b"----\r\n"),
        DefectKind.BOUNDARY_MISSING,
    ),
    Ambiguous(
        "boundary-missing",
        multipart(b"Content-Type: multipart/mixed", ONE),
        DefectKind.BOUNDARY_MISSING,
    ),
    Ambiguous(
        "boundary-too-long",
        multipart(TYPE + b"x" * 71, b"--" + b"x" * 71 + b"\r\n" + EVIL),
        DefectKind.BOUNDARY_MALFORMED,
    ),
    Ambiguous(
        "boundary-unused", multipart(TYPE + b"c", ONE), DefectKind.BOUNDARY_UNUSED
    ),
    Ambiguous(
        "boundary-with-a-quote-left-open",
        multipart(TYPE + b'"a', ONE),
        DefectKind.PARAMETER_QUOTE_UNCLOSED,
    ),
    Ambiguous(
        "boundary-with-text-behind-its-quote",
        multipart(TYPE + b'"a"b', ONE),
        DefectKind.PARAMETER_SEPARATOR_MISSING,
    ),
    Ambiguous(
        "boundary-as-an-encoded-word",
        multipart(TYPE + b'"=?us-ascii?Q?a?="', ONE),
        DefectKind.BOUNDARY_UNUSED,
    ),
    Ambiguous(
        "boundary-of-8-bit",
        multipart(TYPE + b'"\xc3\xa4"', b"--\xc3\xa4\r\n" + EVIL),
        DefectKind.PARAMETER_RAW_8BIT,
    ),
    Ambiguous(
        "boundary-of-its-parent",
        multipart(
            TYPE + b"a", b"--a\r\n" + TYPE + b"a\r\n\r\n--a\r\n" + EVIL + b"--a--\r\n"
        ),
        DefectKind.BOUNDARY_REPEATED,
    ),
    Ambiguous(
        "never-closed",
        multipart(TYPE + b"a", b"--a\r\n" + EVIL),
        DefectKind.MULTIPART_UNCLOSED,
    ),
    Ambiguous(
        "multipart-in-base64",
        multipart(BASE64 + TYPE + b"a", ONE),
        DefectKind.MULTIPART_ENCODED,
    ),
    Ambiguous(
        "message-in-base64",
        leaf(b"Content-Type: message/rfc822\r\n" + BASE64, b"U3ViamVjdDogeA0K\r\n"),
        DefectKind.MESSAGE_ENCODED,
    ),
    Ambiguous(
        "base64-with-junk",
        leaf(BASE64, b"TV!o=\r\n"),
        DefectKind.BASE64_JUNK,
    ),
    Ambiguous(
        "base64-behind-its-padding",
        leaf(BASE64, b"TVo=TVo=\r\n"),
        DefectKind.BASE64_PIECES,
    ),
    Ambiguous(
        "base64-with-padding-missing",
        leaf(BASE64, b"TVo\r\n"),
        DefectKind.BASE64_PADDING,
    ),
    Ambiguous(
        "quoted-printable-broken",
        leaf(QP, b"M=Zx\r\n"),
        DefectKind.QUOTED_PRINTABLE_ESCAPE,
    ),
    Ambiguous(
        "type-without-a-subtype",
        leaf(b"Content-Type: text\r\n", b"<script>\r\n"),
        DefectKind.CONTENT_TYPE_MALFORMED,
    ),
    Ambiguous(
        "file-name-twice",
        leaf(
            b"Content-Disposition: attachment; filename=a.txt; filename=a.exe\r\n",
            b"MZ\r\n",
        ),
        DefectKind.PARAMETER_REPEATED,
    ),
    Ambiguous(
        "field-name-with-a-blank",
        leaf(b"Content-Type : text/html\r\n", b"<b>\r\n"),
        DefectKind.FIELD_NAME_BLANK,
    ),
    Ambiguous(
        "field-that-is-none",
        leaf(b"Content-Type text/html\r\n", b"<b>\r\n"),
        DefectKind.HEADER_END_MISSING,
    ),
    Ambiguous(
        "nul-in-a-field",
        leaf(b"Content-Type: text/ht\x00ml\r\n", b"<b>\r\n"),
        DefectKind.FIELD_CONTROL,
    ),
    Ambiguous(
        "header-section-without-end",
        HEAD + b"no field at all\r\nmore\r\n",
        DefectKind.HEADER_END_MISSING,
    ),
    Ambiguous(
        "from-twice",
        HEAD + b"From: c@d.example\r\n\r\nx\r\n",
        DefectKind.FIELD_REPEATED,
    ),
)
