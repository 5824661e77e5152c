"""`recv` as a process against Dovecot and Twisted, over each kind of line."""

import json
from pathlib import Path

import pytest

from tests.servers.record import Kind, Server
from tests.shell.recv.maildrops import crlf_ended, delivered, digests, odd_messages
from tests.shell.running import Home, new_home

SCHEMES = {Kind.IMPLICIT_TLS: "pop3s", Kind.UPGRADE: "pop3", Kind.PLAIN: "pop3+plain"}
DOVECOT = [("dovecot", kind) for kind in SCHEMES]
TWISTED = [("twisted", Kind.IMPLICIT_TLS), ("twisted", Kind.PLAIN)]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return new_home(tmp_path)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Server:
    name, _ = request.param
    found: Server = request.getfixturevalue(name)
    found.clear()
    return found


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


def config(server: Server, kind: Kind, more: str = "") -> str:
    url = f"{SCHEMES[kind]}://{server.user}@{server.host}:{server.ports[kind]}"
    return (
        f'[accounts.here]\npop3 = "{url}"\npassword = {json.dumps(server.password)}\n'
        f'ca-file = "{server.ca_file}"\ndeliver = "maildir:~/in"\n{more}'
    )


def on(servers: list[tuple[str, Kind]]) -> pytest.MarkDecorator:
    ids = [f"{name}-{kind.name.lower()}" for name, kind in servers]
    rows = [(each, each[1]) for each in servers]
    return pytest.mark.parametrize(("server", "kind"), rows, ids=ids, indirect=True)


@on(DOVECOT + TWISTED)
def test_list_fetch_and_delete(home: Home, server: Server, kind: Kind) -> None:
    home.configure(config(server, kind))
    # Both servers end every line by CRLF, whatever the file has.
    messages = [each for each in odd_messages(12) if b"bare" not in each]
    for each in messages:
        server.deliver(each)
    done = home.recv("list", "--json")
    assert done.code == 0, done.err
    found = json.loads(done.out)
    assert found["count"] == len(messages)
    assert {each["subject"] for each in found["messages"]} == {
        f"message {number}" for number in range(12) if number % 5 != 2
    }
    assert home.recv("fetch").code == 0
    stored = digests(delivered(home.path / "in"))
    assert stored == digests([crlf_ended(each) for each in messages])
    again = home.recv("-vv", "fetch", "--delete")
    assert again.code == 0, again.err
    assert "C: RETR" not in again.err
    assert server.messages() == []


@on(DOVECOT + TWISTED)
def test_a_wrong_password(home: Home, server: Server, kind: Kind) -> None:
    home.configure(config(server, kind))
    done = home.with_variables(PUREMAIL_PASSWORD_HERE="wrong").recv("list")
    assert done.code == 77, done.err
    assert done.err.count("\n") == 1


@on(DOVECOT[:2] + TWISTED[:1])
def test_a_certificate_that_nobody_vouches_for(
    home: Home, server: Server, kind: Kind
) -> None:
    text = config(server, kind).replace("ca-file", "# ca-file")
    home.configure(text)
    assert home.recv("list").code == 69
    done = home.recv("--insecure", "list")
    assert done.code == 0, done.err
    assert "not checked" in done.err


@on(DOVECOT[:1])
def test_numbers_while_another_client_deletes(
    home: Home, server: Server, kind: Kind, tmp_path: Path
) -> None:
    home.configure(config(server, kind))
    for each in odd_messages(5)[:2] + odd_messages(5)[3:]:
        server.deliver(each)
    assert home.recv("list").code == 0
    (tmp_path / "other").mkdir()
    other = new_home(tmp_path / "other")
    other.configure(config(server, kind))
    assert other.recv(stdin=b"list\ndelete 1\nquit\n").code == 0
    assert home.recv("delete", "1").code == 65
    assert home.recv("delete", "3").code == 0
    left = [each.split(b"Subject: ")[1].split(b"\r\n")[0] for each in server.messages()]
    assert left == [b"message 1", b"message 4"]


@on(DOVECOT[:2])
def test_info_names_what_is_there(home: Home, server: Server, kind: Kind) -> None:
    home.configure(config(server, kind))
    text = home.recv("info").out.decode()
    assert "TLSv1." in text
    assert "UIDL" in text
    found = json.loads(home.recv("--check", "--json").out)
    assert found["server"]["tls"].startswith("TLSv1.")
    assert found["server"]["auth"] == "SCRAM-SHA-256"
