"""TLS handshakes that do not come about, and what each is called."""

import socket
import threading
import time
from contextlib import suppress

import pytest

from shell.clock import deadline
from shell.exits import Kind, ShellError
from shell.tls import Trust
from tests.servers.record import wait_until
from tests.shell.loopback import (
    SOON,
    Talk,
    greets,
    opened,
    refusal,
    serving,
    until_closed,
)


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
        stream = opened(port)
        wait_until(stream.waiting, "the greeting")
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
        stream = opened(port)
        assert stream.read(deadline(SOON)) == b"220 go ahead\r\n"
        stream.write(b"\n", deadline(SOON))
        assert sent.wait(SOON)
        with pytest.raises(ShellError) as caught:
            stream.start_tls(deadline(SOON))
    assert caught.value.kind is Kind.PROTOCOL


def test_a_line_that_ended_before_the_handshake() -> None:
    with serving(lambda link: link.sendall(b"220 go\r\n")) as port:
        stream = opened(port)
        assert stream.read(deadline(SOON)) == b"220 go\r\n"
        assert stream.read(deadline(SOON)) == b""
        with pytest.raises(ShellError) as caught:
            stream.start_tls(deadline(SOON))
    assert caught.value.kind is Kind.LOST
