"""The media type of a file, by its name and then by its first octets."""

import pytest

from shell.media import BY_SUFFIX, UNKNOWN, media_type


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.pdf", b"", "application/pdf"),
        ("A.PDF", b"", "application/pdf"),
        ("a.tar.gz", b"", "application/gzip"),
        ("a.docx", b"PK\x03\x04", BY_SUFFIX["docx"]),
        ("a.txt", b"%PDF-", "text/plain"),
        ("scan", b"%PDF-1.4", "application/pdf"),
        ("photo.unknown-suffix", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("README", b"hello", UNKNOWN),
        ("", b"", UNKNOWN),
        ("trailing.", b"", UNKNOWN),
        ("mail.eml", b"", UNKNOWN),
        ("data:,x.mht", b"", UNKNOWN),
        (".gitignore", b"", UNKNOWN),
    ],
)
def test_media_types(name: str, head: bytes, kind: str) -> None:
    assert media_type(name, head) == kind


def test_nothing_of_the_table_is_composite() -> None:
    tops = {kind.partition("/")[0] for kind in BY_SUFFIX.values()}
    assert tops <= {"application", "audio", "image", "text", "video"}
