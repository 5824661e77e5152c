"""Drafts say what a reader is to get, and refuse what cannot be written. RFC 2046."""

import re
from collections.abc import Callable

import pytest

from core.header.content import ContentType
from core.header.msg_id import MsgId
from core.mime.draft import (
    Disposition,
    Draft,
    FileDraft,
    MessageDraft,
    MultipartDraft,
    NamedFile,
    TextDraft,
    arrange,
    depth,
)

TEXT = TextDraft(text="text")
HTML = TextDraft(text="html", subtype="html")
ZIP = FileDraft(content=b"zip", file_name="a.zip")
MAIL = MessageDraft(b"Subject: a\r\n\r\n")
PICTURE = FileDraft(
    content=b"png",
    content_type=ContentType("image/png"),
    disposition=Disposition.INLINE,
    content_id=MsgId("p", "x"),
)


@pytest.mark.parametrize(
    ("draft", "tree"),
    [
        pytest.param(arrange(text="text"), TEXT, id="text"),
        pytest.param(arrange(html="html"), HTML, id="html"),
        pytest.param(arrange(), TextDraft(text=""), id="nothing"),
        pytest.param(
            arrange(text="text", flowed=True),
            TextDraft(text="text", flowed=True),
            id="rfc3676-flowed",
        ),
        pytest.param(
            arrange(text="text", html="html"),
            MultipartDraft("alternative", (TEXT, HTML)),
            id="rfc2046-5.1.4-alternative",
        ),
        pytest.param(
            arrange(html="html", inline=(PICTURE,)),
            MultipartDraft("related", (HTML, PICTURE)),
            id="rfc2387-related",
        ),
        pytest.param(
            arrange(attachments=(ZIP,)),
            MultipartDraft("mixed", (TextDraft(text=""), ZIP)),
            id="file-alone",
        ),
        pytest.param(
            arrange(text="text", inline=(PICTURE,), attachments=(ZIP,)),
            MultipartDraft("mixed", (TEXT, PICTURE, ZIP)),
            id="inline-without-html",
        ),
        pytest.param(
            arrange(
                text="text", html="html", inline=(PICTURE,), attachments=(ZIP, MAIL)
            ),
            MultipartDraft(
                "mixed",
                (
                    MultipartDraft(
                        "alternative",
                        (TEXT, MultipartDraft("related", (HTML, PICTURE))),
                    ),
                    ZIP,
                    MAIL,
                ),
            ),
            id="rfc2046-5.1-whole-tree",
        ),
    ],
)
def test_arrange(draft: Draft, tree: Draft) -> None:
    assert draft == tree


def nested(levels: int) -> Draft:
    draft: Draft = TEXT
    for _ in range(levels):
        draft = MultipartDraft("mixed", (draft,))
    return draft


def test_depth_counts_levels() -> None:
    assert depth(TEXT) == depth(ZIP) == 1
    assert depth(MAIL) == 2
    assert depth(MultipartDraft("mixed", (TEXT, MAIL))) == 3
    assert depth(nested(99)) == 100


def test_a_file_prints_its_size() -> None:
    assert "zip'" not in repr(FileDraft(content=b"zip"))
    assert "3 octets" in repr(FileDraft(content=b"zip"))
    assert "NamedFile(name='a', size=9)" in repr(FileDraft(content=NamedFile("a", 9)))


def file(name: str | None = None, description: str | None = None) -> FileDraft:
    return FileDraft(content=b"", file_name=name, description=description)


def typed(media_type: str) -> FileDraft:
    return FileDraft(content=b"", content_type=ContentType(media_type))


def identified(msg_id: MsgId) -> FileDraft:
    return FileDraft(content=b"", content_id=msg_id)


@pytest.mark.parametrize(
    ("refused", "named"),
    [
        pytest.param(
            lambda: TextDraft(text="\ud800"), "TextDraft.text", id="surrogate"
        ),
        pytest.param(
            lambda: TextDraft(text="", subtype="a b"), "TextDraft.subtype", id="subtype"
        ),
        pytest.param(
            lambda: TextDraft(text="", subtype="html", flowed=True),
            "TextDraft.flowed",
            id="rfc3676-4-plain-alone",
        ),
        pytest.param(lambda: file("a\nb"), "FileDraft.file_name", id="name-line-end"),
        pytest.param(lambda: file("a\0b"), "FileDraft.file_name", id="name-nul"),
        pytest.param(
            lambda: file("\ud800"), "FileDraft.file_name", id="name-surrogate"
        ),
        pytest.param(
            lambda: file(None, "a\rb"), "FileDraft.description", id="description"
        ),
        pytest.param(
            lambda: typed("message/rfc822"),
            "FileDraft.content_type",
            id="rfc2046-5.2.1",
        ),
        pytest.param(
            lambda: typed("multipart/mixed"), "FileDraft.content_type", id="rfc2046-5.1"
        ),
        pytest.param(
            lambda: identified(MsgId("a", None)),
            "FileDraft.content_id",
            id="rfc2392-at",
        ),
        pytest.param(
            lambda: identified(MsgId("é", "b")), "FileDraft.content_id", id="8-bit-id"
        ),
        pytest.param(lambda: NamedFile("a", -1), "NamedFile.size", id="size"),
        pytest.param(
            lambda: MessageDraft(b"\xe9\r\n"), "MessageDraft.octets", id="8-bit"
        ),
        pytest.param(
            lambda: MessageDraft(b"a\nb"), "MessageDraft.octets", id="bare-lf"
        ),
        pytest.param(
            lambda: MessageDraft(b"a\rb"), "MessageDraft.octets", id="bare-cr"
        ),
        pytest.param(
            lambda: MessageDraft(b"a\0"), "without 8-bit octets or NUL", id="nul"
        ),
        pytest.param(
            lambda: MessageDraft(b"a" * 999), "MessageDraft.octets", id="long-line"
        ),
        pytest.param(
            lambda: MessageDraft(b"", "a\n"), "MessageDraft.file_name", id="mail-name"
        ),
        pytest.param(
            lambda: MultipartDraft("mixed", ()), "MultipartDraft.parts", id="no-part"
        ),
        pytest.param(
            lambda: MultipartDraft("mi xed", (TEXT,)),
            "MultipartDraft.subtype",
            id="type",
        ),
        pytest.param(lambda: nested(100), "MultipartDraft.parts", id="too-deep"),
        pytest.param(
            lambda: arrange(html="", inline=(ZIP,)), "inline", id="rfc2392-no-id"
        ),
    ],
)
def test_what_cannot_be_written_is_refused(
    refused: Callable[[], object], named: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(named)):
        refused()


def test_a_message_of_long_lines_is_taken_up_to_998_octets() -> None:
    octets = b"a" * 998 + b"\r\n" + b"b" * 998
    assert MessageDraft(octets).octets == octets
