"""The providers' presets, as data."""

import pytest

from shell.preset import (
    Occasion,
    SecretKind,
    preset_for_domain,
    preset_for_exchangers,
    preset_for_server,
    preset_named,
    presets,
)
from shell.server import Protocol, Security

PROMISED = (
    "qq foxmail exmail.qq 163 126 yeah vip.163 qiye.163 139 189 sina aliyun gmail"
    " outlook icloud yahoo fastmail gmx zoho"
)


@pytest.mark.parametrize("name", PROMISED.split())
def test_every_promised_provider_is_there(name: str) -> None:
    preset = preset_named(name)
    assert preset is not None
    assert preset.smtp.security is not Security.CLEAR
    assert preset.domains
    assert (preset.pop3 is None) == (name == "icloud")


def test_names_and_domains_are_had_once() -> None:
    names = [preset.name for preset in presets()]
    domains = [domain for preset in presets() for domain in preset.domains]
    assert len(set(names)) == len(names)
    assert len(set(domains)) == len(domains)


@pytest.mark.parametrize(
    ("domain", "name"),
    [
        ("qq.com", "qq"),
        ("QQ.com", "qq"),
        ("vip.163.com", "vip.163"),
        ("hotmail.co.uk", "outlook"),
        ("contoso.onmicrosoft.com", "office365"),
        ("yahoo.com.tw", "yahoo"),
        ("yahoo.co.jp", None),
        ("live.example.org", None),
        ("example.org", None),
        ("notqq.com", None),
    ],
)
def test_by_domain(domain: str, name: str | None) -> None:
    preset = preset_for_domain(domain)
    assert (preset and preset.name) == name


@pytest.mark.parametrize(
    ("hosts", "name"),
    [
        (["mxbiz1.qq.com"], "exmail.qq"),
        (["qiye163mx01.mxmail.netease.com."], "qiye.163"),
        (["ASPMX.L.GOOGLE.COM"], "gmail"),
        (["contoso-com.mail.protection.outlook.com"], "office365"),
        (["outlook-com.olc.protection.outlook.com"], "outlook"),
        (["mx01.mail.icloud.com"], "icloud"),
        (["in1-smtp.messagingengine.com"], "fastmail"),
        (["mx.zoho.com"], "zoho.pro"),
        (["mail.example.org", "mxbiz1.qq.com"], "exmail.qq"),
        (["google.com.example.org"], None),
        ([], None),
    ],
)
def test_by_exchangers(hosts: list[str], name: str | None) -> None:
    preset = preset_for_exchangers(hosts)
    assert (preset and preset.name) == name


def test_by_server() -> None:
    found = [preset_for_server(host) for host in ("POP.163.com", "h.example.org")]
    assert [preset and preset.name for preset in found] == ["163", None]


def test_gmail_fetches_as_recent() -> None:
    gmail = preset_named("gmail")
    assert gmail is not None
    assert gmail.user(Protocol.POP3, "me@gmail.com") == "recent:me@gmail.com"
    assert gmail.user(Protocol.SMTP, "me@gmail.com") == "me@gmail.com"


@pytest.mark.parametrize(
    ("name", "secret", "occasion", "said"),
    [
        ("qq", SecretKind.CODE, Occasion.LOGIN, "authorization code"),
        ("qq", SecretKind.CODE, Occasion.LIST, "30 days"),
        ("163", SecretKind.CODE, Occasion.LIST, "30 days"),
        ("gmail", SecretKind.APP_PASSWORD, Occasion.LIST, "recent:"),
        ("outlook", SecretKind.TOKEN, Occasion.LOGIN, "OAuth2 alone"),
        ("icloud", SecretKind.APP_PASSWORD, Occasion.LIST, "no POP3"),
    ],
)
def test_notes(name: str, secret: SecretKind, occasion: Occasion, said: str) -> None:
    preset = preset_named(name)
    assert preset is not None
    assert preset.secret is secret
    assert any(said in sentence for sentence in preset.sentences(occasion))
    assert all(text.endswith(".") for text in preset.sentences(occasion))
