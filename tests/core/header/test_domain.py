"""Domains between the form that people write and that of DNS. RFC 5890."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.header.domain import to_ascii, to_unicode
from tests.strategies.header import DOT_ATOMS

PAIRS = (("bücher.example", "xn--bcher-kva.example"), ("例え.jp", "xn--r8jz45g.jp"))


@pytest.mark.parametrize(("people", "dns"), PAIRS)
def test_both_ways(people: str, dns: str) -> None:
    assert to_ascii(people) == dns
    assert to_unicode(dns) == people


@pytest.mark.parametrize(
    "domain", ["example.org", "[192.0.2.1]", "a_b.example", "A.Example"]
)
def test_ascii_stays(domain: str) -> None:
    assert to_ascii(domain) == domain
    assert to_unicode(domain) == domain


def test_case_is_mapped() -> None:
    assert to_ascii("BÜCHER.example") == "xn--bcher-kva.example"
    assert to_unicode("XN--BCHER-KVA.example") == "bücher.example"


@pytest.mark.parametrize("domain", ["a_é.example", "\u200d.example", "é" * 300, "é..b"])
def test_no_ascii_form(domain: str) -> None:
    assert to_ascii(domain) is None


def test_invalid_label_stays() -> None:
    assert to_unicode("xn--zz.xn--bcher-kva") == "xn--zz.bücher"


@given(DOT_ATOMS | st.text())
def test_any_text(domain: str) -> None:
    found = to_ascii(domain)
    assert found is None or found.isascii()
    to_unicode(domain)
