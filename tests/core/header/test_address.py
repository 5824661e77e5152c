"""Addresses and lists of them, whatever octets they are read from. RFC 5322."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.defect import Defect, DefectKind
from core.header.address import (
    Address,
    AddrSpec,
    Group,
    Mailbox,
    mailboxes,
    parse_addr_spec,
    parse_address_list,
    parse_mailbox,
    parse_mailbox_list,
    read_addresses,
    serialize_addr_spec,
    serialize_address_list,
)
from core.limits import Limits
from core.span import Span
from tests.linear import in_linear_time
from tests.strategies.header import addr_specs, addresses, octets

LISTS = st.lists(addresses(), max_size=4).map(tuple)


@given(LISTS)
def test_round_trip(found: tuple[Address, ...]) -> None:
    parsed = parse_address_list(serialize_address_list(found))
    assert parsed.value == found
    assert parsed.defects == ()


@given(addr_specs())
def test_addr_spec_round_trip(addr_spec: AddrSpec) -> None:
    parsed = parse_addr_spec(serialize_addr_spec(addr_spec))
    assert parsed.value == addr_spec
    assert parsed.defects == ()


@given(octets(LISTS.map(serialize_address_list)))
@example(b"a\x03@b")
@example(b"ex\x03mple.org@x")
def test_any_octets_give_a_value_that_settles(octets: bytes) -> None:
    parsed = parse_address_list(octets)
    assert all(0 <= d.span.start <= d.span.stop <= len(octets) for d in parsed.defects)
    for mailbox in mailboxes(parsed.value):
        # The parser has a way in beside the constructor's checks.
        addr_spec = mailbox.addr_spec
        assert AddrSpec(addr_spec.local_part, addr_spec.domain) == addr_spec
    again = parse_address_list(serialize_address_list(parsed.value))
    assert again.value == parsed.value


@given(octets(LISTS.map(serialize_address_list)))
@example(b"a@b.example")
@example(b"a@b.example, c@d.example")
@example(b'A B <a@b.example>, "C, D" <c@d.example> , e@f.example')
@example(b"a@b.example, c@d.example, g: h@i.example;, =?utf-8?q?x?= <j@k.example>")
@example(b"A.  B <a@b.example>,\r\n c@d.example, no address, e@f.example")
def test_forms_agree(octets: bytes) -> None:
    found = tuple(mailboxes(parse_address_list(octets).value))
    assert parse_mailbox_list(octets).value == found
    assert read_addresses(octets) == parse_address_list(octets).value
    assert parse_mailbox(octets).value == (found[0] if found else None)


@given(octets(addr_specs().map(serialize_addr_spec)))
def test_addr_spec_is_read_alike_in_a_list(octets: bytes) -> None:
    found = parse_addr_spec(octets)
    if found.value is not None:
        first = parse_address_list(octets).value[0]
        # A comment becomes the name of a mailbox that has none.
        assert isinstance(first, Mailbox)
        assert first.addr_spec == found.value


@given(octets(LISTS.map(serialize_address_list)), st.integers(1, 5))
@example(b"a@b.example, c@d.example, e@f.example", 2)
@example(b"a@b.example, c@d.example", 2)
def test_no_more_than_limits_allow_is_read(octets: bytes, ceiling: int) -> None:
    parsed = parse_address_list(octets, Limits(fields=ceiling, defects=ceiling))
    assert len(parsed.value) <= ceiling
    assert read_addresses(octets, Limits(fields=ceiling)) == parsed.value
    assert len(mailboxes(parsed.value)) <= ceiling
    assert len(parsed.defects) <= ceiling + 1


@given(st.text(st.sampled_from('()<>[]:;@\\," '), max_size=4))
def test_two_addresses_never_become_a_third(between: str) -> None:
    octets = f"alice@example.org{between}bob@example.com".encode()
    found = [
        mailbox.addr_spec.text
        for mailbox in mailboxes(parse_address_list(octets).value)
    ]
    assert set(found) <= {"alice@example.org", "bob@example.com"}


def test_limit_of_members_is_reported() -> None:
    parsed = parse_address_list(b"a@b, c@d, e@f", Limits(fields=2))
    assert [mailbox.addr_spec.text for mailbox in mailboxes(parsed.value)] == [
        "a@b",
        "c@d",
    ]
    assert [defect.kind for defect in parsed.defects] == [DefectKind.LIMIT_MEMBERS]


@pytest.mark.parametrize(
    ("local_part", "domain", "field"),
    [
        ("a\r\nb", "example.org", "local_part"),
        ("a\x00b", "example.org", "local_part"),
        ("a\x7f", "example.org", "local_part"),
        ("\ud800", "example.org", "local_part"),
        ("a", "", "domain"),
        ("a", ".", "domain"),
        ("a", "b..c", "domain"),
        ("a", "b c", "domain"),
        ("a", "b\r\nRCPT", "domain"),
        ("a", "[1.2", "domain"),
        ("a", "[1 2]", "domain"),
        ("a", "b@c", "domain"),
        ("a", "b\x03c", "domain"),
    ],
)
def test_constructor_names_what_does_not_fit(
    local_part: str, domain: str, field: str
) -> None:
    with pytest.raises(ValueError, match=rf"AddrSpec\.{field}"):
        AddrSpec(local_part, domain)


@pytest.mark.parametrize("name", ["a\nb", "a\rb", "\x00", "\x1b[2J", "\ud800"])
def test_names_hold_no_controls(name: str) -> None:
    with pytest.raises(ValueError, match=r"Mailbox\.display_name"):
        Mailbox(AddrSpec("a", "b"), name)
    with pytest.raises(ValueError, match=r"Group\.display_name"):
        Group(name)


def test_addr_spec_is_written_with_quotes_where_asked() -> None:
    assert AddrSpec("joe", "b.example").text == "joe@b.example"
    assert AddrSpec("joe..doe", "b.example").text == '"joe..doe"@b.example'
    assert AddrSpec("", "b.example").text == '""@b.example'
    assert AddrSpec('a"\\', "b.example").text == '"a\\"\\\\"@b.example'


def test_group_is_written_as_one() -> None:
    group = Group(
        "Team", (Mailbox(AddrSpec("a", "b")), Mailbox(AddrSpec("c", "d"), "C"))
    )
    assert (
        serialize_address_list((group, Group("None"))) == b"Team: a@b, C <c@d>;, None:;"
    )


@pytest.mark.parametrize(
    "piece",
    [
        *(
            b"(",
            b")",
            b'"',
            b'"\\',
            b"<",
            b">",
            b"[",
            b"\\",
            b"@",
            b":",
            b";",
            b",",
            b".",
        ),
        *(b"a@b,", b"a@b (c),", b"<a@b>", b"a ", b"a.", b"a:;", b"<@a,", b"<@a:b@c,"),
        *(b"=?a?q?", b"=?a?q?b?= ", b"\r\n ", b"(a)", b"\xe9", b"\x00", b"a\r", b'"a"'),
    ],
)
def test_time_stays_low(piece: bytes) -> None:
    octets = piece * (400_000 // len(piece))
    with in_linear_time():
        parse_address_list(octets)
        parse_addr_spec(octets)


def test_mailboxes_of_groups_are_counted_in_order() -> None:
    one, two, three = (Mailbox(AddrSpec(name, "example.org")) for name in "abc")
    found = (one, Group("g", (two,)), Group("e", ()), three)
    assert mailboxes(found) == (one, two, three)


def test_what_a_field_of_mailboxes_may_not_hold() -> None:
    octets = b"g: a@b.example;, c@d.example"
    parsed = parse_mailbox_list(octets)
    assert [mailbox.addr_spec.text for mailbox in parsed.value] == [
        "a@b.example",
        "c@d.example",
    ]
    whole = Span(0, len(octets))
    assert parsed.defects == (Defect(DefectKind.ADDRESS_GROUP, whole),)
    first = parse_mailbox(octets)
    assert first.value == parsed.value[0]
    assert first.defects == (
        Defect(DefectKind.ADDRESS_GROUP, whole),
        Defect(DefectKind.ADDRESS_JUNK, whole),
    )
    two = parse_mailbox(b"a@b.example, c@d.example")
    assert two.defects == (Defect(DefectKind.ADDRESS_JUNK, Span(0, 24)),)
    few = Limits(fields=1)
    assert len(parse_mailbox_list(b"a@b.example, c@d.example", few).value) == 1
    assert parse_addr_spec(b"a b").value is None
    assert parse_addr_spec(b"a b").defects != ()


@pytest.mark.parametrize(
    ("octets", "kinds"),
    [
        (b"a@b.example", []),
        (b"\na@b.example", [(DefectKind.LINE_BREAK_BARE, 0, 1)]),
        (b"a@b.example,\rc@d.example", [(DefectKind.LINE_BREAK_BARE, 12, 13)]),
        (b"x" * 65 + b"@b.example", [(DefectKind.ADDRESS_LENGTH, 0, 75)]),
        (b"A <" + b"x" * 65 + b"@b.example>", [(DefectKind.ADDRESS_LENGTH, 3, 78)]),
        (b"x" * 65 + b"@b.example, a@b.example", [(DefectKind.ADDRESS_LENGTH, 0, 75)]),
        (b"A. B <a@b.example>", [(DefectKind.OBSOLETE_SYNTAX, 1, 2)]),
        (b"a@b.example, nobody", [(DefectKind.ADDRESS_DOMAIN_MISSING, 12, 19)]),
        (b"a@b.example,, c@d.example", [(DefectKind.OBSOLETE_SYNTAX, 12, 12)]),
        (b"a@b.example,", [(DefectKind.OBSOLETE_SYNTAX, 12, 12)]),
        (b"a@b.example J. Doe", [(DefectKind.ADDRESS_JUNK, 11, 18)]),
        (b"<a@b.example", [(DefectKind.ADDRESS_ANGLE, 0, 1)]),
        (b"a@b.example> ", [(DefectKind.ADDRESS_ANGLE, 11, 12)]),
        (b"<a@b.example>Joe", [(DefectKind.ADDRESS_JUNK, 13, 16)]),
        (b"<a@b.example> <c@d.example>", [(DefectKind.ADDRESS_SEPARATOR, 14, 15)]),
        (b"<@a.example:b@c.example>", [(DefectKind.OBSOLETE_SYNTAX, 1, 12)]),
    ],
)
def test_what_is_wrong_and_where(
    octets: bytes, kinds: list[tuple[DefectKind, int, int]]
) -> None:
    found = parse_address_list(octets).defects
    assert [(each.kind, each.span.start, each.span.stop) for each in found] == kinds


@pytest.mark.parametrize(
    ("octets", "local_part", "domain"),
    [
        (b"=?utf-8?q?a?=@b.c", "=?utf-8?q?a?=", "b.c"),
        (b"a=?utf-8?q?x?=.b@c", "a=?utf-8?q?x?=.b", "c"),
        (b".=?utf-8?q?x?=a@b", ".=?utf-8?q?x?=a", "b"),
        (b"a@=?utf-8?q?b?=.c", "a", "=?utf-8?q?b?=.c"),
        (b"a@b=?utf-8?q?x?=c", "a", "b=?utf-8?q?x?=c"),
        (b'"q".a@b', "q.a", "b"),
        (b"a@b.", "a", "b"),
        (b"<,@a,@b:c@d>", "c", "d"),
    ],
    ids=[
        *("2047-5-local-part", "2047-5-atom", "2047-5-dots", "2047-5-domain"),
        *("2047-5-label", "5322-4.4-local-part", "root-dot", "5322-4.4-route"),
    ],
)
def test_no_word_within_an_address_is_decoded(
    octets: bytes, local_part: str, domain: str
) -> None:
    (mailbox,) = parse_address_list(octets).value
    assert isinstance(mailbox, Mailbox)
    assert (mailbox.addr_spec.local_part, mailbox.addr_spec.domain) == (
        local_part,
        domain,
    )


@pytest.mark.parametrize(
    "member",
    [b"(c)a " * 20_000 + b"<a@b>", b"a@" * 20_000, b"<" + b". " * 20_000 + b">"],
    ids=["phrase", "addr-spec", "angle"],
)
def test_a_member_of_too_many_tokens_is_left_out(member: bytes) -> None:
    parsed = parse_address_list(member + b", c@d")
    assert parsed.value == (Mailbox(AddrSpec("c", "d"), None),)
    assert parsed.defects == (
        Defect(DefectKind.ADDRESS_MALFORMED, Span(0, len(member))),
    )
