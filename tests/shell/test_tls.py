"""Which servers TLS takes for proved, and which versions of it are spoken."""

import socket
import ssl
import time
import warnings
from pathlib import Path

import pytest

from shell.clock import deadline
from shell.exits import ExitCode, Kind, ShellError
from shell.stream import connect
from shell.tls import Trust, client_context
from tests.servers.certificates import Certificate, Certificates
from tests.shell.loopback import (
    SOON,
    greets,
    over_tls,
    refusal,
    secured,
    serving,
    until_closed,
)


def test_a_proved_server(certificates: Certificates) -> None:
    with serving(over_tls(certificates.good, greets)) as port:
        stream = secured(port, Trust(certificates.ca_file))
        assert stream.tls_version == "TLSv1.3"
        assert stream.read(deadline(SOON)) == b"220 ready\r\n"
        stream.close()


def test_session_tickets_are_nothing_to_read(certificates: Certificates) -> None:
    with serving(over_tls(certificates.good, until_closed)) as port:
        stream = secured(port, Trust(certificates.ca_file))
        time.sleep(0.1)
        assert not stream.waiting()
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
        stream = secured(port, Trust(verify=False))
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


@pytest.mark.parametrize("text", [None, "no certificate"])
def test_a_ca_file_that_cannot_be_used(tmp_path: Path, text: str | None) -> None:
    ca_file = tmp_path / "ca.pem"
    if text is not None:
        ca_file.write_text(text)
    with pytest.raises(ShellError) as caught:
        client_context(Trust(ca_file))
    assert caught.value.kind is Kind.CONFIG
