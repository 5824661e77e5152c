"""TLS as promises 1 to 4 have it, against servers that do it wrong."""

import socket
import ssl
import threading
import time
import warnings
from contextlib import suppress
from pathlib import Path

import pytest

from shell.clock import deadline
from shell.exits import ExitCode, Kind, ShellError
from shell.stream import TcpStream, connect
from shell.tls import Trust, client_context
from tests.servers.certificates import Certificate, Certificates, make_certificates
from tests.shell.loopback import Talk, reset, serving, until_closed

SOON = 5.0


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


def over_tls(certificate: Certificate, talk: Talk) -> Talk:
    """Return a server that shows `certificate`, then does `talk` under TLS."""

    def secured(link: socket.socket) -> None:
        context = certificate.context()
        with context.wrap_socket(link, server_side=True) as wrapped:
            talk(wrapped)

    return secured


def greets(link: socket.socket) -> None:
    link.sendall(b"220 ready\r\n")
    until_closed(link)


def shake(port: int, trust: Trust, seconds: float = SOON) -> TcpStream:
    stream = connect("127.0.0.1", port, trust, deadline(SOON))
    stream.start_tls(deadline(seconds))
    return stream


def refusal(talk: Talk, trust: Trust, seconds: float = SOON) -> ShellError:
    with serving(talk) as port, pytest.raises(ShellError) as caught:
        shake(port, trust, seconds)
    return caught.value


def test_a_proved_server(certificates: Certificates) -> None:
    with serving(over_tls(certificates.good, greets)) as port:
        stream = shake(port, Trust(certificates.ca_file))
        assert stream.tls_version == "TLSv1.3"
        assert stream.read(deadline(SOON)) == b"220 ready\r\n"
        stream.close()


def test_large_data_both_ways(certificates: Certificates) -> None:
    data = bytes(range(256)) * 20_000

    def talk(link: socket.socket) -> None:
        got = bytearray()
        while len(got) < len(data):
            got += link.recv(65_536)
        link.sendall(bytes(got))

    with serving(over_tls(certificates.good, talk)) as port:
        stream = shake(port, Trust(certificates.ca_file))
        assert stream.write(data, deadline(SOON)) == len(data)
        got = b""
        while piece := stream.read(deadline(SOON)):
            got += piece
        assert got == data
        stream.close()


def test_session_tickets_are_nothing_to_read(certificates: Certificates) -> None:
    with serving(over_tls(certificates.good, until_closed)) as port:
        stream = shake(port, Trust(certificates.ca_file))
        time.sleep(0.1)
        assert not stream.waiting()
        stream.close()


def test_an_early_reply_stops_a_write_that_waits(certificates: Certificates) -> None:
    def talk(link: socket.socket) -> None:
        link.sendall(b"552 too big\r\n")
        time.sleep(0.5)

    with serving(over_tls(certificates.good, talk)) as port:
        stream = shake(port, Trust(certificates.ca_file))
        data = bytes(50_000_000)
        assert stream.write(data, deadline(SOON)) < len(data)
        assert stream.read(deadline(SOON)) == b"552 too big\r\n"
        stream.close()


def test_a_write_goes_on_after_a_reply(certificates: Certificates) -> None:
    data = bytes(range(256)) * 80_000
    got = bytearray()

    def talk(link: socket.socket) -> None:
        link.sendall(b"250 the one before\r\n")
        time.sleep(0.3)
        while len(got) < len(data):
            got.extend(link.recv(65_536))

    with serving(over_tls(certificates.good, talk)) as port:
        stream = shake(port, Trust(certificates.ca_file))
        sent = stream.write(data, deadline(SOON))
        assert sent < len(data)
        assert stream.read(deadline(SOON)) == b"250 the one before\r\n"
        assert stream.write(data[sent:], deadline(SOON)) == len(data) - sent
        assert stream.read(deadline(SOON)) == b""
        stream.close()
    assert got == data


def test_a_write_that_fails_leaves_the_reply_to_be_read(
    certificates: Certificates,
) -> None:
    def talk(link: socket.socket) -> None:
        link.recv(1_000)
        link.sendall(b"554 no\r\n")
        time.sleep(0.1)
        reset(link)

    with serving(over_tls(certificates.good, talk)) as port:
        stream = shake(port, Trust(certificates.ca_file))
        data = bytes(50_000_000)
        assert stream.write(data, deadline(SOON)) < len(data)
        assert stream.read(deadline(SOON)) == b"554 no\r\n"
        stream.close()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("expired", "expired"),
        ("not_yet_valid", "not yet valid"),
        ("wrong_host", "mismatch"),
        ("cn_only", "mismatch"),
        ("other_ca", "issuer"),
        ("self_signed", "self"),
    ],
)
def test_wrong_certificates(certificates: Certificates, name: str, words: str) -> None:
    shown: Certificate = getattr(certificates, name)
    error = refusal(over_tls(shown, greets), Trust(certificates.ca_file))
    assert error.kind is Kind.CERTIFICATE
    assert error.exit is ExitCode.UNAVAILABLE
    assert words in str(error)


def test_a_common_name_proves_nothing(certificates: Certificates) -> None:
    with serving(over_tls(certificates.cn_only, greets)) as port:
        stream = connect("localhost", port, Trust(certificates.ca_file), deadline(SOON))
        with pytest.raises(ShellError) as caught:
            stream.start_tls(deadline(SOON))
    assert caught.value.kind is Kind.CERTIFICATE


def test_the_system_does_not_trust_ours(certificates: Certificates) -> None:
    error = refusal(over_tls(certificates.good, greets), Trust())
    assert error.kind is Kind.CERTIFICATE
    assert "--ca-file" in str(error)


@pytest.mark.parametrize("name", ["expired", "wrong_host", "self_signed", "good"])
def test_unverified_takes_any(certificates: Certificates, name: str) -> None:
    shown: Certificate = getattr(certificates, name)
    with serving(over_tls(shown, greets)) as port:
        stream = shake(port, Trust(verify=False))
        assert stream.read(deadline(SOON)) == b"220 ready\r\n"
        stream.close()


def test_a_self_signed_server_may_be_named(certificates: Certificates) -> None:
    with serving(over_tls(certificates.self_signed, greets)) as port:
        trust = Trust(certificates.self_signed.chain)
        stream = connect("localhost", port, trust, deadline(SOON))
        stream.start_tls(deadline(SOON))
        assert stream.tls_version == "TLSv1.3"
        stream.close()


def old(certificate: Certificate) -> ssl.SSLContext:
    """Return the settings of a server that speaks TLS 1.1 at best."""
    context = certificate.context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


@pytest.mark.parametrize("verify", [True, False])
def test_tls_1_1(certificates: Certificates, verify: bool) -> None:
    def talk(link: socket.socket) -> None:
        with old(certificates.good).wrap_socket(link, server_side=True) as wrapped:
            greets(wrapped)

    error = refusal(talk, Trust(certificates.ca_file, verify=verify))
    assert error.kind is Kind.TLS
    assert error.exit is ExitCode.UNAVAILABLE


def answers_in_clear(link: socket.socket) -> None:
    link.recv(5)
    greets(link)


# The greeting of the first may wait already, or meet the handshake.
@pytest.mark.parametrize("talk", [greets, answers_in_clear])
def test_a_port_in_clear(talk: Talk) -> None:
    error = refusal(talk, Trust())
    assert error.kind is Kind.TLS
    assert "does not speak TLS here" in str(error)


def test_a_greeting_that_waits_is_named_as_such() -> None:
    with serving(greets) as port:
        stream = connect("127.0.0.1", port, Trust(), deadline(SOON))
        while not stream.waiting():
            pass
        with pytest.raises(ShellError) as caught:
            stream.start_tls(deadline(SOON))
    assert caught.value.kind is Kind.TLS


def test_a_silent_server() -> None:
    begun = time.monotonic()
    error = refusal(until_closed, Trust(), 0.2)
    assert error.kind is Kind.TIMEOUT
    assert time.monotonic() - begun < 2


def test_a_handshake_that_drips() -> None:
    def talk(link: socket.socket) -> None:
        link.recv(5)
        # A record of 0x4000 octets is announced, and comes one by one.
        for octet in b"\x16\x03\x03\x40\x00" + bytes(200):
            link.sendall(bytes([octet]))
            time.sleep(0.02)

    error = refusal(talk, Trust(), 0.2)
    assert error.kind is Kind.TIMEOUT


def test_a_handshake_without_end() -> None:
    """OpenSSL passes over HelloRequests, and does not come back while there are more.

    RFC 5246 section 7.4.1.1.
    """

    def talk(link: socket.socket) -> None:
        link.recv(5)
        with suppress(OSError):
            while True:
                link.sendall(b"\x16\x03\x03\x00\x04\x00\x00\x00\x00" * 10_000)

    begun = time.monotonic()
    error = refusal(talk, Trust(), 0.5)
    assert error.kind is Kind.TIMEOUT
    assert time.monotonic() - begun < 5


def test_a_line_lost_in_the_handshake() -> None:
    def talk(link: socket.socket) -> None:
        link.recv(5)

    error = refusal(talk, Trust())
    assert error.kind is Kind.LOST


def test_octets_behind_the_go_ahead() -> None:
    sent = threading.Event()

    def talk(link: socket.socket) -> None:
        link.sendall(b"220 go ahead\r\n")
        link.recv(1)
        link.sendall(b"250 injected\r\n")
        sent.set()
        until_closed(link)

    with serving(talk) as port:
        stream = connect("127.0.0.1", port, Trust(), deadline(SOON))
        assert stream.read(deadline(SOON)) == b"220 go ahead\r\n"
        stream.write(b"\n", deadline(SOON))
        assert sent.wait(SOON)
        with pytest.raises(ShellError) as caught:
            stream.start_tls(deadline(SOON))
    assert caught.value.kind is Kind.PROTOCOL


def test_a_line_that_ended_before_the_handshake() -> None:
    with serving(lambda link: link.sendall(b"220 go\r\n")) as port:
        stream = connect("127.0.0.1", port, Trust(), deadline(SOON))
        assert stream.read(deadline(SOON)) == b"220 go\r\n"
        assert stream.read(deadline(SOON)) == b""
        with pytest.raises(ShellError) as caught:
            stream.start_tls(deadline(SOON))
    assert caught.value.kind is Kind.LOST


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_a_ca_file_that_cannot_be_used(tmp_path: Path, text: str | None) -> None:
    ca_file = tmp_path / "ca.pem"
    if text is not None:
        ca_file.write_text(text)
    with pytest.raises(ShellError) as caught:
        client_context(Trust(ca_file))
    assert caught.value.kind is Kind.CONFIG
