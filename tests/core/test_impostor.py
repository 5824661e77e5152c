"""Senders that are not who they look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.header.address import AddrSpec, Mailbox, parse_address_list
from core.impostor import suspicions
from core.visible import visible_line


def said(name: str | None, address: str) -> str:
    local_part, _, domain = address.rpartition("@")
    return " ".join(suspicions(Mailbox(AddrSpec(local_part, domain), name)))


@pytest.mark.parametrize(
    ("name", "address", "words"),
    [
        (
            "boss@bank.com",
            "x@evil.example",
            'says "boss@bank.com", but the mail is from',
        ),
        ("Boss (boss@bank.com)", "x@evil.example", "x@evil.example"),
        (None, "x@xn--80ak6aa92e.com", 'is not "apple", though it looks so'),
        (None, "x@раураl.com", "mixes Cyrillic and Latin letters"),
        (None, "x@bаnk.example", "mixes Cyrillic and Latin letters"),
        (None, "x@gοοgle.com", "mixes Greek and Latin letters"),
        ("Bo\u200bss", "x@a.example", "name has characters that cannot be seen"),
        ("Boss\u202emoc.knab", "x@a.example", "name has characters that mislead"),
        (None, "x\u2060y@a.example", "address has characters that cannot be seen"),
    ],
)
def test_suspicious(name: str | None, address: str, words: str) -> None:
    assert words in said(name, address)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Ann", "ann@example.org"),
        ("ann@example.org", "Ann@Example.org"),
        ("张三", "z@例子.中国"),
        ("Ивáн", "i@пример.рф"),
        (None, "x@мтс.рф"),
        (None, "x@bücher.example"),
        (None, "x@日本ルール-abc.jp"),
        (None, "x@[192.0.2.1]"),
        ("@home", "x@a.example"),
    ],
)
def test_innocent(name: str | None, address: str) -> None:
    assert said(name, address) == ""


# What names and addresses deceive with.
NAMES = st.lists(
    st.sampled_from(
        ["Boss ", "boss@bank.com", "\u200b", "\u202e", "\x1b[31m", "ä", "("]
    )
).map("".join)
ADDRESSES = st.builds(
    "{}@{}".format,
    st.sampled_from(["x", "x\u2060y", "boss"]),
    st.sampled_from(["bank.com", "раураl.com", "xn--80ak6aa92e.com", "[192.0.2.1]"]),
)


@given(st.builds('"{}" <{}>'.format, NAMES, ADDRESSES).map(str.encode))
def test_what_is_said_of_a_sender_is_a_harmless_sentence(octets: bytes) -> None:
    for address in parse_address_list(octets).value:
        if isinstance(address, Mailbox):
            for each in suspicions(address):
                assert visible_line(each) == each
                assert each.endswith(".")
