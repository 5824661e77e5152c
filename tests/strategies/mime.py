"""How to draw messages with parts, and octets that are nearly such."""

from hypothesis import strategies as st

from core.header.content import ContentDisposition, ContentType
from core.header.parameter import Parameter
from tests.strategies.broken import broken

# What trees are made of, so that delimiters, headers and their ends meet and miss.
PIECES = (
    *(b"\n", b"\r\n", b"\r", b"\n\n", b"--", b"-", b" ", b"\t", b":", b"a", b"\x00"),
    *(
        b"--b\n",
        b"--b--\n",
        b"\n--b\n",
        b"\r\n--b\r\n",
        b"\n--b--",
        b"--bb\n",
        b"--b \n",
    ),
    *(b"--c\n", b"\n--c--\n", b"--b----\n", b"X: y\n", b"no field\n", b"From x\n"),
    *(b"Content-Type: multipart/mixed; boundary=b\n\n", b"content-type:text/html\n"),
    *(b"Content-Type: multipart/alternative; boundary=c\r\n\r\n",),
    *(b'Content-Type: multipart/digest; boundary="b--"\n\n',),
    *(b"Content-Type: multipart/mixed; boundary=b\n--b\n",),
    *(b"Content-Type: message/rfc822\n\n", b"Content-Type: multipart/x\n"),
    *(b"Content-Transfer-Encoding: base64\n", b"Content-Disposition: attachment\n"),
    *(
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n",
        b"YWJj\n",
        b"=\n",
        b"=E9",
    ),
)
SOUP = st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join)

LINES = st.sampled_from(
    (b"", b"hello", b"--", b"--x", b"a: b", b"\xe9t\xe9", b"YWJj", b"=3D", b"From x")
)
TEXTS = st.lists(LINES, max_size=4)


def entities(depth: int = 3) -> st.SearchStrategy[bytes]:
    """Draw well-formed entities with LF line ends, multiparts and messages in them."""
    header = st.sampled_from(
        (b"", b"Content-Type: text/html\n", b"Content-Transfer-Encoding: base64\n")
    )
    leaf = st.builds(
        lambda fields, lines: fields + b"\n" + b"\n".join(lines), header, TEXTS
    )
    if depth == 0:
        return leaf
    inner = st.lists(entities(depth - 1), min_size=1, max_size=3)
    edge = b"edge%d" % depth

    def multipart(parts: list[bytes], before: list[bytes], after: list[bytes]) -> bytes:
        delimiter = b"\n--" + edge
        body = b"\n".join(before) + b"".join(delimiter + b"\n" + each for each in parts)
        head = b"Subject: s\nContent-Type: multipart/mixed; boundary=" + edge + b"\n\n"
        return head + body + delimiter + b"--\n" + b"\n".join(after)

    message = entities(depth - 1).map(b"Content-Type: message/rfc822\n\n".__add__)
    return leaf | message | st.builds(multipart, inner, TEXTS, TEXTS)


def messages() -> st.SearchStrategy[bytes]:
    """Draw well-formed messages, with LF or with CRLF line ends."""
    lf = entities().map(b"From: a@example.org\nMIME-Version: 1.0\n".__add__)
    return lf | lf.map(lambda octets: octets.replace(b"\n", b"\r\n"))


def octets() -> st.SearchStrategy[bytes]:
    """Draw octets in the three ways: raw, of the grammar's alphabet, and broken."""
    return st.binary(max_size=64) | SOUP | broken(messages())


# -- Content fields ----------------------------------------------------------------

TOKENS = st.text(st.sampled_from("abz09-._+"), min_size=1, max_size=9)
VALUES = st.text(
    st.sampled_from("aZ09 \t\"\\()<>@,;:/[]?=%*'.\r\n\x00\x7fé你😀\u202e")
    | st.characters(exclude_categories=["Cs"]),
    max_size=90,
)
TAGS = st.none() | st.sampled_from(("en", "de-CH"))
PARAMETERS = st.lists(
    st.builds(Parameter, TOKENS, VALUES, TAGS),
    max_size=4,
    unique_by=lambda each: each.name,
).map(tuple)
PARAMETER_PIECES = (
    *(b";", b"=", b'"', b"\\", b"(", b")", b" ", b"\r\n ", b"\n\t", b",", b"*", b"'"),
    *(b"name", b"name*", b"name*0", b"name*1*", b"=?utf-8?q?=C3=A9?=", b"utf-8''%E4"),
    *(b"%BD%A0", b"%zz", b"charset=", b"filename=", b"boundary=", b"a/b", b"C:\\x"),
    *(b"\xe9", "é".encode(), b"\x00", b"(c)", b"text/plain", b"/"),
)


def content_types() -> st.SearchStrategy[ContentType]:
    media_types = st.builds("{}/{}".format, TOKENS, TOKENS)
    return st.builds(ContentType, media_types, PARAMETERS)


def dispositions() -> st.SearchStrategy[ContentDisposition]:
    return st.builds(ContentDisposition, TOKENS, PARAMETERS)


def field_bodies(valid: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Draw bodies of Content fields in the three ways."""
    soup = st.lists(st.sampled_from(PARAMETER_PIECES), max_size=16).map(b"".join)
    return st.binary(max_size=48) | soup | broken(valid)
