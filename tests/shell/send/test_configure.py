"""--configure: servers proved, the login tried, the account stored."""

import tomllib
from collections.abc import Iterator

import pytest

from tests.servers.certificates import Certificates
from tests.shell.running import SEND, Home
from tests.shell.send.smtp_script import Script, scripted

ME = "me@example.org"


@pytest.fixture
def home(home: Home) -> Home:
    """A home from which no POP3 server is looked for on the network."""
    return home.with_variables(PUREMAIL_POP3="pop3s://127.0.0.1:1")


@pytest.fixture
def server(certificates: Certificates) -> Iterator[Script]:
    """A server under TLS that lets everyone in."""
    with scripted(context=certificates.good.context()) as script:
        yield script


def url(script: Script) -> str:
    return f"smtps://localhost:{script.port}"


def account(home: Home) -> dict[str, object]:
    """Return the one account that is stored."""
    (found,) = tomllib.loads(home.config.read_text("utf-8"))["accounts"].values()
    assert isinstance(found, dict)
    return found


def test_an_account_is_stored_once_it_works(
    home: Home, server: Script, certificates: Certificates
) -> None:
    ca_file = str(certificates.ca_file)
    options = ("--server", url(server), "--ca-file", ca_file, "--timeout", "3")
    done = home.send(
        *("--configure", *options, "--password-command", "echo hunter2"),
        f"Zhang San <{ME}>",
    )
    assert done.code == 0, done
    assert str(home.config) in done.err
    assert "AUTH" in server.verbs()
    stored = account(home)
    assert stored == {
        "email": ME,
        "name": "Zhang San",
        "smtp": url(server),
        "ca-file": ca_file,
        "password": {"command": ["echo", "hunter2"]},
    }
    assert home.config.stat().st_mode & 0o777 == 0o600
    assert home.send("-s", "x", "--text", "x", "you@example.org").code == 0
    assert len(server.messages) == 1


def test_the_password_is_asked_for_and_is_not_in_the_file(
    home: Home, server: Script, certificates: Certificates
) -> None:
    home.configure("# mine\n[defaults] # keep\nkeep = true\n")
    ca_file = str(certificates.ca_file)
    options = ("--server", url(server), "--ca-file", ca_file, "--timeout", "3")
    terminal = home.terminal(SEND, "--configure", *options, ME, columns=200)
    terminal.expect_exact(f"Password of {ME} at localhost: ")
    terminal.sendline("hunter2-hunter2")
    terminal.expect_exact("no keyring could keep the password")
    terminal.expect("\n")
    terminal.wait()
    assert terminal.exitstatus == 0
    text = home.config.read_text("utf-8")
    assert "hunter2" not in text
    assert text.startswith("# mine\n")
    assert "[defaults] # keep\nkeep = true\n" in text
    assert account(home)["email"] == ME


def test_the_other_server_of_a_known_account_stays(
    home: Home, server: Script, certificates: Certificates
) -> None:
    pop3 = "pop3s://127.0.0.1:1"
    home.configure(f'[accounts.my-own]\nemail = "{ME}"\npop3 = "{pop3}"\n')
    options = ("--ca-file", str(certificates.ca_file), "--timeout", "3")
    terminal = home.terminal(
        SEND, "--configure", "--server", url(server), *options, ME, columns=200
    )
    terminal.expect_exact(f"the POP3 server stays {pop3}")
    terminal.expect_exact(f"Password of {ME} at localhost: ")
    terminal.sendline("hunter2-hunter2")
    terminal.expect_exact("PUREMAIL_PASSWORD_MY_OWN is set")
    terminal.expect("\n")
    terminal.wait()
    assert terminal.exitstatus == 0
    assert account(home)["pop3"] == pop3


def test_nothing_is_stored_where_the_login_is_refused(
    home: Home, server: Script, certificates: Certificates
) -> None:
    server.replies = {"AUTH": "535 5.7.8 no"}
    done = home.send(
        *("--configure", "--server", url(server), "--timeout", "3"),
        *("--ca-file", str(certificates.ca_file)),
        *("--password-command", "echo hunter2", ME),
    )
    assert done.code == 77
    assert not home.config.exists()


def test_nothing_is_stored_where_the_certificate_proves_nothing(
    home: Home, server: Script
) -> None:
    done = home.send(
        *("--configure", "--server", url(server), "--timeout", "3"),
        *("--password-command", "echo hunter2", ME),
    )
    assert done.code == 69
    assert "certificate" in done.err
    assert "AUTH" not in server.verbs()
    assert not home.config.exists()


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ((), 64, "wants your own address"),
        ((ME, "other@example.org"), 64, "wants your own address, and nothing else"),
        (("nobody",), 65, '"nobody" has no @ and domain'),
    ],
)
def test_one_address_is_wanted(
    home: Home, options: tuple[str, ...], code: int, said: str
) -> None:
    done = home.send("--configure", *options)
    assert done.code == code
    assert said in done.err
