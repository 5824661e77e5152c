"""How to draw values of the header section, and octets that may be none."""

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from core.header.address import Address, AddrSpec, Group, Mailbox
from core.header.authentication import (
    AuthenticationResults,
    MethodProperty,
    MethodResult,
)
from core.header.date import UNKNOWN_ZONE
from core.header.list import ListId, ListUrls
from core.header.msg_id import MsgId
from core.header.trace import CLAUSES, Clause, Received
from tests.strategies.broken import broken

# What structured bodies are made of, so that grammar is met and nearly met.
PIECES = (
    *(b"a", b"Joe", b"b.c", b" ", b"\t", b"\r\n ", b"\n ", b"\r", b"\n", b",", b";"),
    *(b":", b"<", b">", b"@", b".", b'"', b"\\", b"(", b")", b"[", b"]", b"=", b"/"),
    *(b"a@b", b"<a@b>", b'"q, s"', b"(c (d) e)", b"[1.2.3.4]", b"\x00", b"\x7f"),
    *(b"=?utf-8?q?=C3=A9?=", b"=?utf-8?b?w6k=?=", b"=?", b"?=", b"=?x?q?=0D=0A?="),
    *("é".encode(), "李".encode(), b"\xe9", b"\xc4\xe3\xba\xc3", b"\xed\xa0\x80"),
    *(b"Mon, ", b"23 Nov 2026", b" 15:13:34", b" +0000", b" GMT", b"26", b"9999"),
    *(b"from ", b"by ", b"for ", b"none", b"spf=pass", b"header.d=", b"Subject:"),
)
SOUP = st.lists(st.sampled_from(PIECES), max_size=24).map(b"".join)


def octets(valid: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Draw octets that are raw, of the grammar's alphabet, valid, or nearly so."""
    return st.binary(max_size=64) | SOUP | valid | broken(valid)


# -- text ------------------------------------------------------------------------

# U+FEFF where a text begins is a byte order mark, and gone once it is decoded.
_PRINTED = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff")
LINES = st.text(st.sampled_from('abc XYZ\t"\\()<>,;:@.=?_é李\x85\u2028😀') | _PRINTED)
ATEXT = st.text(
    st.sampled_from("abzAZ09!#$%&'*+-/=?^_`{|}~é李"), min_size=1, max_size=9
)
DOT_ATOMS = st.lists(ATEXT, min_size=1, max_size=3).map(".".join)
KEYWORDS = st.text(st.sampled_from("abz09-_"), max_size=9).map("k".__add__)

# -- addresses -------------------------------------------------------------------

LITERALS = st.sampled_from(["[192.0.2.1]", "[IPv6:2001:db8::1]", "[tag:content]"])


def addr_specs() -> st.SearchStrategy[AddrSpec]:
    return st.builds(
        AddrSpec,
        local_part=DOT_ATOMS | LINES.filter(lambda text: len(text.encode()) <= 64),
        domain=DOT_ATOMS | LITERALS,
    )


def mailboxes() -> st.SearchStrategy[Mailbox]:
    return st.builds(Mailbox, addr_specs(), st.none() | LINES)


def addresses() -> st.SearchStrategy[Address]:
    members = st.lists(mailboxes(), max_size=3).map(tuple)
    return mailboxes() | st.builds(Group, LINES, members)


# -- dates and identifiers -------------------------------------------------------


def zones() -> st.SearchStrategy[timezone]:
    minutes = st.integers(-23 * 60 - 59, 23 * 60 + 59)
    return st.just(UNKNOWN_ZONE) | minutes.map(
        lambda each: timezone(timedelta(minutes=each))
    )


def dates() -> st.SearchStrategy[datetime]:
    return st.datetimes(
        min_value=datetime(1900, 1, 2),
        max_value=datetime(9998, 12, 30),
        timezones=zones(),
    ).map(lambda value: value.replace(microsecond=0, fold=0))


def msg_ids() -> st.SearchStrategy[MsgId]:
    left = DOT_ATOMS | st.just('"a b@c"') | st.text("ab.@:[]()\"'é", min_size=1)
    right = DOT_ATOMS | LITERALS | st.just("")
    alone = st.builds(MsgId, left.filter(lambda text: "@" not in text), st.none())
    return alone | st.builds(MsgId, left, right)


# -- trace, lists, authentication ------------------------------------------------


def received() -> st.SearchStrategy[Received]:
    comments = st.lists(LINES, max_size=2).map(tuple)
    value = st.sampled_from(
        ["mx.example.org", "[192.0.2.1]", "<a@b>", "Microsoft SMTPSVC", '"a b;"', "by"]
    )
    clauses = st.builds(Clause, st.sampled_from(CLAUSES), value, comments)
    return st.builds(
        Received, st.lists(clauses, max_size=5).map(tuple), dates(), comments
    )


def list_ids() -> st.SearchStrategy[ListId]:
    return st.builds(ListId, DOT_ATOMS, st.none() | LINES)


def list_urls() -> st.SearchStrategy[ListUrls]:
    url = st.text(st.sampled_from("abz09:/?&=%(),;\"'\\é"), min_size=1)
    return st.builds(ListUrls, st.lists(url, max_size=4).map(tuple))


def authentication_results() -> st.SearchStrategy[AuthenticationResults]:
    version = st.none() | st.integers(0, 999_999_999)
    properties = st.builds(MethodProperty, ptype=KEYWORDS, name=KEYWORDS, value=LINES)
    results = st.builds(
        MethodResult,
        method=KEYWORDS,
        version=version,
        result=KEYWORDS,
        reason=st.none() | LINES,
        properties=st.lists(properties, max_size=3).map(tuple),
    )
    return st.builds(
        AuthenticationResults,
        authserv_id=LINES.filter(bool),
        version=version,
        results=st.lists(results, max_size=3).map(tuple),
    )
