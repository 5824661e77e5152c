"""Which account a run has and which server: option, environment, file, preset."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from shell.config.account import Account
from shell.config.choice import Access, Wishes, access, choose, owner_of, sender_of
from shell.config.file import Config, read_config
from shell.exits import ExitCode, ShellError
from shell.server import Protocol

FILE = """
default = "qq"
[accounts.qq]
email = "12345@qq.com"
[accounts.work]
email = "me@example.org"
also  = ["*@lists.example.org", "12345@QQ.com"]
smtp  = "smtps://mail.example.org"
pop3  = "pop3s://mail.example.org"
user  = "me"
auth  = "plain"
ca-file = "/ca.pem"
timeout = 7
[accounts.gmail]
email = "me@gmail.com"
[accounts.cloud]
email = "me@icloud.com"
[accounts.company]
email = "me@company.example"
[accounts.open]
email = "me@open.example"
smtp = "smtp+plain://127.0.0.1:25"
auth = "none"
"""
CONFIG = read_config(FILE.encode(), Path("/c.toml"), private=True)
EMPTY = Config(path=Path("/c.toml"))
NOTHING: Mapping[str, str] = MappingProxyType({})
SMTP, POP3 = Protocol.SMTP, Protocol.POP3


def named(name: str) -> Account:
    account = CONFIG.account(name)
    assert account is not None
    return account


def names(wishes: Wishes, environment: Mapping[str, str] = NOTHING) -> list[str]:
    return [account.name for account in choose(CONFIG, wishes, environment, SMTP)]


def reached(
    name: str,
    protocol: Protocol,
    environment: Mapping[str, str] = NOTHING,
    **wishes: str,
) -> Access:
    return access(named(name), Wishes(**wishes), environment, protocol)  # type: ignore[arg-type]  # all are texts


@pytest.mark.parametrize(
    ("wishes", "environment", "expected"),
    [
        (Wishes(), {}, ["qq"]),
        (Wishes(accounts=("work",)), {"PUREMAIL_ACCOUNT": "gmail"}, ["work"]),
        (Wishes(), {"PUREMAIL_ACCOUNT": "gmail"}, ["gmail"]),
        (Wishes(sender="me@gmail.com"), {"PUREMAIL_ACCOUNT": "work"}, ["gmail"]),
        (Wishes(sender="ME@example.org"), {}, ["work"]),
        (Wishes(sender="x@lists.example.org"), {}, ["work"]),
        (Wishes(sender="12345@qq.com"), {}, ["qq"]),
        (Wishes(sender="x@nowhere.example"), {}, ["qq"]),
        (Wishes(accounts=("work", "qq", "work")), {}, ["work", "qq"]),
        (Wishes(accounts=("sandbox",)), {}, ["sandbox"]),
        (Wishes(server="smtps://other.example"), {}, ["qq"]),
    ],
)
def test_the_account(
    wishes: Wishes, environment: dict[str, str], expected: list[str]
) -> None:
    assert names(wishes, environment) == expected


def test_all_accounts() -> None:
    assert names(Wishes(accounts=("all",))) == [each.name for each in CONFIG.accounts]


def test_the_default_owns_an_address_first() -> None:
    text = "[accounts.a]\nalso=['*@x.y']\n[accounts.b]\nalso=['*@x.y']\n"
    one = read_config(text.encode(), Path("/c"), private=True)
    two = read_config(b"default='b'\n" + text.encode(), Path("/c"), private=True)
    found = [owner_of(config, "z@X.y") for config in (one, two)]
    assert [account and account.name for account in found] == ["a", "b"]


@pytest.mark.parametrize(
    ("config", "wishes", "said"),
    [
        (EMPTY, Wishes(), "`send --configure YOU@EXAMPLE.ORG`"),
        (EMPTY, Wishes(accounts=("x",)), "-A sandbox"),
        (EMPTY, Wishes(accounts=("x",)), 'there is no account "x"'),
        (EMPTY, Wishes(accounts=("all",)), "no account is configured"),
        (CONFIG, Wishes(accounts=("wrok",)), 'did you mean "work"'),
    ],
)
def test_no_account(config: Config, wishes: Wishes, said: str) -> None:
    with pytest.raises(ShellError) as error:
        choose(config, wishes, {}, SMTP)
    assert error.value.exit == ExitCode.CONFIG
    assert said in str(error.value)


def test_several_accounts_and_no_default() -> None:
    config = Config(path=CONFIG.path, accounts=CONFIG.accounts)
    with pytest.raises(ShellError, match=r"qq, work, .* no default"):
        choose(config, Wishes(), {}, SMTP)


@pytest.mark.parametrize(
    ("wishes", "environment"),
    [
        (Wishes(server="smtps://me@h.example"), {}),
        (Wishes(), {"PUREMAIL_SMTP": "smtps://me@h.example"}),
    ],
)
def test_a_server_alone_makes_an_account(
    wishes: Wishes, environment: dict[str, str]
) -> None:
    (account,) = choose(EMPTY, wishes, environment, SMTP)
    found = access(account, wishes, environment, SMTP)
    assert (account.name, found.user, found.server.url) == (
        "h.example",
        "me",
        "smtps://me@h.example",
    )
    assert sender_of(account, {}) is None
    with pytest.raises(ShellError, match="no account is configured"):
        choose(EMPTY, Wishes(), {"PUREMAIL_SMTP": "smtps://h"}, POP3)


def test_preset_and_file() -> None:
    assert reached("qq", SMTP).server.url == "smtps://smtp.qq.com"
    assert reached("qq", POP3).server.url == "pop3s://pop.qq.com"
    assert reached("qq", POP3).user == "12345@qq.com"
    work = reached("work", SMTP)
    assert (work.user, work.auth, work.own, work.timeout) == ("me", "PLAIN", True, 7)
    assert work.ca_file == Path("/ca.pem")


def test_gmail_logs_in_to_pop3_as_recent() -> None:
    assert reached("gmail", POP3).user == "recent:me@gmail.com"
    assert reached("gmail", SMTP).user == "me@gmail.com"
    assert reached("gmail", POP3, user="me@gmail.com").user == "me@gmail.com"


def test_options_come_first() -> None:
    environment = {"PUREMAIL_SMTP": "smtps://env.example"}
    url = "smtps://opt.example"
    assert reached("work", SMTP, environment, server=url).server.host == "opt.example"
    assert reached("work", SMTP, environment).server.host == "env.example"
    assert reached("work", POP3, environment).server.host == "mail.example.org"
    assert reached("work", SMTP, user="x").user == "x"
    assert reached("work", SMTP, auth="login").auth == "LOGIN"
    assert reached("work", SMTP, ca_file="/o.pem").ca_file == Path("/o.pem")


@pytest.mark.parametrize("given_by", ["option", "environment"])
def test_a_foreign_server_gets_neither_secret_nor_login(given_by: str) -> None:
    url = "smtps://other.example"
    found = (
        reached("work", SMTP, server=url)
        if given_by == "option"
        else reached("work", SMTP, {"PUREMAIL_SMTP": url})
    )
    assert (found.own, found.user, found.auth) == (False, None, None)
    assert reached("work", SMTP, server="smtps://me@other.example").user == "me"


def test_another_port_of_the_own_host_is_the_own_server() -> None:
    found = reached("work", SMTP, server="smtp://mail.example.org")
    assert (found.own, found.user) == (True, "me")


def test_auth_none_is_no_login() -> None:
    found = reached("open", SMTP)
    assert (found.user, found.auth) == (None, None)


def test_company_domains_by_mx() -> None:
    asked: list[str] = []

    def exchangers(domain: str) -> tuple[str, ...]:
        asked.append(domain)
        return ("mxbiz1.qq.com",)

    company = named("company")
    found = access(company, Wishes(), {}, SMTP, exchangers=exchangers)
    assert found.server.url == "smtps://smtp.exmail.qq.com"
    assert (found.user, asked) == ("me@company.example", ["company.example"])
    access(named("qq"), Wishes(), {}, SMTP, exchangers=exchangers)
    assert asked == ["company.example"]


@pytest.mark.parametrize(
    ("name", "protocol", "said"),
    [
        ("cloud", POP3, "iCloud Mail has no POP3 server"),
        ("company", SMTP, "`send --configure me@company.example`"),
        ("open", POP3, "names no POP3 server"),
    ],
)
def test_no_server(name: str, protocol: Protocol, said: str) -> None:
    with pytest.raises(ShellError) as error:
        reached(name, protocol)
    assert error.value.exit == ExitCode.CONFIG
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("wishes", "environment", "exit_code", "said"),
    [
        (Wishes(server="h"), {}, 64, "--server: not a server URL"),
        (Wishes(), {"PUREMAIL_SMTP": "h"}, 78, "PUREMAIL_SMTP: not a server URL"),
        (Wishes(auth="planin"), {}, 64, 'did you mean "PLAIN"'),
        (Wishes(password_command="a 'b"), {}, 64, "--password-command"),
        (Wishes(password_command=""), {}, 64, "--password-command is empty"),
    ],
)
def test_bad_wishes(
    wishes: Wishes, environment: dict[str, str], exit_code: int, said: str
) -> None:
    with pytest.raises(ShellError) as error:
        access(named("work"), wishes, environment, SMTP)
    assert error.value.exit == exit_code
    assert said in str(error.value)


def test_whose_environment_password() -> None:
    assert access(named("work"), Wishes(), {}, SMTP).sole
    assert not access(named("work"), Wishes(), {}, SMTP, sole=False).sole
    wishes = Wishes(server="smtps://mail.example.org")
    assert access(named("work"), wishes, {}, SMTP, sole=False).sole


def test_sender() -> None:
    assert sender_of(named("work"), {"EMAIL": "x@y.z"}) == "me@example.org"
    nameless = Account(name="h")
    assert sender_of(nameless, {"EMAIL": "x@y.z"}) == "x@y.z"
    assert sender_of(nameless, {"EMAIL": "X Y <x@y.z>"}) == "x@y.z"
    assert sender_of(nameless, {"EMAIL": "nobody"}) is None
    assert sender_of(nameless, {}) is None
