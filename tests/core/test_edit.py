"""Edits: what they name changes, and every other octet stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.edit import (
    add_field,
    add_part,
    remove_field,
    replace_field,
    replace_leaf,
    text_field,
)
from core.header.content import ContentType
from core.header.field import Field
from core.message import Message, parse_message
from core.mime.draft import FileDraft, MultipartDraft, NamedFile, TextDraft
from core.mime.entity import Leaf
from core.mime.walk import numbered
from tests.strategies import mime

MIXED = b"""From: a@example.org
Subject: old
X-Kept:  as
  it stands
Subject: older
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

preamble
--b
Content-Type: text/plain
Content-Disposition: inline

one
--b

two
--b--
epilogue
"""


def test_replace_field() -> None:
    message = replace_field(parse_message(MIXED), text_field("subject", "new"))
    octets = MIXED.replace(b"Subject: older\n", b"")
    assert message.octets == octets.replace(b"Subject: old\n", b"subject: new\n")
    assert message.subject == "new"


def test_replace_a_field_that_is_not_there() -> None:
    message = replace_field(parse_message(MIXED), text_field("Comments", "Grüße"))
    assert message.header.fields[-1].text == "Grüße"
    assert message.octets.count(b"\n") == MIXED.count(b"\n") + 1


@pytest.mark.parametrize("stray", [b"\r", b"\r\r"])
def test_a_lone_cr_at_the_end_does_not_cut_a_new_field_off(stray: bytes) -> None:
    message = parse_message(b"no field\nA: b\n" + stray)
    changed = replace_field(message, text_field("Subject", "new"))
    assert changed.octets == b"no field\nA: b\nSubject: new\n" + stray + b"\n"
    assert changed.subject == "new"
    assert add_part(message, TextDraft(text="more"), b"").header.fields[1:2] == (
        Field(b"A: b\n"),
    )


def test_add_field() -> None:
    message = parse_message(b"From x\n" + MIXED)
    first = add_field(message, Field(b"X-A: b"), first=True)
    assert first.octets == b"From x\nX-A: b\n" + MIXED
    last = add_field(message, Field(b"X-A: b\r\n c\r\n"))
    assert last.header.fields[-1] == Field(b"X-A: b\n c\n")


def test_remove_field() -> None:
    message = remove_field(parse_message(MIXED), "SUBJECT")
    octets = MIXED.replace(b"Subject: older\n", b"").replace(b"Subject: old\n", b"")
    assert message.octets == octets


@pytest.mark.parametrize(
    "octets",
    [b"", b"A", b"A: b\r\n\r\n", b"A: b\nC: d\n", b"A: \x00", b"A: b\rc", b" A: b"],
)
def test_a_field_is_one_field(octets: bytes) -> None:
    for change in (add_field, replace_field):
        with pytest.raises(ValueError, match="field"):
            change(parse_message(MIXED), Field(octets))


@pytest.mark.parametrize(
    ("name", "text"),
    [("", "x"), ("a b", "x"), ("a:", "x"), ("A", "x\ny"), ("A", "\x00")],
)
def test_text_field(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"name|text"):
        text_field(name, text)


def others(message: Message, name: str) -> list[bytes]:
    return [
        each.octets.rstrip(b"\r\n")
        for each in message.header.fields
        if each.name.lower() != name.lower()
    ]


@given(mime.messages(), st.sampled_from(["Subject", "X-New", "From"]))
def test_fields_of_drawn_messages(octets: bytes, name: str) -> None:
    message = parse_message(octets)
    for changed in (
        replace_field(message, text_field(name, "é")),
        add_field(remove_field(message, name), text_field(name, "é"), first=True),
    ):
        assert [each.text for each in changed.header.every(name)] == ["é"]
        assert others(changed, name) == others(message, name)
        body, before = changed.entity.body, message.entity.body
        assert changed.source[body:] == message.source[before:]


@given(mime.octets())
def test_fields_of_any_octets(octets: bytes) -> None:
    changed = replace_field(parse_message(octets), text_field("X-New", "é"))
    assert [each.text for each in changed.header.every("x-new")] == ["é"]


def test_replace_leaf() -> None:
    message = replace_leaf(parse_message(MIXED), "1", TextDraft(text="été\n"))
    (one, two) = message.text_body
    assert (one.text, two.text) == ("été\n", "two")
    assert one.disposition is not None
    assert message.octets.startswith(MIXED[: MIXED.index(b"Content-Type: text/plain")])
    assert message.octets.endswith(MIXED[MIXED.index(b"\n--b\n\ntwo") :])


def test_text_that_would_delimit_goes_in_base64() -> None:
    text = "x\n--b\n\ninjected\n--b--\n"
    message = replace_leaf(parse_message(MIXED), "2", TextDraft(text=text))
    assert [part.number for part in message.parts] == ["1", "2"]
    assert message.text_body[1].text == text
    assert message.text_body[1].encoding == "base64"


@given(mime.messages(), st.data(), st.binary(max_size=99))
def test_leaves_of_drawn_messages(
    octets: bytes, data: st.DataObject, content: bytes
) -> None:
    message = parse_message(octets)
    parts = [each for each in numbered(message.entity) if isinstance(each.entity, Leaf)]
    number = data.draw(st.sampled_from(parts)).number
    draft = FileDraft(content=content, content_type=ContentType("image/png"))
    changed = replace_leaf(message, number, draft)
    for part in changed.parts:
        before = message.part(part.number)
        assert before is not None
        if part.number == number:
            assert part.content == content
            assert part.content_type == draft.content_type
        elif isinstance(part.entity, Leaf):
            assert part.octets == before.octets
    assert len(changed.parts) == len(message.parts)


@pytest.mark.parametrize("number", ["3", "1.1"])
def test_no_such_leaf(number: str) -> None:
    with pytest.raises(ValueError, match="leaf"):
        replace_leaf(parse_message(MIXED), number, TextDraft(text=""))


def test_content_must_be_there() -> None:
    draft = FileDraft(content=NamedFile("a", 3))
    with pytest.raises(ValueError, match="draft"):
        replace_leaf(parse_message(MIXED), "1", draft)
    with pytest.raises(ValueError, match="draft"):
        add_part(parse_message(MIXED), draft, b"")


def test_add_part_to_a_mixed() -> None:
    message = add_part(parse_message(MIXED), TextDraft(text="three\n"), b"")
    assert [part.text for part in message.text_body] == ["one", "two", "three\n"]
    assert message.octets.startswith(MIXED[: MIXED.index(b"\n--b--")])
    assert message.octets.endswith(b"\n--b--\nepilogue\n")


def test_a_part_must_not_delimit() -> None:
    draft = MultipartDraft("mixed", (TextDraft(text="--b"),))
    with pytest.raises(ValueError, match="delimiter"):
        add_part(parse_message(MIXED), draft, b"")


@given(mime.messages(), st.binary(max_size=50), st.binary(max_size=4))
def test_parts_of_drawn_messages(octets: bytes, content: bytes, seed: bytes) -> None:
    message = parse_message(octets)
    once = add_part(message, FileDraft(content=content, file_name="a.bin"), seed)
    twice = add_part(once, FileDraft(content=b"more"), seed)
    assert twice.tree_defects == message.tree_defects == ()
    first, second = twice.attachments[-2:]
    assert (first.content, first.file_name) == (content, "a.bin")
    assert second.content == b"more"
    assert leaf_contents(twice)[:-2] == leaf_contents(message)


def leaf_contents(message: Message) -> list[bytes]:
    return [part.content for part in message.parts if isinstance(part.entity, Leaf)]


def test_an_embedded_message_is_edited_by_itself() -> None:
    outer = b"Subject: outer\nContent-Type: message/rfc822\n\nSubject: inner\n\nx\n"
    (inner,) = parse_message(outer).messages
    changed = replace_field(inner, text_field("Subject", "new"))
    assert changed.octets == b"Subject: new\n\nx\n"
