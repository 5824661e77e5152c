"""The order in which servers are tried, and the proof."""

import pytest
from attrs import frozen

from shell.discover.autoconfig import directory_url, own_urls
from shell.discover.candidate import Candidate
from shell.discover.records import Lookup
from shell.discover.search import Sources, candidates, discover
from shell.exits import Kind, ShellError
from shell.server import Protocol, parse_server
from tests.shell.discover.documents import DOCUMENT

ADDRESS = "me@example.org"


@frozen
class Told(Lookup):
    """Answers as it is told."""

    hosts: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()

    def exchangers(self, domain: str) -> tuple[str, ...]:
        return self.hosts

    def services(self, address: str, protocol: Protocol) -> tuple[Candidate, ...]:
        return tuple(
            Candidate(server=parse_server(url), user=address, source="SRV record")
            for url in self.urls
            if parse_server(url).protocol is protocol
        )


def sources(
    *, hosts: tuple[str, ...] = (), urls: tuple[str, ...] = (), document: str = ""
) -> Sources:
    asked = DOCUMENT if document else b""
    return Sources(
        Told(hosts=hosts, urls=urls), lambda url: asked if url == document else None
    )


def named(address: str, protocol: Protocol, given: Sources) -> list[str]:
    return [
        f"{each.source}: {each.server.url}"
        for each in candidates(address, protocol, given)
    ]


def test_a_preset_asks_nobody() -> None:
    def fail(_: str) -> bytes | None:
        raise AssertionError

    given = Sources(Told(), fail)
    assert named("1@qq.com", Protocol.POP3, given) == ["preset qq: pop3s://pop.qq.com"]
    assert named("a@icloud.com", Protocol.POP3, given) == []


def test_the_order() -> None:
    given = sources(
        hosts=("mxbiz1.qq.com",),
        urls=("smtps://srv.example.org", "pop3s://pop.example.org"),
        document=own_urls(ADDRESS)[1],
    )
    assert named(ADDRESS, Protocol.SMTP, given)[:4] == [
        "autoconfig of example.org: smtp://smtp.example.org",
        "SRV record: smtps://srv.example.org",
        "preset exmail.qq: smtps://smtp.exmail.qq.com",
        "guess: smtps://smtp.example.org",
    ]
    # What two sources name is tried once.
    assert named(ADDRESS, Protocol.POP3, given)[:2] == [
        "autoconfig of example.org: pop3s://pop.example.org",
        "preset exmail.qq: pop3s://pop.exmail.qq.com",
    ]


def test_the_directory_is_asked_before_guessing() -> None:
    given = sources(document=directory_url(ADDRESS))
    found = named(ADDRESS, Protocol.SMTP, given)
    assert found[0].startswith("autoconfig of autoconfig.thunderbird.net")
    assert all(each.startswith("guess: ") for each in found[1:])


def test_guesses_never_go_in_clear() -> None:
    for protocol in Protocol:
        found = named("me@邮件.中国", protocol, sources())
        assert len(found) == 6
        assert not any("plain" in each for each in found)
        assert all("xn--5nq051n.xn--fiqs8s" in each for each in found)


def test_the_first_that_is_proved() -> None:
    def prove(candidate: Candidate) -> None:
        if not candidate.server.host.startswith("mail."):
            raise ShellError(kind=Kind.HOST, what=f"no {candidate.server.host}")

    result = discover(ADDRESS, Protocol.POP3, prove, sources())
    assert result.found is not None
    assert result.found.server.url == "pop3s://mail.example.org"
    assert [failure.error.what for failure in result.failures] == ["no pop.example.org"]


def test_none_is_proved() -> None:
    def prove(_: Candidate) -> None:
        raise ShellError(kind=Kind.CERTIFICATE, what="not trusted")

    result = discover(ADDRESS, Protocol.SMTP, prove, sources())
    assert result.found is None
    assert len(result.failures) == 6


def test_a_bad_domain() -> None:
    with pytest.raises(ValueError, match="no host name"):
        discover("me@" + "邮" * 300, Protocol.SMTP, lambda _: None, sources())
