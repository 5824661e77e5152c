"""A stream over TCP, and the same under TLS: octets both ways, each with a deadline."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from shell.clock import Deadline, deadline
from shell.exits import ExitCode, Kind, ShellError
from shell.stream import TcpStream, address_literal
from shell.tls import Trust
from tests.servers.certificates import Certificates
from tests.shell.loopback import (
    SOON,
    Talk,
    opened,
    over_tls,
    reset,
    says,
    secured,
    serving,
    until_closed,
)

Meeting = Callable[[Talk], AbstractContextManager[TcpStream]]


@contextmanager
def in_clear(talk: Talk) -> Iterator[TcpStream]:
    """Give the stream to a server that does `talk`."""
    with serving(talk) as port:
        stream = opened(port)
        try:
            yield stream
        finally:
            stream.close()


@pytest.fixture(params=["in clear", "under TLS"])
def meeting(request: pytest.FixtureRequest, certificates: Certificates) -> Meeting:
    """How one comes to a stream whose other end does what is given."""

    @contextmanager
    def under_tls(talk: Talk) -> Iterator[TcpStream]:
        with serving(over_tls(certificates.good, talk)) as port:
            stream = secured(port, Trust(certificates.ca_file))
            try:
                yield stream
            finally:
                stream.close()

    return in_clear if request.param == "in clear" else under_tls


def read_all(stream: TcpStream) -> bytes:
    pieces = []
    while piece := stream.read(deadline(SOON)):
        pieces.append(piece)
    return b"".join(pieces)


def exhaust(stream: TcpStream, step: Deadline) -> None:
    while stream.read(step):
        pass


def test_octets_both_ways() -> None:
    def talk(link: socket.socket) -> None:
        link.sendall(b"220 ready\r\n")
        assert link.recv(100) == b"QUIT\r\n"
        link.sendall(b"221 bye\r\n")

    with serving(talk) as port:
        stream = opened(port)
        assert stream.server == f"127.0.0.1:{port}"
        assert stream.peer_address == "127.0.0.1"
        assert stream.address_literal == "[127.0.0.1]"
        assert stream.tls_version is None
        assert stream.read(deadline(SOON)) == b"220 ready\r\n"
        assert stream.write(b"QUIT\r\n", deadline(SOON)) == 6
        assert read_all(stream) == b"221 bye\r\n"
        assert stream.read(deadline(SOON)) == b""
        assert stream.waiting()
        stream.close()
        stream.close()


def test_an_end_is_the_end_of_input(meeting: Meeting) -> None:
    with meeting(lambda link: link.sendall(b"221 bye\r\n")) as stream:
        assert read_all(stream) == b"221 bye\r\n"
        assert stream.waiting()
        assert stream.read(deadline(SOON)) == b""


def test_large_data_both_ways(meeting: Meeting) -> None:
    data = bytes(range(256)) * 20_000

    def talk(link: socket.socket) -> None:
        got = bytearray()
        while len(got) < len(data):
            got += link.recv(65_536)
        link.sendall(bytes(got))

    with meeting(talk) as stream:
        assert stream.write(data, deadline(SOON)) == len(data)
        assert read_all(stream) == data


def test_no_group_waits_for_nagle() -> None:
    with in_clear(until_closed) as stream:
        assert stream._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_what_waits_is_known_without_waiting(meeting: Meeting) -> None:
    go = threading.Event()

    def talk(link: socket.socket) -> None:
        go.wait(SOON)
        link.sendall(b"421 later\r\n")
        until_closed(link)

    with meeting(talk) as stream:
        assert not stream.waiting()
        go.set()
        assert stream.read(deadline(SOON)) == b"421 later\r\n"
        assert not stream.waiting()


def test_silence_has_a_deadline(meeting: Meeting) -> None:
    with meeting(until_closed) as stream:
        begun = time.monotonic()
        with pytest.raises(ShellError) as caught:
            stream.read(deadline(0.1))
        assert caught.value.kind is Kind.TIMEOUT
        assert caught.value.exit is ExitCode.TEMPORARY
        assert 0.05 < time.monotonic() - begun < 2


def test_dripping_has_a_deadline(meeting: Meeting) -> None:
    def talk(link: socket.socket) -> None:
        for _ in range(200):
            link.sendall(b"-")
            time.sleep(0.02)

    with meeting(talk) as stream:
        begun = time.monotonic()
        step = deadline(0.2)
        with pytest.raises(ShellError) as caught:
            exhaust(stream, step)
        assert caught.value.kind is Kind.TIMEOUT
        assert 0.3 < time.monotonic() - begun < 2


def test_an_early_reply_stops_a_write_that_waits(meeting: Meeting) -> None:
    written = threading.Event()

    def talk(link: socket.socket) -> None:
        link.sendall(b"552 too big\r\n")
        assert written.wait(SOON), "the write waits for the line to end"

    with meeting(talk) as stream:
        data = bytes(50_000_000)
        sent = stream.write(data, deadline(SOON))
        written.set()
        assert sent < len(data)
        assert stream.read(deadline(SOON)) == b"552 too big\r\n"


def test_a_write_goes_on_after_a_reply(meeting: Meeting) -> None:
    data = bytes(range(256)) * 80_000
    got = bytearray()

    def talk(link: socket.socket) -> None:
        link.sendall(b"250 the one before\r\n")
        time.sleep(0.3)
        while len(got) < len(data):
            got.extend(link.recv(65_536))

    with meeting(talk) as stream:
        sent = stream.write(data, deadline(SOON))
        assert sent < len(data)
        assert stream.read(deadline(SOON)) == b"250 the one before\r\n"
        assert stream.write(data[sent:], deadline(SOON)) == len(data) - sent
        assert stream.read(deadline(SOON)) == b""
    assert got == data


def test_a_write_that_waits_in_vain_has_a_deadline(meeting: Meeting) -> None:
    done = threading.Event()

    def talk(_: socket.socket) -> None:
        done.wait(SOON)

    with meeting(talk) as stream:
        with pytest.raises(ShellError) as caught:
            stream.write(bytes(50_000_000), deadline(0.1))
        assert caught.value.kind is Kind.TIMEOUT
        done.set()


def test_a_write_that_fails_leaves_the_reply_to_be_read() -> None:
    gone = threading.Event()

    def talk(link: socket.socket) -> None:
        link.recv(1_000)
        link.sendall(b"554 no\r\n")
        time.sleep(0.1)
        reset(link)
        gone.set()

    with in_clear(talk) as stream:
        assert stream.write(b"DATA\r\n", deadline(SOON)) == 6
        assert gone.wait(SOON)
        # The line is dead by now, so there is nothing to wait for.
        assert stream.write(b"Subject: x\r\n", deadline(SOON)) == 0
        assert stream.read(deadline(SOON)) == b"554 no\r\n"
        with pytest.raises(ShellError) as caught:
            stream.write(b"Subject: x\r\n", deadline(SOON))
        assert caught.value.kind is Kind.LOST


def test_a_reset_is_a_lost_line() -> None:
    # Under TLS Python's ssl gives an end of input for it.
    def talk(link: socket.socket) -> None:
        link.recv(1)
        reset(link)

    with in_clear(talk) as stream:
        stream.write(b"x", deadline(SOON))
        with pytest.raises(ShellError) as caught:
            stream.read(deadline(SOON))
        assert caught.value.kind is Kind.LOST


def test_a_deadline_that_has_passed(meeting: Meeting) -> None:
    with meeting(says(b"")) as stream:
        with pytest.raises(ShellError) as caught:
            stream.read(Deadline(5, 0))
        assert caught.value.kind is Kind.TIMEOUT


@pytest.mark.parametrize(
    ("address", "literal"),
    [
        ("192.0.2.1", "[192.0.2.1]"),
        ("2001:db8::1", "[IPv6:2001:db8::1]"),
        ("fe80::1%eth0", "[IPv6:fe80::1]"),
        ("::ffff:192.0.2.1", "[192.0.2.1]"),
    ],
)
def test_address_literals(address: str, literal: str) -> None:
    assert address_literal(address) == literal
