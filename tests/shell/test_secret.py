"""Where a password is found, in which order, and to whom it is not given."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import keyring
import keyring.backend
import pytest

from shell.config.choice import Access, Wishes, access
from shell.config.file import read_config
from shell.exits import ShellError
from shell.secret import (
    Password,
    Secret,
    Token,
    find_secret,
    store_in_keyring,
)
from shell.server import Protocol

FILE = """
[accounts.work]
email = "me@example.org"
smtp  = "smtps://mail.example.org"
password = "of-the-file"
[accounts.bare]
email = "me@bare.example"
smtp  = "smtps://mail.bare.example"
[accounts.office]
email = "me@outlook.com"
token.command = ["printf", "of-the-helper\\nrest"]
[accounts.qq]
email = "1@qq.com"
[accounts.gmail]
email = "me@gmail.com"
"""
CONFIG = read_config(FILE.encode(), Path("/c"), private=True)
NOTHING: Mapping[str, str] = MappingProxyType({"HOME": "/nonexistent"})


class Memory(keyring.backend.KeyringBackend):
    """A keyring that is a dict."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring has no types here
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[service, username]


@pytest.fixture(autouse=True)
def memory() -> Iterator[Memory]:
    before = keyring.get_keyring()
    memory = Memory()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


def reach(
    name: str, *, sole: bool = True, protocol: Protocol = Protocol.SMTP, **wishes: str
) -> Access:
    account = CONFIG.account(name)
    assert account is not None
    return access(account, Wishes(**wishes), {}, protocol, sole=sole)  # type: ignore[arg-type]  # all are texts


def found(way: Access, environment: Mapping[str, str] = NOTHING) -> Secret:
    return find_secret(way, environment, None)


def missed(way: Access, environment: Mapping[str, str] = NOTHING) -> str:
    with pytest.raises(ShellError) as error:
        find_secret(way, environment, None)
    assert error.value.exit == 78
    return str(error.value)


def netrc(folder: Path, text: str, mode: int = 0o600) -> dict[str, str]:
    path = folder / "netrc"
    path.write_text(text)
    path.chmod(mode)
    return {"NETRC": str(path)}


def test_the_order(tmp_path: Path, memory: Memory) -> None:
    """Each source is reached once the one before it is taken away."""
    memory.held["puremail:mail.example.org", "me@example.org"] = "of-the-keyring"
    environment = netrc(tmp_path, "machine mail.example.org password of-netrc")
    environment |= {
        "PUREMAIL_PASSWORD_WORK": "of-the-account",
        "PUREMAIL_PASSWORD": "of-the-run",
    }
    first = found(reach("work", password_command="printf of-the-option"), environment)
    assert first == Password("of-the-option", "--password-command")
    way = reach("work")
    assert found(way, environment).text == "of-the-account"
    del environment["PUREMAIL_PASSWORD_WORK"]
    assert found(way, environment).text == "of-the-run"
    del environment["PUREMAIL_PASSWORD"]
    assert found(way, environment).text == "of-the-file"
    bare = reach("bare")
    memory.held["puremail:mail.bare.example", "me@bare.example"] = "of-the-keyring"
    environment = netrc(tmp_path, "machine mail.bare.example password of-netrc")
    assert found(bare, environment).text == "of-the-keyring"
    memory.held.clear()
    assert found(bare, environment).text == "of-netrc"
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "of-the-person"

    assert find_secret(bare, NOTHING, ask) == Password("of-the-person", "the terminal")
    assert asked == ["Password of me@bare.example at mail.bare.example: "]


def test_every_place_is_named() -> None:
    said = missed(reach("bare"))
    for place in (
        "PUREMAIL_PASSWORD_BARE",
        "PUREMAIL_PASSWORD,",
        "PUREMAIL_TOKEN",
        "accounts.bare.password",
        "the keyring",
        "/nonexistent/.netrc",
        "no terminal",
        "--password-command",
    ):
        assert place in said


def test_several_accounts_share_no_password() -> None:
    way = reach("bare", sole=False)
    environment = dict(NOTHING) | {"PUREMAIL_PASSWORD": "x"}
    assert "PUREMAIL_PASSWORD," not in missed(way, environment)
    assert found(way, {"PUREMAIL_PASSWORD_BARE": "y"}).text == "y"


def test_a_foreign_server_gets_nothing_of_the_account(memory: Memory) -> None:
    memory.held["puremail:mail.example.org", "me@example.org"] = "of-the-keyring"
    way = reach("work", server="smtps://me%40example.org@evil.example")
    said = missed(way, dict(NOTHING) | {"PUREMAIL_PASSWORD_WORK": "x"})
    assert "belongs to the account's own server" in said
    assert found(way, {"PUREMAIL_PASSWORD": "for-this-run"}).text == "for-this-run"
    memory.held["puremail:evil.example", "me@example.org"] = "kept-for-it"
    assert found(way).text == "kept-for-it"


def test_tokens() -> None:
    office = reach("office")
    assert found(office) == Token("of-the-helper", "accounts.office.token")
    given = {"PUREMAIL_TOKEN": "t", "PUREMAIL_PASSWORD": "p"}
    assert found(office, given) == Token("t", "PUREMAIL_TOKEN")
    assert found(reach("qq"), given) == Password("p", "PUREMAIL_PASSWORD")
    assert found(reach("qq", auth="xoauth2"), given).text == "t"
    assert found(reach("office", auth="plain"), given).text == "p"
    option = reach("qq", auth="oauthbearer", password_command="printf t")
    assert isinstance(found(option), Token)


@pytest.mark.parametrize(
    ("name", "protocol", "question"),
    [
        ("qq", Protocol.SMTP, "Authorization code of 1@qq.com at smtp.qq.com: "),
        ("gmail", Protocol.POP3, "App password of me@gmail.com at pop.gmail.com: "),
    ],
)
def test_the_question_says_what_is_wanted(
    name: str, protocol: Protocol, question: str
) -> None:
    asked: list[str] = []

    def ask(text: str) -> str:
        asked.append(text)
        return "x"

    find_secret(reach(name, protocol=protocol), NOTHING, ask)
    assert asked == [question]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("false", "false failed with exit status 1"),
        ("true", "is no secret"),
        ("/nonexistent/x", "cannot run /nonexistent/x: No such file"),
        ("printf '\\377'", "is no secret"),
        ("head -c 100000 /dev/zero", "more than 65536 octets"),
        ("printf 'a\\000b'", "control character"),
    ],
)
def test_a_command_that_fails(command: str, said: str) -> None:
    assert said in missed(reach("work", password_command=command))


def test_a_command_sees_no_secret() -> None:
    environment = {"PUREMAIL_PASSWORD": "x", "PUREMAIL_ACCOUNT": "z"}
    code = "import os; print(sorted(k for k in os.environ if 'PUREMAIL' in k))"
    way = reach("work", password_command=f'{sys.executable} -c "{code}"')
    assert found(way, environment).text == "['PUREMAIL_ACCOUNT']"


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ("machine mail.bare.example password x", 0o644, "chmod 600"),
        ("machine mail.bare.example password x", 0o640, "chmod 600"),
        ("machine mail.bare.example hunter2", 0o600, "not in the form of netrc"),
        ("default login me password x", 0o600, "looked at"),
        ("machine mail.bare.example login you password x", 0o600, "looked at"),
        ("machine other.example password x", 0o644, "looked at"),
    ],
)
def test_netrc_without_use(tmp_path: Path, text: str, mode: int, said: str) -> None:
    message = missed(reach("bare"), netrc(tmp_path, text, mode))
    assert said in message
    assert "hunter2" not in message


def test_a_broken_keyring_is_the_next_source(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: str) -> str:
        raise RuntimeError("no D-Bus")

    monkeypatch.setattr(Memory, "get_password", broken)
    way = reach("bare")
    assert "the keyring" in missed(way)
    assert not store_in_keyring(way, Password("x", ""))
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert "the keyring" in missed(way)
    assert not store_in_keyring(way, Password("x", ""))


def test_what_is_stored_is_found(memory: Memory) -> None:
    way = reach("gmail", protocol=Protocol.POP3)
    assert store_in_keyring(way, Password("hunter2", "the terminal"))
    assert memory.held == {("puremail:pop.gmail.com", "me@gmail.com"): "hunter2"}
    assert found(way).text == "hunter2"


def test_no_secret_in_a_repr() -> None:
    assert "hunter2" not in repr([Password("hunter2", "x"), Token("hunter2", "x")])
