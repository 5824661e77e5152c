"""One part: what is not seen in tests/vectors/mime or through a message."""

import pytest

from core.header.content import ContentDisposition
from core.message import parse_message
from core.mime.part import EmbeddedFile, joined_text

OCTETS = b"""Content-Type: multipart/mixed; boundary=b

--b

begin 644 a.txt
#0V%T
`
end

and then

begin 644 b.txt
#0V%T
`
end
--b
Content-Type: message/rfc822

Subject: x

\xe9t\xe9
--b--
"""


def test_embedded_files_stand_in_order() -> None:
    part = parse_message(OCTETS).part("1")
    assert part is not None
    assert part.embedded_files == (
        EmbeddedFile("a.txt", b"Cat"),
        EmbeddedFile("b.txt", b"Cat"),
    )
    assert "3 octets" in repr(part.embedded_files[0])


def test_what_holds_others_has_text_and_content_too() -> None:
    part = parse_message(OCTETS).part("2")
    assert part is not None
    assert part.content == b"Subject: x\n\n\xe9t\xe9"
    assert part.text == "Subject: x\n\nété"


def test_it_prints_no_octets() -> None:
    part = parse_message(OCTETS).part("1")
    assert "begin" not in repr(part)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (b"", None),
        (b"Content-Disposition: Inline\n", ContentDisposition("inline")),
        (b"Content-Disposition: =\n", ContentDisposition("attachment")),
    ],
)
def test_disposition(field: bytes, expected: ContentDisposition | None) -> None:
    part = parse_message(field + b"A: b\n\n").part("1")
    assert part is not None
    assert part.disposition == expected


def test_texts_are_joined_from_new_lines() -> None:
    assert joined_text((), html=False) is None
    part = parse_message(b"\na").part("1")
    ended = parse_message(b"\nb\n").part("1")
    assert part is not None
    assert ended is not None
    assert joined_text((part,), html=False) == "a"
    assert joined_text((part, ended, part), html=False) == "a\nb\na"
    assert joined_text((part,), html=True) is None
