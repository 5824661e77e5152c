"""From a name to a connection: addresses that wait, refuse, or are none."""

import socket
import threading
import time
from typing import NoReturn

import pytest

from shell.clock import deadline
from shell.exits import Kind, ShellError
from shell.stream import connect
from shell.tls import Trust
from tests.shell.loopback import SOON, opened, says, serving


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
