"""Shapes that cost some parsers the square of their size. Each grows by `count`."""

import base64
from collections.abc import Callable
from types import MappingProxyType

HEAD = b"From: a@example.org\r\nMIME-Version: 1.0\r\n"


def parts(count: int) -> bytes:
    """Return a multipart with that many parts of four octets."""
    part = b"--b\r\n\r\ntext\r\n"
    return HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * count


def nesting(count: int) -> bytes:
    """Return multiparts inside one another, each closed, a hundred at a time."""
    depth = 90
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=n%d\r\n\r\n--n%d\r\n" % (level, level)
        for level in range(depth)
    )
    closed = b"".join(b"\r\n--n%d--\r\n" % level for level in reversed(range(depth)))
    nest = b"--b\r\n" + opened + b"\r\ntext" + closed
    head = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    return head + nest * max(1, count // depth)


def fields(count: int) -> bytes:
    """Return that many fields of a few octets."""
    return b"X: y\r\n" * count + b"\r\ntext\r\n"


def no_fields(count: int) -> bytes:
    """Return that many lines of a header section that are no fields."""
    return HEAD + b"no field at all\r\n" * count + b"X: y\r\n\r\ntext\r\n"


def one_field(count: int) -> bytes:
    """Return one field folded that often."""
    return b"Subject: text" + b"\r\n more of it" * count + b"\r\n\r\ntext\r\n"


def encoded_words(count: int) -> bytes:
    """Return a Subject of that many encoded-words."""
    return b"Subject:" + b"\r\n =?utf-8?B?5L2g5aW9?=" * count + b"\r\n\r\ntext\r\n"


def cut_words(count: int) -> bytes:
    """Return a Subject of that many beginnings of encoded-words."""
    return b"Subject: " + b"=?utf-8?B?5L2g" * count + b"\r\n\r\ntext\r\n"


def addresses(count: int) -> bytes:
    """Return a To with that many mailboxes."""
    return b"To: " + b"Bob <bob@example.org>,\r\n " * count + b"a@b\r\n\r\ntext\r\n"


def bad_addresses(count: int) -> bytes:
    """Return a To of quotes, brackets and groups that nothing closes."""
    return b"To: " + b'x: "<a@b(((' * count + b"\r\n\r\ntext\r\n"


def parameters(count: int) -> bytes:
    """Return a Content-Type with that many continuations."""
    pieces = b"".join(b';\r\n name*%d="piece"' % index for index in range(count))
    return HEAD + b"Content-Type: text/plain" + pieces + b"\r\n\r\ntext\r\n"


def prefixes(count: int) -> bytes:
    """Return lines that begin like a delimiter and are none."""
    lines = b"--boundaryX\r\n" * count
    head = b"Content-Type: multipart/mixed; boundary=boundary\r\n\r\n--boundary\r\n\r\n"
    return HEAD + head + lines + b"--boundary--\r\n"


def dashes(count: int) -> bytes:
    """Return dashes in every line of a base64 part."""
    lines = (base64.b64encode(b"x" * 30) + b"\r\n-\r\n") * count
    head = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return HEAD + head + lines + b"--b--\r\n"


def blanks(count: int) -> bytes:
    """Return quoted-printable with blanks at the end of each line."""
    lines = (b"text" + b" \t" * 20 + b"\r\n") * count
    return HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + lines


def pieces(count: int) -> bytes:
    """Return base64 of lines that are padded one by one."""
    return HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"YQ==\r\n" * count


SHAPES: "MappingProxyType[str, tuple[Callable[[int], bytes], int]]" = MappingProxyType(
    {
        "parts": (parts, 1_000),
        "nesting": (nesting, 1_000),
        "fields": (fields, 1_000),
        "lines that are no field": (no_fields, 2_000),
        "one folded field": (one_field, 4_000),
        "encoded-words": (encoded_words, 2_000),
        "encoded-words cut short": (cut_words, 2_000),
        "address list": (addresses, 1_000),
        "address list, broken": (bad_addresses, 500),
        "parameters": (parameters, 1_000),
        "lines like a delimiter": (prefixes, 10_000),
        "dashes in base64": (dashes, 10_000),
        "blanks in quoted-printable": (blanks, 5_000),
        "padded base64 lines": (pieces, 10_000),
    }
)
"""The shapes, each with how often its piece stands in the smallest input."""
