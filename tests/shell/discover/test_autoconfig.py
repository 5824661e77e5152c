"""What a domain says of its servers over HTTPS."""

import http.server
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from shell.discover.autoconfig import (
    DOCUMENT_LIMIT,
    directory_url,
    fetch,
    own_urls,
    read_autoconfig,
)
from shell.discover.candidate import Candidate
from shell.server import Protocol
from tests.shell.discover.documents import DOCUMENT


def read(octets: bytes, protocol: Protocol) -> tuple[Candidate, ...]:
    return read_autoconfig(octets, "me@example.org", protocol, "here")


def test_a_document() -> None:
    (pop3,) = read(DOCUMENT, Protocol.POP3)
    (smtp,) = read(DOCUMENT, Protocol.SMTP)
    assert (pop3.server.url, pop3.user) == ("pop3s://pop.example.org", "me")
    assert (pop3.auth, pop3.source, pop3.vouched) == (None, "here", True)
    assert (smtp.server.url, smtp.user) == ("smtp://smtp.example.org", "me@example.org")
    assert smtp.auth == "XOAUTH2"


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"<",
        b"<html>not found",
        b"<clientConfig/>",
        DOCUMENT.replace(b"<clientConfig", b"<!DOCTYPE x><clientConfig"),
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + DOCUMENT[39:],
        DOCUMENT.replace(b"995", b"99999"),
        DOCUMENT.replace(b"pop.%EMAIL", b"pop..%EMAIL"),
        DOCUMENT.replace(b"UTF-8", b"klingon"),
        b"<a>" * 80_000,
    ],
)
def test_what_names_no_server(octets: bytes) -> None:
    assert read(octets, Protocol.POP3) == ()


@given(st.binary() | st.integers(0, len(DOCUMENT)).map(lambda stop: DOCUMENT[:stop]))
def test_any_octets(octets: bytes) -> None:
    for protocol in Protocol:
        assert all(each.server.protocol is protocol for each in read(octets, protocol))


def test_urls() -> None:
    domain = "xn--5nq051n.xn--fiqs8s"
    asked = "?emailaddress=a%2Bb%40%E9%82%AE%E4%BB%B6.%E4%B8%AD%E5%9B%BD"
    assert own_urls("a+b@邮件.中国") == (
        f"https://autoconfig.{domain}/mail/config-v1.1.xml{asked}",
        f"https://{domain}/.well-known/autoconfig/mail/config-v1.1.xml",
    )
    assert "me" not in directory_url("me@x.org").rpartition("/")[2]


class Web(http.server.BaseHTTPRequestHandler):
    """A web server of five pages."""

    def do_GET(self) -> None:
        port = self.headers["Host"].rpartition(":")[2]
        if self.path == "/away":
            self.answer(302, f"http://localhost:{port}/ok")
        elif self.path == "/moved":
            self.answer(302, f"https://localhost:{port}/ok")
        elif self.path == "/ok":
            self.answer(200, "", DOCUMENT)
        elif self.path == "/large":
            self.answer(200, "", b"x" * (DOCUMENT_LIMIT + 1))
        else:
            self.answer(404, "", DOCUMENT)

    def answer(self, status: int, location: str, body: bytes = b"") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # theirs
        pass


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    monkeypatch.setenv("no_proxy", "*")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Web)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_fetched_over_https(web: str) -> None:
    assert fetch(f"{web}/ok") == DOCUMENT
    assert fetch(f"{web}/moved") == DOCUMENT


@pytest.mark.parametrize("page", ["away", "large", "missing"])
def test_not_fetched(web: str, page: str) -> None:
    assert fetch(f"{web}/{page}") is None


def test_an_untrusted_certificate(web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    assert fetch(f"{web}/ok") is None


def test_nothing_but_https(web: str) -> None:
    assert fetch(web.replace("https:", "http:") + "/ok") is None
    assert fetch("file:///etc/passwd") is None
    assert fetch("https://localhost:1/ok") is None
