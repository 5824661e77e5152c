"""The configuration file: what it may say, and who may write it."""

import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shell.config.account import Account, Command, Inline
from shell.config.file import Config, config_path, load, read_config, state_folder
from shell.config.keys import KEYS
from shell.exits import Kind, ShellError

PATH = Path("/nowhere/config.toml")

GOOD = """
default = "qq"
[defaults]
deliver = "maildir:~/Mail/{account}"
keep    = true
[accounts.qq]
email = "12345@qq.com"
name  = "Zhang San"
[accounts.work]
email = "me@example.org"
also  = ["*@lists.example.org"]
smtp  = "smtps://mail.example.org"
pop3  = "pop3s://mail.example.org"
user  = "me"
sent  = "maildir:~/Mail/sent"
password.command = ["pass", "show", "{account}"]
delete-after = "30d"
ca-file = "ca.pem"
[accounts.office]
email = "me@contoso.example"
smtp  = "smtp://smtp.office365.com"
pop3  = "pop3s://outlook.office365.com"
auth  = "xoauth2"
token.command = "my-token-helper 'the office'"
"""


def read(text: str, *, private: bool = True) -> Config:
    return read_config(text.encode(), PATH, private=private)


def account(text: str) -> Account:
    return read(f"[accounts.a]\n{text}").accounts[0]


def fault(text: str) -> str:
    with pytest.raises(ShellError) as error:
        read(text)
    assert error.value.kind is Kind.CONFIG
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_whole_file() -> None:
    config = read(GOOD)
    qq, work, office = config.accounts
    assert config.default == "qq"
    assert qq.display_name == "Zhang San"
    assert qq.preset is not None
    assert qq.preset.name == "qq"
    assert (qq.deliver, qq.delete_after) == ("maildir:~/Mail/qq", None)
    assert work.also == ("*@lists.example.org",)
    assert work.password == Command(("pass", "show", "work"))
    assert work.smtp is not None
    assert work.smtp.url == "smtps://mail.example.org"
    assert (work.user, work.preset) == ("me", None)
    assert work.delete_after == 30 * 86_400
    assert work.ca_file == Path("/nowhere/ca.pem")
    assert office.auth == "XOAUTH2"
    assert office.token == Command(("my-token-helper", "the office"))
    assert office.preset is not None
    assert office.preset.name == "office365"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[accounts.a]\nemial = 'a@b.c'", 'accounts.a: unknown key "emial"; did you'),
        ("[defaults]\nkep = true", 'defaults: unknown key "kep"; did you mean "keep"'),
        ("[defaults]\nemail = 'a@b.c'", 'unknown key "email"'),
        ("defualt = 'x'", 'unknown key "defualt"; did you mean "default"'),
        ("[accounts.a]\nqqqqqq = 1", 'unknown key "qqqqqq"'),
        ("[accounts.a]\nemail = 'x'", "email is no mail address"),
        ("[accounts.a]\nemail = 'a@b c'", "email is no mail address"),
        ("[accounts.a]\nemail = 'a@-'", "email is no mail address"),
        ("[accounts.a]\nemail = 3", "email must be a text"),
        ('[accounts.a]\nname = "a\\nb"', "name has a control character"),
        ("[accounts.a]\nsmtp = 'pop3s://h'", 'smtp: no scheme "pop3s"'),
        ("[accounts.a]\nauth = 'oauth'", 'no mechanism "oauth"; did you mean'),
        ("[accounts.a]\npreset = 'gmial'", 'no preset "gmial"; did you mean "gmail"'),
        ("[accounts.a]\nkeep = 1", "keep must be true or false"),
        ("[accounts.a]\nkeep = true\ndelete-after = '3d'", "exclude each other"),
        ("[accounts.a]\ndelete-after = 'soon'", 'delete-after: "soon" is no duration'),
        ("[accounts.a]\ntimeout = true", "timeout must be seconds"),
        ("[accounts.a]\ntimeout = nan", "timeout must be seconds"),
        ("[accounts.a]\nalso = 'x'", "also must be a list"),
        ("[accounts.a]\nalso = ['']", "also has no mail address"),
        ("[accounts.a]\ndeliver = '~/Mail'", "deliver must be maildir:DIR"),
        ("[accounts.a]\npassword = 5", "password must be a text or have a command"),
        ("[accounts.a]\npassword = {comand = 'x'}", 'unknown key "comand"'),
        ("[accounts.a]\npassword.command = []", "password.command is empty"),
        ('[accounts.a]\npassword.command = "a \'b"', "cannot be split"),
        ("[accounts.sandbox]", "cannot be an account's name"),
        ("[accounts.all]", "cannot be an account's name"),
        ("[accounts.'a/b']", "cannot be an account's name"),
        ("accounts = 3", "accounts must be a table"),
        ("[accounts]\na = 3", "accounts.a must be a table"),
        ("default = 'x'", "default names no account"),
        ("default = [1]", "default names no account"),
        ("x = ", "Invalid value"),
        ("x = " + "[" * 50_000, "nested too deeply"),
        ("x = " + "9" * 5_000, "digits"),
    ],
)
def test_faults(text: str, said: str) -> None:
    assert said in fault(text)


def test_a_secret_is_in_no_error_and_no_repr() -> None:
    assert "hunter2" not in fault(
        "[accounts.a]\npassword = {command = 3, x = 'hunter2'}"
    )
    assert "hunter2" not in fault("[accounts.a]\npassword = ['hunter2']")
    kept = account("password = 'hunter2'")
    assert kept.password == Inline("hunter2")
    assert "hunter2" not in repr(kept)


def test_a_secret_that_others_can_read_is_refused() -> None:
    with pytest.raises(ShellError, match="others can read its password"):
        read("[accounts.a]\ntoken = 'hunter2'", private=False)
    assert read("[accounts.a]\ntoken.command = 'x'", private=False).accounts


@pytest.mark.parametrize(
    ("defaults", "table", "after"),
    [
        ("", "", None),
        ("keep = false", "", 0),
        ("keep = false", "keep = true", None),
        ("delete-after = '1d'", "", 86_400),
        ("delete-after = '1d'", "keep = true", None),
        ("keep = true", "delete-after = '1d'", 86_400),
    ],
)
def test_keeping(defaults: str, table: str, after: int | None) -> None:
    text = f"[defaults]\n{defaults}\n[accounts.a]\n{table}"
    assert read(text).accounts[0].delete_after == after


def outcome_of(octets: bytes) -> Config | ShellError:
    try:
        return read_config(octets, PATH, private=True)
    except ShellError as error:
        return error


VALUES = st.sampled_from(
    [
        "true",
        "''",
        "'x'",
        "3",
        "[]",
        "['a']",
        "{}",
        "{command='x'}",
        "1979-05-27",
        "nan",
    ]
)
LINES = st.one_of(
    st.sampled_from(["[defaults]", "[accounts.a]", "[accounts]", "[[accounts]]", "[a"]),
    st.builds("{} = {}".format, st.sampled_from([*KEYS, "default", "zz"]), VALUES),
)


@given(
    st.binary(max_size=300)
    | st.lists(LINES, max_size=12).map(lambda lines: "\n".join(lines).encode())
    | st.integers(0, len(GOOD)).map(lambda stop: GOOD[:stop].encode())
)
@example(b"\xff")
@example(b"\xef\xbb\xbfdefault='sandbox'")
@example(b"a = 0000-00-00")
@example(b"[a]\n[a]")
def test_any_octets_give_a_config_or_one_line(octets: bytes) -> None:
    outcome = outcome_of(octets)
    if isinstance(outcome, ShellError):
        assert outcome.exit == 78
        assert "\n" not in str(outcome)
    else:
        assert outcome.path == PATH


def write(folder: Path, text: str, mode: int) -> dict[str, str]:
    path = folder / "config.toml"
    path.write_text(text)
    path.chmod(mode)
    return {"PUREMAIL_CONFIG": str(path)}


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o644, 0o640])
def test_modes_of_a_file_without_a_secret(tmp_path: Path, mode: int) -> None:
    assert load(write(tmp_path, GOOD, mode)).default == "qq"


@pytest.mark.parametrize(
    ("mode", "said"),
    [(0o620, "written by others"), (0o602, "written by others"), (0o666, "by others")],
)
def test_a_file_that_others_may_write(tmp_path: Path, mode: int, said: str) -> None:
    with pytest.raises(ShellError, match=said) as error:
        load(write(tmp_path, GOOD, mode))
    assert error.value.exit == 78


@pytest.mark.parametrize(
    ("mode", "fine"), [(0o600, True), (0o400, True), (0o640, False), (0o604, False)]
)
def test_modes_of_a_file_with_a_secret(
    tmp_path: Path, *, mode: int, fine: bool
) -> None:
    environment = write(tmp_path, "[accounts.a]\npassword = 'hunter2'", mode)
    if fine:
        assert load(environment).accounts[0].password == Inline("hunter2")
    else:
        with pytest.raises(ShellError, match="chmod 600"):
            load(environment)


def test_where_the_file_is(tmp_path: Path) -> None:
    home = {"HOME": "/home/me"}
    assert config_path(home) == Path("/home/me/.config/puremail/config.toml")
    there = home | {"XDG_CONFIG_HOME": "/etc/me"}
    assert config_path(there) == Path("/etc/me/puremail/config.toml")
    relative = home | {"XDG_CONFIG_HOME": "etc"}
    assert config_path(relative) == config_path(home)
    assert config_path(there | {"PUREMAIL_CONFIG": "/x"}) == Path("/x")
    assert state_folder(home) == Path("/home/me/.local/state/puremail")
    assert state_folder({"XDG_STATE_HOME": "/s"}) == Path("/s/puremail")


def test_no_file(tmp_path: Path) -> None:
    config = load({"HOME": str(tmp_path)})
    assert (config.accounts, config.default) == ((), None)
    with pytest.raises(ShellError, match="PUREMAIL_CONFIG names no file"):
        load({"PUREMAIL_CONFIG": str(tmp_path / "none")})


def test_no_regular_file(tmp_path: Path) -> None:
    with pytest.raises(ShellError, match="directory"):
        load({"PUREMAIL_CONFIG": str(tmp_path)})
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo, 0o600)
    assert load({"PUREMAIL_CONFIG": str(fifo)}).accounts == ()


def test_a_file_too_large(tmp_path: Path) -> None:
    with pytest.raises(ShellError, match="larger than"):
        load(write(tmp_path, "#" * 300_000, 0o600))
