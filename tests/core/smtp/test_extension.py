"""What a server offers in its answer to EHLO. RFC 5321 section 4.1.1.1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.defect import DefectKind
from core.smtp.extension import (
    DeliverBy,
    FutureRelease,
    Keyword,
    Limited,
    Offer,
    Size,
    parse_offer,
    serialize_offer,
)
from core.smtp.reply import Reply
from tests.strategies.smtp import offers

QQ = Reply(
    250,
    (
        b"newxmesmtplogicsvrszc10.qq.com",
        b"PIPELINING",
        b"SIZE 73400320",
        b"STARTTLS",
        b"AUTH LOGIN PLAIN XOAUTH XOAUTH2",
        b"AUTH=LOGIN",
        b"MAILCOMPRESS",
        b"8BITMIME",
    ),
)


@given(offers())
def test_round_trip(offer: Offer) -> None:
    parsed = parse_offer(serialize_offer(offer))
    assert parsed.value == offer
    assert not parsed.defects


LINES = st.lists(
    st.binary(max_size=20).filter(lambda line: not set(line) & set(b"\r\n\0"))
    | st.sampled_from(
        [b"SIZE x", b"AUTH=PLAIN", b"auth login", b"SIZE", b"size 1", b""]
    ),
    max_size=6,
)


@given(LINES)
def test_any_lines_give_an_offer_that_settles(lines: list[bytes]) -> None:
    offer = parse_offer(Reply(250, (b"x", *lines))).value
    parsed = parse_offer(serialize_offer(offer))
    assert parsed.value == offer
    assert not parsed.defects


def test_what_qq_offers() -> None:
    parsed = parse_offer(QQ)
    offer = parsed.value
    assert offer.domain == "newxmesmtplogicsvrszc10.qq.com"
    assert offer.pipelining
    assert offer.starttls
    assert offer.eight_bit_mime
    assert not offer.smtputf8
    assert offer.size == Size(73400320)
    assert offer.mechanisms == ("LOGIN", "PLAIN", "XOAUTH", "XOAUTH2")
    assert offer.find("MAILCOMPRESS") == Keyword("MAILCOMPRESS")
    assert [defect.kind for defect in parsed.defects] == [DefectKind.EHLO_AUTH_EQUALS]


@pytest.mark.parametrize(
    ("line", "name", "expected"),
    [
        pytest.param(b"SIZE", "size", Size(None), id="RFC 1870 4: no number"),
        pytest.param(b"size 0", "size", Size(None), id="RFC 1870 4: no maximum"),
        pytest.param(b"DELIVERBY 240", "deliver_by", DeliverBy(240), id="RFC 2852 2"),
        pytest.param(
            b"DELIVERBY", "deliver_by", DeliverBy(None), id="RFC 2852 2: none"
        ),
        pytest.param(
            b"FUTURERELEASE 9 2026-11-23T00:00:00Z",
            "future_release",
            FutureRelease(9, "2026-11-23T00:00:00Z"),
            id="RFC 4865 3",
        ),
        pytest.param(b"MT-PRIORITY MIXER", "priority_policy", "MIXER", id="RFC 6710 2"),
        pytest.param(b"MT-PRIORITY", "priority_policy", "", id="RFC 6710 2: no policy"),
        pytest.param(
            b"LIMITS rcptmax=20 MAILMAX=5 X=y",
            "limited",
            Limited((("RCPTMAX", 20), ("MAILMAX", 5))),
            id="RFC 9422 3",
        ),
        pytest.param(b"Pipelining", "pipelining", True, id="RFC 5321 2.4: any case"),
        pytest.param(b"SMTPUTF8", "smtputf8", True, id="RFC 6531 3.1"),
        pytest.param(b"REQUIRETLS", "require_tls", True, id="RFC 8689 2"),
        pytest.param(b"DSN", "dsn", True, id="RFC 3461 4"),
        pytest.param(
            b"ENHANCEDSTATUSCODES", "enhanced_status_codes", True, id="RFC 2034 3"
        ),
        pytest.param(b"CHUNKING", "chunking", True, id="RFC 3030 2"),
        pytest.param(
            b"BINARYMIME", "binary_mime", False, id="RFC 3030 3: not without BDAT"
        ),
        pytest.param(b"AUTH=login", "mechanisms", ("LOGIN",), id="AUTH=: alone"),
        pytest.param(b"AUTH", "mechanisms", (), id="RFC 4954 3: none left"),
    ],
)
def test_keywords(line: bytes, name: str, expected: object) -> None:
    offer = parse_offer(Reply(250, (b"mx.example greets you", line))).value
    assert offer.domain == "mx.example"
    assert getattr(offer, name) == expected
    absent = getattr(Offer(), name)
    assert absent is None or not absent


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ((b"-X",), DefectKind.EHLO_KEYWORD_MALFORMED),
        ((b"",), DefectKind.EHLO_KEYWORD_MALFORMED),
        ((b"SIZE 1", b"SIZE 2"), DefectKind.EHLO_KEYWORD_REPEATED),
        ((b"AUTH PLAIN", b"AUTH LOGIN"), DefectKind.EHLO_KEYWORD_REPEATED),
        ((b"SIZE many",), DefectKind.EHLO_PARAMETER_MALFORMED),
        ((b"PIPELINING 1",), DefectKind.EHLO_PARAMETER_MALFORMED),
        ((b"X \xff",), DefectKind.EHLO_PARAMETER_MALFORMED),
    ],
)
def test_what_does_not_fit_is_reported(
    lines: tuple[bytes, ...], kind: DefectKind
) -> None:
    defects = parse_offer(Reply(250, (b"x", *lines))).defects
    assert [defect.kind for defect in defects] == [kind]


def test_repeated_keywords() -> None:
    lines = (b"x", b"SIZE 1", b"SIZE 2", b"AUTH PLAIN", b"AUTH=PLAIN LOGIN")
    offer = parse_offer(Reply(250, lines)).value
    assert offer.size == Size(1)
    assert offer.mechanisms == ("PLAIN", "LOGIN")


def test_what_no_offer_holds() -> None:
    with pytest.raises(ValueError, match="name"):
        Keyword("size")
    with pytest.raises(ValueError, match="parameters"):
        Keyword("SIZE", ("1 2",))
    with pytest.raises(ValueError, match="domain"):
        Offer("a b")
