"""What DNS says, asked of a server on this machine."""

import socket
import threading
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.resolver
import dns.rrset
import pytest

from shell.discover.records import Lookup
from shell.server import Protocol

ZONE = {
    ("example.org.", "MX"): ["20 mx2.example.net.", "10 MX1.Example.org."],
    ("company.example.", "MX"): ["5 mxbiz1.qq.com."],
    ("nomail.example.", "MX"): ["0 ."],
    ("_submissions._tcp.example.org.", "SRV"): [
        "20 1 465 backup.example.org.",
        "10 1 465 light.example.org.",
        "10 9 4650 heavy.example.org.",
    ],
    ("_submission._tcp.example.org.", "SRV"): ["0 1 587 elsewhere.example."],
    ("_pop3s._tcp.example.org.", "SRV"): ["0 0 0 ."],
    ("_pop3._tcp.example.org.", "SRV"): ["0 1 110 pop.qq.com."],
}


def answer(question: bytes) -> bytes:
    query = dns.message.from_wire(question)
    asked = query.question[0]
    response = dns.message.make_response(query)
    response.flags |= dns.flags.RA
    kind = asked.rdtype.name
    records = ZONE.get((asked.name.to_text().lower(), kind))
    if records:
        response.answer = [dns.rrset.from_text(asked.name, 60, "IN", kind, *records)]
    return response.to_wire()


@pytest.fixture
def lookup() -> Iterator[Lookup]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.bind(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                question, where = link.recvfrom(4_096)
                if question == b"stop":
                    return
                link.sendto(answer(question), where)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = link.getsockname()[1]
        yield Lookup(resolver, 5.0)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(b"stop", link.getsockname())
        thread.join()


def test_exchangers(lookup: Lookup) -> None:
    assert lookup.exchangers("example.org") == ("mx1.example.org", "mx2.example.net")
    assert lookup.exchangers("nomail.example") == ()
    assert lookup.exchangers("none.example") == ()
    assert lookup.exchangers("a" * 300) == ()


def test_submission_services_in_order(lookup: Lookup) -> None:
    found = lookup.services("me@example.org", Protocol.SMTP)
    assert [(each.server.url, each.vouched) for each in found] == [
        ("smtps://heavy.example.org:4650", True),
        ("smtps://light.example.org", True),
        ("smtps://backup.example.org", True),
        ("smtp://elsewhere.example", False),
    ]
    assert found[0].user == "me@example.org"


def test_pop3_services(lookup: Lookup) -> None:
    """The target "." is no service; a provider's own host is vouched for."""
    (found,) = lookup.services("me@example.org", Protocol.POP3)
    assert (found.server.url, found.vouched) == ("pop3://pop.qq.com", True)


def test_no_answer() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = silent.getsockname()[1]
        assert Lookup(resolver, 0.2).exchangers("example.org") == ()
