"""What CAPA answers: capabilities, known and unknown. RFC 2449."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.defect import DefectKind
from core.pop3.capability import (
    Capability,
    Expire,
    LoginDelay,
    Offer,
    parse_offer,
    serialize_offer,
)
from tests.strategies.broken import broken
from tests.strategies.pop3 import offers

# The example of RFC 2449 section 5, with what later documents add.
EXAMPLE = (
    b"TOP\r\nUSER\r\nSASL CRAM-MD5 KERBEROS_V4\r\nRESP-CODES\r\n"
    b"LOGIN-DELAY 900\r\nPIPELINING\r\nEXPIRE 60\r\nUIDL\r\n"
    b"IMPLEMENTATION Shlemazle-Plotz-v302 beta\r\n"
    b"STLS\r\nAUTH-RESP-CODE\r\nUTF8 USER\r\nLANG\r\nX-GOOGLE-RICO\r\n"
)


def test_example() -> None:
    parsed = parse_offer((EXAMPLE,))
    offer = parsed.value
    assert parsed.defects == ()
    assert offer.top
    assert offer.user
    assert offer.mechanisms == ("CRAM-MD5", "KERBEROS_V4")
    assert offer.resp_codes
    assert offer.login_delay == LoginDelay(900)
    assert offer.pipelining
    assert offer.expire == Expire(60)
    assert offer.uidl
    assert offer.implementation == "Shlemazle-Plotz-v302 beta"
    assert offer.stls
    assert offer.auth_resp_code
    assert offer.utf8 == ("USER",)
    assert offer.lang
    assert offer.capabilities[-1] == Capability("X-GOOGLE-RICO")
    assert serialize_offer(offer) == EXAMPLE


def test_nothing_is_offered_before_capa() -> None:
    offer = Offer()
    for name in ("top", "user", "resp_codes", "pipelining", "uidl", "stls", "lang"):
        assert getattr(offer, name) is False
    assert offer.mechanisms == ()
    for name in ("login_delay", "expire", "implementation", "utf8"):
        assert getattr(offer, name) is None


@pytest.mark.parametrize(
    ("line", "expire"),
    [
        pytest.param(b"EXPIRE NEVER\r\n", Expire(None), id="2449-6.7-never"),
        pytest.param(
            b"EXPIRE 30 USER\r\n", Expire(30, varies=True), id="2449-6.7-user"
        ),
        pytest.param(b"expire 0\r\n", Expire(0), id="2449-6.7-none"),
    ],
)
def test_expire(line: bytes, expire: Expire) -> None:
    parsed = parse_offer((line,))
    assert parsed.value.expire == expire
    assert parsed.defects == ()


def test_login_delay_of_each_user() -> None:
    offer = parse_offer((b"LOGIN-DELAY 300 USER\r\n",)).value
    assert offer.login_delay == LoginDelay(300, varies=True)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (b"EXPIRE soon\r\n", (Capability("EXPIRE", ("soon",)),)),
        (b"LOGIN-DELAY\r\n", (Capability("LOGIN-DELAY"),)),
        (b"SASL\r\n", (Capability("SASL"),)),
        (b"SASL  PLAIN \r\n", (Capability("SASL", ("PLAIN",)),)),
        (b"X\xff\r\n", (Capability(r"X\XFF"),)),
        (b"\r\n", ()),
    ],
)
def test_what_does_not_fit_is_kept(line: bytes, kept: tuple[Capability, ...]) -> None:
    parsed = parse_offer((line,))
    assert parsed.value.capabilities == kept
    assert [d.kind for d in parsed.defects] == [DefectKind.CAPABILITY_MALFORMED]
    assert (parsed.defects[0].span.start, parsed.defects[0].span.stop) == (
        0,
        len(line) - 2,
    )
    assert parsed.value.expire is None
    assert parsed.value.login_delay is None


@given(offers())
def test_round_trip(offer: Offer) -> None:
    assert parse_offer((serialize_offer(offer),)).value == offer


@given(st.binary(max_size=80) | broken(offers().map(serialize_offer)))
def test_totality_and_idempotence(octets: bytes) -> None:
    offer = parse_offer((octets, b"\r\n")).value
    assert parse_offer((serialize_offer(offer),)).value == offer


@pytest.mark.parametrize("word", ["", "a b", "a\r\n", "é"])
def test_a_capability_fits_a_line(word: str) -> None:
    with pytest.raises(ValueError, match=r"Capability\.tag"):
        Capability(word)
    with pytest.raises(ValueError, match=r"Capability\.parameters"):
        Capability("X", (word,))
