"""Drafts as octets and files: read alike, 7-bit, and nothing in a boundary's way."""

import email
import re
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.codec import base64
from core.header.content import ContentType
from core.header.msg_id import MsgId
from core.limits import DEFAULT_LIMITS
from core.mime import body
from core.mime.draft import (
    Disposition,
    Draft,
    FileDraft,
    MessageDraft,
    MultipartDraft,
    NamedFile,
    TextDraft,
)
from core.mime.entity import Encapsulated, Entity, Leaf, Multipart
from core.mime.parse import parse_entity
from core.mime.serialize import FilePiece, serialize_draft, serialize_entity, size
from tests.linear import in_linear_time
from tests.strategies.compose import DRAFTS


def octets_of(draft: Draft, seed: bytes = b"seed") -> bytes:
    pieces = serialize_draft(draft, seed)
    octets = [piece for piece in pieces if isinstance(piece, bytes)]
    assert len(octets) == len(pieces)
    assert size(pieces) == sum(map(len, octets))
    return b"".join(octets)


def check(source: bytes, entity: Entity, draft: Draft) -> None:
    """Look whether `entity` says what `draft` does."""
    content_type = entity.content.content_type
    match draft, entity:
        case TextDraft(), Leaf():
            assert content_type.media_type == f"text/{draft.subtype}"
            text = body.decoded_text(source, entity).replace("\r\n", "\n")
            lines = re.split("\r\n|\r|\n", draft.text)
            if lines[-1]:
                lines.append("")
            if draft.flowed:
                assert content_type.value("format") == "flowed"
            else:
                assert text == "\n".join(lines)
        case FileDraft(), Leaf():
            assert content_type.media_type == draft.content_type.media_type
            assert body.decode(source, entity).value == draft.content
            assert body.decode(source, entity).defects == ()
        case MessageDraft(), Encapsulated():
            assert source[entity.body : entity.stop] == draft.octets
        case MultipartDraft(), Multipart():
            assert content_type.media_type == f"multipart/{draft.subtype}"
            for part, inner in zip(draft.parts, entity.parts, strict=True):
                check(source, inner, part)
        case _:
            raise AssertionError(f"{draft} became {entity}")


@given(DRAFTS)
def test_parsing_gives_the_tree_back(draft: Draft) -> None:
    source = octets_of(draft)
    parsed = parse_entity(source, DEFAULT_LIMITS)
    check(source, parsed.value, draft)
    assert serialize_entity(source, parsed.value) == source


@given(DRAFTS)
def test_python_reads_the_same_leaves(draft: Draft) -> None:
    message = email.message_from_bytes(octets_of(draft))
    assert not any(part.defects for part in message.walk())
    compare(message, draft)


def compare(part: Message, draft: Draft) -> None:
    """Look whether Python's `part` says what `draft` does."""
    match draft:
        case FileDraft():
            assert part.get_payload(decode=True) == draft.content
            assert part.get_filename() == draft.file_name
            assert part.get_content_type() == draft.content_type.media_type
        case TextDraft():
            assert part.get_content_type() == f"text/{draft.subtype}"
        case MessageDraft():
            assert part.get_content_type() == "message/rfc822"
        case MultipartDraft():
            assert part.get_content_type() == f"multipart/{draft.subtype}"
            parts = part.get_payload()
            assert isinstance(parts, list)
            for inner, each in zip(parts, draft.parts, strict=True):
                assert isinstance(inner, Message)
                compare(inner, each)


@given(DRAFTS)
def test_what_is_written_is_7_bit_in_short_lines(draft: Draft) -> None:
    source = octets_of(draft)
    assert source.isascii()
    assert b"\0" not in source
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", source)
    assert all(len(line) <= 998 for line in source.split(b"\r\n"))


@given(DRAFTS, st.binary(max_size=9), st.binary(max_size=9))
def test_boundaries_come_from_the_seed(draft: Draft, one: bytes, two: bytes) -> None:
    assert serialize_draft(draft, one) == serialize_draft(draft, one)
    boundaries = re.findall(rb'boundary="?(=_[^";]*)', octets_of(draft, one))
    assert len(set(boundaries)) == len(boundaries)
    if one != two:
        assert not set(boundaries) & set(
            re.findall(rb'boundary="?(=_[^";]*)', octets_of(draft, two))
        )


def test_a_boundary_that_a_part_holds_is_not_chosen() -> None:
    (taken,) = re.findall(
        rb'boundary="(.*)"', octets_of(MultipartDraft("mixed", (TextDraft(text=""),)))
    )
    text = f"--{taken.decode()}--\n"
    source = octets_of(MultipartDraft("mixed", (TextDraft(text=text),)))
    entity = parse_entity(source, DEFAULT_LIMITS).value
    assert isinstance(entity, Multipart)
    (leaf,) = entity.parts
    assert isinstance(leaf, Leaf)
    assert body.decoded_text(source, leaf).replace("\r\n", "\n") == text
    inner = MessageDraft(b"\r\n--" + taken + b"--\r\n")
    assert octets_of(MultipartDraft("mixed", (inner,))).count(taken) == 1


def test_files_are_named_and_not_read() -> None:
    named = FileDraft(content=NamedFile("/tmp/a.zip", 100_000), file_name="a.zip")
    held = FileDraft(content=bytes(100_000), file_name="a.zip")
    text = TextDraft(text="text")
    pieces = serialize_draft(MultipartDraft("mixed", (text, named, text)), b"s")
    first, piece, last = pieces
    assert isinstance(first, bytes)
    assert isinstance(last, bytes)
    assert piece == FilePiece("/tmp/a.zip", 100_000)
    whole = first + base64.encode_lines(bytes(100_000)) + last
    assert size(pieces) == len(whole)
    in_memory = serialize_draft(MultipartDraft("mixed", (text, held, text)), b"s")
    assert b"".join(each for each in in_memory if isinstance(each, bytes)) == whole


@pytest.mark.parametrize(
    ("text", "octets"),
    [
        pytest.param("", b"us-ascii\n7bit\n\n", id="empty"),
        pytest.param("a", b"us-ascii\n7bit\n\na\n", id="line-end-at-the-end"),
        pytest.param("a\rb\r\nc\n", b"us-ascii\n7bit\n\na\nb\nc\n", id="line-ends"),
        pytest.param(
            "é au lait\n", b"utf-8\nquoted-printable\n\n=C3=A9 au lait\n", id="qp"
        ),
        pytest.param("你好\n", b"utf-8\nbase64\n\n5L2g5aW9DQo=\n", id="base64"),
        pytest.param(
            "From me\n",
            b"us-ascii\nquoted-printable\n\n=46=\nrom me\n",
            id="rfc2049-3-from-line",
        ),
        pytest.param(
            "a\nFrom me\n",
            b"us-ascii\nquoted-printable\n\na\n=46=\nrom me\n",
            id="rfc2049-3-second-line",
        ),
        pytest.param(
            "a" * 999,
            b"us-ascii\nquoted-printable\n\n"
            + b"=\n".join([b"a" * 75] * 13 + [b"a" * 24])
            + b"\n",
            id="rfc5322-2.1.1-long-line",
        ),
        pytest.param("\0", b"us-ascii\nbase64\n\nAA0K\n", id="nul"),
    ],
)
def test_text_takes_the_encoding_that_suits_it(text: str, octets: bytes) -> None:
    written = octets_of(TextDraft(text=text)).replace(b"\r\n", b"\n")
    written = written.replace(b"Content-Type: text/plain; charset=", b"")
    assert written.replace(b"Content-Transfer-Encoding: ", b"") == octets


@given(
    st.lists(st.sampled_from([0, 1, 500, 996, 997, 998, 999, 1000, 1001]), min_size=1)
)
def test_text_is_7bit_as_long_as_its_lines_fit(lengths: list[int]) -> None:
    written = octets_of(TextDraft(text="\n".join("a" * length for length in lengths)))
    assert (b"\r\nContent-Transfer-Encoding: 7bit\r\n" in written) is (
        max(lengths) <= 998
    )


def test_flowed_text_is_wrapped_and_says_so() -> None:
    words = TextDraft(text="word " * 30 + "\n> quoted\n", flowed=True)
    written = octets_of(words)
    assert b"text/plain; charset=us-ascii; format=flowed\r\n" in written
    assert all(len(line) <= 78 for line in written.split(b"\r\n"))
    assert written.endswith(b"\r\n> quoted\r\n")
    assert b"format=flowed; delsp=yes" in octets_of(TextDraft(text="漢", flowed=True))


def test_a_file_has_its_name_for_every_reader() -> None:
    draft = FileDraft(
        content=b"abc",
        content_type=ContentType("image/png"),
        file_name="résumé.png",
        disposition=Disposition.INLINE,
        content_id=MsgId("p", "x"),
        description="déjà vu",
    )
    assert octets_of(draft) == (
        b"Content-Type: image/png;\r\n"
        b' name="=?utf-8?q?r=C3=A9sum=C3=A9=2Epng?="\r\n'
        b"Content-Transfer-Encoding: base64\r\n"
        b"Content-Disposition: inline; filename*=utf-8''r%C3%A9sum%C3%A9.png\r\n"
        b"Content-ID: <p@x>\r\n"
        b"Content-Description: =?utf-8?b?ZMOpasOg?= vu\r\n"
        b"\r\n"
        b"YWJj\r\n"
    )


def test_the_root_of_related_parts_is_named() -> None:
    html = TextDraft(text="", subtype="html")
    inner = MultipartDraft("alternative", (html,))
    for draft, media_type in (
        (html, b"text/html"),
        (inner, b"multipart/alternative"),
        (FileDraft(content=b""), b"application/octet-stream"),
        (MessageDraft(b""), b"message/rfc822"),
    ):
        written = octets_of(MultipartDraft("related", (draft,)))
        assert b'multipart/related; type="' + media_type + b'"' in written


def test_a_large_body_is_a_piece_of_its_own() -> None:
    file = FileDraft(content=bytes(200_000))
    pieces = serialize_draft(MultipartDraft("mixed", (file, file)), b"s")
    assert len(pieces) == 5


def test_time_is_linear() -> None:
    parts = (TextDraft(text="é\n" * 50),) * 5_000
    with in_linear_time():
        octets_of(MultipartDraft("mixed", parts))
        octets_of(TextDraft(text="From \n" * 100_000))
        octets_of(TextDraft(text="\r" * 500_000, flowed=True))
