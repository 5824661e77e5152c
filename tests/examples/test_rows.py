"""The row of a message: what its fields and parts say, and always in UTF-8."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from examples.archive.rows import row
from examples.archive.shards import Found
from tests.strategies import mime
from tests.strategies.broken import broken

MESSAGE = b"""\
From: "Ann" <ann@a.example>, team: bob@b.example;
To: carl@c.example
Cc: =?utf-8?q?D=C3=B6rte?= <d@d.example>
Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=
Date: Mon, 23 Nov 2026 12:00:00 +0100
Message-ID: <1@a.example>
References: <2@a.example> <3@a.example>
In-Reply-To: <3@a.example>
Content-Type: multipart/mixed; boundary=b

--b

hello
--b
Content-Type: application/pdf; name=r.pdf
Content-Transfer-Encoding: base64

aGVsbG8=
--b--
"""


def test_row(tmp_path: Path) -> None:
    assert row(Found(tmp_path / "a", 7, MESSAGE)) == {
        "source": str(tmp_path / "a"),
        "position": 7,
        "sha256": hashlib.sha256(MESSAGE).hexdigest(),
        "size": len(MESSAGE),
        "message_id": "1@a.example",
        "in_reply_to": ["3@a.example"],
        "references": ["2@a.example", "3@a.example"],
        "date": datetime(2026, 11, 23, 11, tzinfo=UTC),
        "from": [
            {"name": "Ann", "address": "ann@a.example"},
            {"name": None, "address": "bob@b.example"},
        ],
        "to": [{"name": None, "address": "carl@c.example"}],
        "cc": [{"name": "Dörte", "address": "d@d.example"}],
        "subject": "Grüße",
        "text": "hello",
        "html": None,
        "attachments": [
            {
                "name": "r.pdf",
                "media_type": "application/pdf",
                "size": 5,
                "sha256": hashlib.sha256(b"hello").hexdigest(),
            }
        ],
        "defects": [],
    }


def test_defects_and_html() -> None:
    octets = b"From: a@b.example\nDate: never\nContent-Type: text/html\n\n<p>"
    found = row(Found(Path("a"), 0, octets))
    assert (found["date"], found["text"], found["html"]) == (None, None, "<p>")
    assert found["defects"] == [{"kind": "DATE_MALFORMED", "start": 24, "stop": 29}]


@given(mime.messages() | broken(mime.messages()) | st.binary())
def test_any_message_has_a_row_in_utf_8(octets: bytes) -> None:
    for text in texts(row(Found(Path("a\udcff"), 0, octets))):
        text.encode()


def texts(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from texts(each)
        case list():
            for each in value:
                yield from texts(each)
        case _:
            pass
