import socket
import threading
import time
from typing import NoReturn

import pytest

from shell.clock import Deadline, deadline
from shell.exits import ExitCode, Kind, ShellError
from shell.stream import TcpStream, address_literal, connect
from shell.tls import Trust
from tests.shell.loopback import Talk, reset, serving, until_closed

SOON = 5.0


def opened(port: int) -> TcpStream:
    return connect("127.0.0.1", port, Trust(), deadline(SOON))


def read_all(stream: TcpStream) -> bytes:
    pieces = []
    while piece := stream.read(deadline(SOON)):
        pieces.append(piece)
    return b"".join(pieces)


def exhaust(stream: TcpStream, step: Deadline) -> None:
    while stream.read(step):
        pass


def says(octets: bytes) -> Talk:
    """Return a server that says `octets` and then listens."""

    def talk(link: socket.socket) -> None:
        link.sendall(octets)
        until_closed(link)

    return talk


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


def test_large_data_both_ways() -> None:
    data = bytes(range(256)) * 20_000

    def talk(link: socket.socket) -> None:
        got = bytearray()
        while len(got) < len(data):
            got += link.recv(65_536)
        link.sendall(bytes(got))

    with serving(talk) as port:
        stream = opened(port)
        assert stream.write(data, deadline(SOON)) == len(data)
        assert read_all(stream) == data
        stream.close()


def test_no_group_waits_for_nagle() -> None:
    with serving(until_closed) as port:
        stream = opened(port)
        assert stream._socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        stream.close()


def test_what_waits_is_known_without_waiting() -> None:
    go = threading.Event()

    def talk(link: socket.socket) -> None:
        go.wait(SOON)
        link.sendall(b"421 later\r\n")
        until_closed(link)

    with serving(talk) as port:
        stream = opened(port)
        assert not stream.waiting()
        go.set()
        assert stream.read(deadline(SOON)) == b"421 later\r\n"
        assert not stream.waiting()
        stream.close()


def test_silence_has_a_deadline() -> None:
    with serving(until_closed) as port:
        stream = opened(port)
        begun = time.monotonic()
        with pytest.raises(ShellError) as caught:
            stream.read(deadline(0.1))
        assert caught.value.kind is Kind.TIMEOUT
        assert caught.value.exit is ExitCode.TEMPORARY
        assert 0.05 < time.monotonic() - begun < 2
        stream.close()


def test_dripping_has_a_deadline() -> None:
    def talk(link: socket.socket) -> None:
        for _ in range(200):
            link.sendall(b"-")
            time.sleep(0.02)

    with serving(talk) as port:
        stream = opened(port)
        begun = time.monotonic()
        step = deadline(0.2)
        with pytest.raises(ShellError) as caught:
            exhaust(stream, step)
        assert caught.value.kind is Kind.TIMEOUT
        assert 0.3 < time.monotonic() - begun < 2
        stream.close()


def test_an_early_reply_stops_a_write_that_waits() -> None:
    written = threading.Event()

    def talk(link: socket.socket) -> None:
        link.sendall(b"552 too big\r\n")
        assert written.wait(SOON), "the write waits for the line to end"

    with serving(talk) as port:
        stream = opened(port)
        data = bytes(50_000_000)
        sent = stream.write(data, deadline(SOON))
        written.set()
        assert 0 < sent < len(data)
        assert stream.read(deadline(SOON)) == b"552 too big\r\n"
        stream.close()


def test_a_write_that_waits_in_vain_has_a_deadline() -> None:
    done = threading.Event()

    def talk(_: socket.socket) -> None:
        done.wait(SOON)

    with serving(talk) as port:
        stream = opened(port)
        with pytest.raises(ShellError) as caught:
            stream.write(bytes(50_000_000), deadline(0.1))
        assert caught.value.kind is Kind.TIMEOUT
        done.set()
        stream.close()


def test_a_write_that_fails_leaves_the_reply_to_be_read() -> None:
    gone = threading.Event()

    def talk(link: socket.socket) -> None:
        link.recv(1_000)
        link.sendall(b"554 no\r\n")
        time.sleep(0.1)
        reset(link)
        gone.set()

    with serving(talk) as port:
        stream = opened(port)
        assert stream.write(b"DATA\r\n", deadline(SOON)) == 6
        assert gone.wait(SOON)
        # The line is dead by now, so there is nothing to wait for.
        assert stream.write(b"Subject: x\r\n", deadline(SOON)) == 0
        assert stream.read(deadline(SOON)) == b"554 no\r\n"
        with pytest.raises(ShellError) as caught:
            stream.write(b"Subject: x\r\n", deadline(SOON))
        assert caught.value.kind is Kind.LOST
        stream.close()


def test_a_reset_is_a_lost_line() -> None:
    def talk(link: socket.socket) -> None:
        link.recv(1)
        reset(link)

    with serving(talk) as port:
        stream = opened(port)
        stream.write(b"x", deadline(SOON))
        with pytest.raises(ShellError) as caught:
            stream.read(deadline(SOON))
        assert caught.value.kind is Kind.LOST
        stream.close()


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ShellError) as caught:
        opened(port)
    assert caught.value.kind is Kind.CONNECT
    assert f"127.0.0.1:{port}" in str(caught.value)


@pytest.mark.parametrize("host", ["a..b", "x" * 70 + ".example", "nobody.invalid."])
def test_there_is_no_such_host(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def resolver(name: str, *args: int, **options: int) -> NoReturn:
        if name == "nobody.invalid.":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        real(name, *args, **options)
        raise AssertionError(name)

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    with pytest.raises(ShellError) as caught:
        connect(host, 25, Trust(), deadline(SOON))
    assert caught.value.kind is Kind.HOST


def test_a_resolver_that_hangs_has_a_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    woken = threading.Event()

    def resolver(*_: object, **__: object) -> list[object]:
        woken.wait(SOON)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    with pytest.raises(ShellError) as caught:
        connect("slow.example", 25, Trust(), deadline(0.1))
    assert caught.value.kind is Kind.TEMPORARY
    woken.set()


Row = tuple[socket.AddressFamily, int, int, str, tuple[str, int]]


def resolving(monkeypatch: pytest.MonkeyPatch, *places: tuple[str, int]) -> None:
    """Make every name have the addresses `places`."""
    rows: list[Row] = [(socket.AF_INET, 1, 6, "", place) for place in places]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)


def test_the_next_address_starts_after_250_ms(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as full, serving(says(b"220 second\r\n")) as port:
        # A listener whose queue is full lets nobody in, and turns nobody away.
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        taken = full.getsockname()
        crowd = [socket.socket() for _ in range(4)]
        for each in crowd:
            each.setblocking(False)
            each.connect_ex(taken)
        resolving(monkeypatch, taken, ("127.0.0.1", port))
        begun = time.monotonic()
        stream = connect("two.example", port, Trust(), deadline(SOON))
        assert 0.2 < time.monotonic() - begun < 1
        assert stream.read(deadline(SOON)) == b"220 second\r\n"
        stream.close()
        for each in crowd:
            each.close()


def test_a_refusal_starts_the_next_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = listener.getsockname()
    with serving(says(b"220 second\r\n")) as port:
        resolving(monkeypatch, closed, ("127.0.0.1", port))
        begun = time.monotonic()
        stream = connect("two.example", port, Trust(), deadline(SOON))
        assert time.monotonic() - begun < 0.2
        assert stream.server == f"two.example:{port}"
        stream.close()


def test_all_addresses_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = listener.getsockname()
    resolving(monkeypatch, closed, closed, closed)
    with pytest.raises(ShellError) as caught:
        connect("three.example", 25, Trust(), deadline(SOON))
    assert caught.value.kind is Kind.CONNECT


def test_a_deadline_that_has_passed() -> None:
    with serving(says(b"")) as port:
        stream = opened(port)
        with pytest.raises(ShellError) as caught:
            stream.read(Deadline(5, 0))
        assert caught.value.kind is Kind.TIMEOUT
        stream.close()


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
