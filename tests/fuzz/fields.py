"""Laws of what reads and writes fields: core.header."""

import re

from core.codec import charset
from core.defect import Parsed
from core.header import address, content, date, fold, id_url, msg_id, parameter, text
from core.header.field import parse_header, serialize_header
from tests.fuzz.target import Target, check_parser, in_range, is_clean

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LONGEST_LINE = 998


def settled(parsed: Parsed[object], again: Parsed[object]) -> bool:
    """Return whether what was written reads back as it was, with nothing amiss."""
    return again == Parsed(parsed.value)


def header_section(octets: bytes) -> None:
    parsed = parse_header(octets)
    assert serialize_header(parsed.value) == octets
    assert in_range(parsed.defects, len(octets))
    for field in parsed.value.fields:
        assert is_clean(field.text)
        assert is_clean(field.name)
    assert text.section_texts(text.section_fields(octets)) == tuple(
        (field.name, field.text) for field in parsed.value.fields if field.name
    )


def unstructured(octets: bytes) -> None:
    parsed = text.parse_text(octets)
    assert is_clean(parsed.value)
    assert in_range(parsed.defects, len(octets))


def composed_field(octets: bytes) -> None:
    """What is written is one field, whose text is the one that was given."""
    value = CONTROL.sub(" ", charset.guess(octets))
    written = fold.fold_text("Subject", value)
    assert written.isascii()
    assert written.endswith(b"\r\n")
    assert all(len(line) <= LONGEST_LINE for line in written.split(b"\r\n"))
    parsed = parse_header(written)
    (field,) = parsed.value.fields
    assert (field.name, field.text, parsed.defects) == ("Subject", value, ())


def phrase_list(octets: bytes) -> None:
    check_parser(octets, text.parse_phrase_list, text.serialize_phrase_list)


def address_list(octets: bytes) -> None:
    found = check_parser(
        octets, address.parse_address_list, address.serialize_address_list
    )
    written = address.serialize_address_list(found or ())
    assert b"\r" not in written
    assert b"\n" not in written


def mailbox_list(octets: bytes) -> None:
    assert in_range(address.parse_mailbox_list(octets).defects, len(octets))


def addr_spec(octets: bytes) -> None:
    check_parser(octets, address.parse_addr_spec, address.serialize_addr_spec)


def date_time(octets: bytes) -> None:
    found = check_parser(octets, date.parse_date, date.serialize_date)
    assert found is None or found.tzinfo is not None


def message_id(octets: bytes) -> None:
    check_parser(octets, msg_id.parse_msg_id, msg_id.serialize_msg_id)


def message_id_list(octets: bytes) -> None:
    check_parser(octets, msg_id.parse_msg_id_list, msg_id.serialize_msg_id_list)


def parameters(octets: bytes) -> None:
    parsed = parameter.parse_parameters(octets)
    assert in_range(parsed.defects, len(octets))
    assert all(is_clean(found.value) for found in parsed.value)
    names = [found.name for found in parsed.value]
    assert len(names) == len(set(names))


def content_type(octets: bytes) -> None:
    parsed = content.parse_content_type(octets)
    assert in_range(parsed.defects, len(octets))
    assert settled(
        parsed, content.parse_content_type(content.serialize_content_type(parsed.value))
    )


def disposition(octets: bytes) -> None:
    parsed = content.parse_disposition(octets)
    assert in_range(parsed.defects, len(octets))
    assert settled(
        parsed, content.parse_disposition(content.serialize_disposition(parsed.value))
    )


def transfer_encoding(octets: bytes) -> None:
    assert in_range(content.parse_transfer_encoding(octets).defects, len(octets))


def identifier_url(octets: bytes) -> None:
    parsed = id_url.parse_id_url(octets)
    assert in_range(parsed.defects, len(octets))
    if parsed.value is not None:
        assert settled(
            parsed, id_url.parse_id_url(id_url.serialize_id_url(parsed.value))
        )


SECTION = (
    b"From: Ann <ann@example.org>\r\nSubject: =?utf-8?q?gr=C3=BCn?=\r\n b\r\n"
    b"no field\r\nX : y\nTo:\r\n"
)
ADDRESSES = (
    b'"Ann (a)" <ann@example.org>, a.b@[127.0.0.1] (x), g: c@d, "e f"@g;,',
    b"=?utf-8?q?a=2Cb?= <@x,@y:ann@example.org>,,alice@example.org)bob@example.com",
)
PARAMETERS = (
    b"; charset=utf-8; name*0*=gb2312''%C4; name*1*=%E3; name*3=x; a=\"\\\"b",
    b"; filename=\"=?utf-8?b?w6Q=?=\"; filename*=utf-8'en'%c3%a4; b=a b; b=c",
)
TARGETS = (
    Target(header_section, (SECTION,), whole=True),
    Target(unstructured, (b" a =?utf-8?q?b?=\r\n =?utf-8?q?c?= \xe4",)),
    Target(composed_field, ("grüße  你好 =?a?= ".encode(), b"a" * 1200)),
    Target(phrase_list, (b'a b, "c, d", =?utf-8?q?e?= f.g, (h)',)),
    Target(address_list, ADDRESSES),
    Target(mailbox_list, ADDRESSES),
    Target(addr_spec, (b'"a b"@c', b"a@[IPv6:::1]", b"a . b@c (d)")),
    Target(date_time, (b"Mon, 1 Jan 2024 00:00:60 -0000", b"1 jan 24 0:0 EST (x)")),
    Target(message_id, (b"<a.b@c>", b"<a@[1]> x", b"a@b")),
    Target(message_id_list, (b"<a@b>\r\n <c@d> x <e f@g>",)),
    Target(parameters, PARAMETERS),
    Target(content_type, tuple(b"text/plain" + octets for octets in PARAMETERS)),
    Target(disposition, tuple(b"attachment" + octets for octets in PARAMETERS)),
    Target(transfer_encoding, (b" BASE64 (x)", b"<a@b>")),
    Target(identifier_url, (b"cid:a%25b@c", b"mid:a@b/c@d")),
)
