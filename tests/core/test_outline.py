"""The MIME tree drawn."""

from hypothesis import given
from hypothesis import strategies as st

from core.message import parse_message
from core.outline import outline
from core.visible import visible_line

NESTED = b"""Content-Type: multipart/mixed; boundary=b\r
\r
--b\r
Content-Type: multipart/alternative; boundary=c\r
\r
--c\r
Content-Type: text/plain; charset=UTF-8\r
\r
text\r
--c\r
Content-Type: text/html\r
\r
<p>hi\r
--c--\r
--b\r
Content-Type: application/pdf; name="a\x1b.pdf"\r
Content-Transfer-Encoding: base64\r
\r
QUJD\r
--b\r
Content-Type: message/rfc822\r
\r
Subject: inner\r
\r
text\r
--b--\r
"""


def test_a_tree() -> None:
    assert outline(parse_message(NESTED)) == (
        "*          multipart/mixed                          318",
        "├─ 1       multipart/alternative                    100",
        "│  ├─ 1.1  text/plain             utf-8     7bit    4",
        "│  └─ 1.2  text/html                        7bit    5",
        '├─ 2       application/pdf                  base64  4    "a\\x1b.pdf"',
        '└─ 3       message/rfc822                           22   "inner"',
        "   └─ 3.1  text/plain             us-ascii  7bit    4",
    )


def test_a_message_without_parts() -> None:
    assert outline(parse_message(b"Subject: x\r\n\r\nhi")) == (
        "1  text/plain  us-ascii  7bit  2",
    )


LINES = st.sampled_from(
    [
        b"--b",
        b"--b--",
        b"--c",
        b"",
        b"Content-Type: multipart/mixed; boundary=c",
        b"Content-Type: message/rfc822",
        b"Content-Type: text/html",
        b"Subject: \x1b",
    ]
)


@given(
    st.lists(LINES, max_size=30).map(
        lambda lines: b"Content-Type: multipart/x; boundary=b\n" + b"\n".join(lines)
    )
    | st.binary()
)
def test_any_message_has_a_line_for_each_part(octets: bytes) -> None:
    message = parse_message(octets)
    lines = outline(message)
    numbers = [line.lstrip("│├└─ *").split(" ")[0] for line in lines]
    assert [each for each in numbers if each[:1].isdigit()] == [
        part.number for part in message.parts
    ]
    assert all(visible_line(line) == line for line in lines)
