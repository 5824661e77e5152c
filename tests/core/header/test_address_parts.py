"""What an address literal may be, and how long an address. RFC 5321."""

import pytest

from core.header.address_parts import is_address_literal, is_long


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", True),
        ("x-tag:anything", True),
        ("-tag", False),
        ("IPv6:1:2:3:4:5:6:7:8", True),
        ("ipv6:a:b:c:d:e:f:A:F", True),
        ("IPv6:1:2:3:4:5:6:7", False),
        ("IPv6:1:2:3:4:5:6:7:8:9", False),
        ("IPv6:::", True),
        ("IPv6:1::8", True),
        ("IPv6:1:2:3:4:5:6::", True),
        ("IPv6:::3:4:5:6:7:8", True),
        ("IPv6:1:2:3:4:5:6:7::", False),
        ("IPv6:1::2::3", False),
        ("IPv6::1::", False),
        ("IPv6:12345::", False),
        ("IPv6:g::", False),
        ("IPv6:1:2:3:4:5:6:192.0.2.1", True),
        ("IPv6:1:2:3:4:5:192.0.2.1", False),
        ("IPv6:1:2:3:4:5:6:7:192.0.2.1", False),
        ("IPv6:::192.0.2.1", True),
        ("IPv6:::5:192.0.2.1", True),
        ("IPv6:1:2:3:4::192.0.2.1", True),
        ("IPv6:1:2:3:4:5::192.0.2.1", False),
        ("IPv6:1:2:3:4:5:6192.0.2.1", False),
    ],
)
def test_address_literals(text: str, *, expected: bool) -> None:
    """RFC 5321 section 4.1.3."""
    assert is_address_literal(f"[{text}]") is expected


LABELS = b".".join([b"x" * 63] * 4)


@pytest.mark.parametrize(
    ("local_part", "domain", "expected"),
    [
        (b"x" * 64, b"a.example", False),
        (b"x" * 65, b"a.example", True),
        (b"x", b"y" * 63, False),
        (b"x", b"y" * 64, True),
        (b"x", b"[" + b"y" * 64 + b"]", False),
        (b"x", LABELS[:252], False),
        (b"x", LABELS[:253], True),
        (b"x" * 64, LABELS[:189], False),
        (b"x" * 64, LABELS[:190], True),
    ],
)
def test_lengths(local_part: bytes, domain: bytes, *, expected: bool) -> None:
    """RFC 5321 section 4.5.3.1: 64, 63 and, without the angle brackets, 254 octets."""
    assert is_long(local_part, domain) is expected
