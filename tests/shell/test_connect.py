"""Where clear text may go is judged by the address that was really reached."""

import socket

import pytest

from shell.config.account import Account
from shell.config.choice import Access
from shell.connect import Terms, open_stream
from shell.exits import Kind, ShellError
from shell.server import parse_server


def access_to(url: str) -> Access:
    return Access(
        account=Account(name="a"),
        server=parse_server(url),
        user="me",
        auth=None,
        password_command=None,
        ca_file=None,
        timeout=5.0,
        own=True,
        sole=True,
    )


@pytest.mark.parametrize("host", ["1mail.example", "163.example", "mail.example"])
def test_a_name_is_judged_once_its_address_is_known(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        place = listener.getsockname()
        rows = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", place)]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
        stream = open_stream(access_to(f"smtp+plain://{host}:{place[1]}"))
        assert stream.peer_address == "127.0.0.1"
        stream.close()


@pytest.mark.parametrize("host", ["192.0.2.1", "10.0.0.1", "[2001:db8::1]"])
def test_an_address_is_judged_before_anybody_is_asked(
    host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(socket, "getaddrinfo")
    with pytest.raises(ShellError) as caught:
        open_stream(access_to(f"smtp+plain://{host}"))
    assert caught.value.kind is Kind.CONFIG
    assert "--plaintext" in caught.value.what


def test_plaintext_lets_a_server_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "asked")

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    with pytest.raises(ShellError) as caught:
        open_stream(access_to("smtp+plain://192.0.2.1"), Terms(plaintext=True))
    assert caught.value.kind is Kind.HOST
