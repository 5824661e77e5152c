"""send with Postfix and aiosmtpd, over implicit TLS and STARTTLS."""

import hashlib
import json

import pytest

from tests.servers.record import (
    DEFERRED,
    PASSWORDS,
    SIZE_LIMIT,
    UNKNOWN,
    Kind,
    Server,
    wait_until,
)
from tests.shell.running import Done, Home
from tests.shell.send.maildrop import read, text_of

ANN, BOB = PASSWORDS
TLS = (Kind.IMPLICIT_TLS, Kind.UPGRADE)


@pytest.fixture(params=["postfix", "aiosmtpd"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each server, its maildirs empty."""
    found: Server = request.getfixturevalue(request.param)
    found.clear()
    return found


def configured(home: Home, server: Server, kind: Kind, user: str = ANN) -> Home:
    """Return `home` with an account on `server`."""
    scheme = "smtps" if kind is Kind.IMPLICIT_TLS else "smtp"
    home.configure(
        f'[accounts.test]\nemail = "{user}"\nname = "Ann Ü"\n'
        f'smtp = "{scheme}://localhost:{server.ports[kind]}"\n'
        f'ca-file = "{server.ca_file}"\n'
    )
    return home.with_variables(PUREMAIL_PASSWORD=PASSWORDS[user])


def sent(home: Home, *options: str) -> Done:
    return home.send("-s", "Grüße", "--text", "..hello\n.\n", *options)


def arrived(server: Server, user: str, count: int = 1) -> list[bytes]:
    """Return the messages of `user` once there are `count`."""
    wait_until(lambda: len(server.messages(user)) >= count, "delivery")
    return server.messages(user)


@pytest.mark.parametrize("kind", TLS)
@pytest.mark.parametrize("user", [ANN, BOB])
def test_a_message_arrives(home: Home, server: Server, kind: Kind, user: str) -> None:
    octets = bytes(range(256)) * 2000
    (home.path / "附件.zip").write_bytes(octets)
    run = configured(home, server, kind, user)
    done = sent(run, "-a", "附件.zip", "-b", ANN, BOB)
    assert (done.code, done.out, done.err) == (0, b"", "")
    for reader in (ANN, BOB):
        (message,) = map(read, arrived(server, reader))
        assert message["Subject"] == "Grüße"
        assert message["From"] == f"Ann Ü <{user}>"
        assert message["To"] == BOB
        assert message["Bcc"] is None
        assert text_of(message) == "..hello\n.\n"
        (attachment,) = message.iter_attachments()
        assert attachment.get_filename() == "附件.zip"
        found = attachment.get_payload(decode=True)
        assert isinstance(found, bytes)
        assert hashlib.sha256(found).digest() == hashlib.sha256(octets).digest()


@pytest.mark.parametrize("kind", TLS)
def test_what_the_server_was_found_to_be(
    home: Home, server: Server, kind: Kind
) -> None:
    run = configured(home, server, kind)
    told = json.loads(sent(run, "--json", BOB).out)
    assert told["ok"] is True
    assert told["server"]["tls"] == "TLSv1.3"
    assert told["server"]["auth"] in {"SCRAM-SHA-256", "PLAIN"}
    assert told["reply"]["code"] == 250
    assert all(each >= 0 for each in told["ms"].values())
    done = run.send("--check")
    assert done.code == 0
    assert b"TLSv1.3" in done.out
    assert ANN.encode() in done.out


@pytest.mark.parametrize("kind", TLS)
def test_a_wrong_password(home: Home, server: Server, kind: Kind) -> None:
    run = configured(home, server, kind).with_variables(PUREMAIL_PASSWORD="wrong")
    done = sent(run, BOB)
    assert done.code == 77
    assert "535" in done.err
    assert server.messages(BOB) == []


@pytest.mark.parametrize("kind", TLS)
def test_an_untrusted_certificate(home: Home, server: Server, kind: Kind) -> None:
    run = configured(home, server, kind)
    text = run.config.read_text("utf-8")
    run.configure("".join(each for each in text.splitlines(True) if "ca-f" not in each))
    done = sent(run, BOB)
    assert done.code == 69
    assert "certificate" in done.err


def test_recipients_one_by_one(home: Home, server: Server) -> None:
    run = configured(home, server, Kind.UPGRADE)
    done = sent(run, BOB, UNKNOWN, DEFERRED)
    assert done.code == 67
    assert server.messages(BOB) == []
    assert sent(run, BOB, DEFERRED).code == 75
    assert server.messages(BOB) == []
    done = sent(run, "--on-reject", "skip", BOB, UNKNOWN, DEFERRED)
    assert done.code == 1
    assert f"<{UNKNOWN}> was refused" in done.err
    assert f"<{DEFERRED}> was refused" in done.err
    assert len(arrived(server, BOB)) == 1


def test_the_size_is_known_before_data(home: Home, server: Server) -> None:
    (home.path / "large.bin").write_bytes(bytes(SIZE_LIMIT))
    done = sent(configured(home, server, Kind.UPGRADE), "-a", "large.bin", BOB)
    assert done.code == 65
    assert "larger" in done.err


def test_a_finished_message_of_eight_bits(home: Home, server: Server) -> None:
    octets = f"From: {ANN}\nTo: {BOB}\nSubject: ü\n\n..é\n".encode()
    done = configured(home, server, Kind.IMPLICIT_TLS).send("-t", stdin=octets)
    assert done.code == 0, done
    (message,) = arrived(server, BOB)
    assert "Subject: ü".encode() in message
    assert "\n..é".encode() in message.replace(b"\r\n", b"\n")


def test_postfix_tells_whose_address_it_is(home: Home, postfix: Server) -> None:
    run = configured(home, postfix, Kind.UPGRADE)
    done = sent(run, "-f", BOB, BOB)
    # Postfix says so where a recipient is named, unless it is told otherwise.
    assert done.code == 67
    assert "not owned by user" in done.err
    assert "--from" in done.err


def test_a_host_that_is_down(home: Home, aiosmtpd: Server) -> None:
    run = configured(home, aiosmtpd, Kind.UPGRADE)
    there = f"localhost:{aiosmtpd.ports[Kind.UPGRADE]}"
    run.configure(run.config.read_text("utf-8").replace(there, "127.0.0.1:1"))
    done = sent(run, BOB)
    assert done.code == 75
    assert "127.0.0.1:1" in done.err
