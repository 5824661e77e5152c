"""Addresses are parsed, never pasted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.header.address import mailboxes, serialize_address_list
from shell.exits import ExitCode, ShellError
from shell.send.address import addresses, field_addresses, mailbox, msg_id

ALPHABET = 'ab@.<>",;: ()\\\r\n\té用[]'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a@b.org", ["a@b.org"]),
        ("Ann <a@b.org>", ["a@b.org"]),
        ("张三 <a@b.org>, c@d.org", ["a@b.org", "c@d.org"]),
        ("friends: a@b.org, c@d.org;", ["a@b.org", "c@d.org"]),
        ("a@b.org (Ann)", ["a@b.org"]),
        ("a..b@docomo.example", ['"a..b"@docomo.example']),
        ("x@[192.0.2.1]", ["x@[192.0.2.1]"]),
    ],
)
def test_a_list(text: str, found: list[str]) -> None:
    read = mailboxes(addresses(text, "RECIPIENT"))
    assert [each.addr_spec.text for each in read] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@",
        "@b",
        "a@b@c",
        "a@b c@d",
        "a@b; c@d",
        "a b@c",
        "a@b\r\nBcc: c@d",
        "a@b\0",
        "a@b\x85",
        "a@b\u2028",
        "\udcff@b",
        "<a@b",
        "a: b@c",
    ],
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(ShellError) as caught:
        addresses(text, "--cc")
    assert caught.value.exit is ExitCode.DATA
    assert caught.value.what.startswith("--cc: ")


@given(st.text(ALPHABET, max_size=30) | st.text(max_size=20))
def test_no_text_brings_a_line_break_into_a_field(text: str) -> None:
    try:
        found = addresses(text, "RECIPIENT")
    except ShellError:
        return
    octets = serialize_address_list(found)
    assert not set(octets) & set(b"\r\n\0")
    again = addresses(octets.decode(), "RECIPIENT")
    assert [each.addr_spec for each in mailboxes(again)] == (
        [each.addr_spec for each in mailboxes(found)]
    )


def test_one_mailbox() -> None:
    assert mailbox("Ann <a@b.org>", "--from").display_name == "Ann"
    with pytest.raises(ShellError):
        mailbox("a@b.org, c@d.org", "--from")


def test_a_field_may_be_folded_and_empty() -> None:
    assert field_addresses(b"", "To") == ()
    assert len(field_addresses(b" a@b.org,\r\n c@d.org,\n e@f.org", "To")) == 3
    with pytest.raises(ShellError):
        field_addresses(b"a@b c@d", "To")


@pytest.mark.parametrize("text", ["<a@b>", "a@b", " <a@b> "])
def test_an_identifier(text: str) -> None:
    assert msg_id(text, "--in-reply-to").text == "a@b"


@pytest.mark.parametrize("text", ["", "a", "<a>", "a@b\nBcc: c", "<a@b> <c@d>x\x07"])
def test_no_identifier(text: str) -> None:
    with pytest.raises(ShellError):
        msg_id(text, "--in-reply-to")
