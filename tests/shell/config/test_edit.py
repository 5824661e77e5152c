"""The configuration file written again, with its comments."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shell.config.account import Command
from shell.config.edit import Value, fresh_name, store_account, with_account
from shell.config.file import Config, load, read_config
from shell.exits import ShellError

BEFORE = """# my mail
default = "old"  # the old one

[defaults]
keep = true

[accounts.old]
# kept for the archive
email = "old@example.org"   # soon gone
smtp  = "smtps://a.example"
"""


def test_comments_stay() -> None:
    settings = {"smtp": "smtps://b.example", "auth": "plain"}
    after = with_account(BEFORE, "old", settings)
    changed = BEFORE.replace("smtps://a.example", "smtps://b.example")
    assert after == changed + 'auth = "plain"\n'


def test_another_account_is_added() -> None:
    after = with_account(BEFORE, "new", {"email": "new@qq.com"})
    assert after.startswith(BEFORE.rstrip())
    config = read_config(after.encode(), Path("/c"), private=True)
    assert [account.name for account in config.accounts] == ["old", "new"]
    assert config.default == "old"


@pytest.mark.parametrize("before", ["", "# mine\n", "[defaults]\nkeep = true\n"])
def test_the_first_account_is_the_default(before: str) -> None:
    settings: dict[str, Value] = {
        "email": "a@qq.com",
        "password.command": ["pass", "x"],
    }
    after = with_account(before, "qq", settings)
    config = read_config(after.encode(), Path("/c"), private=True)
    assert config.default == "qq"
    assert config.accounts[0].password == Command(("pass", "x"))
    assert before.strip() in after


@given(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1),
    st.text(st.characters(exclude_categories=("Cs", "Cc"))),
)
def test_what_is_set_is_read(user: str, comment: str) -> None:
    before = f"#{comment}\n" + BEFORE
    after = with_account(before, "old", {"user": user})
    config = read_config(after.encode(), Path("/c"), private=True)
    assert config.accounts[0].user == user
    assert after.startswith(before.rstrip())


@pytest.mark.parametrize("before", ["x =", "accounts = 3", "[accounts]\nold = 3"])
def test_what_cannot_be_changed(before: str) -> None:
    with pytest.raises(ValueError, match="cannot be changed"):
        with_account(before, "old", {"email": "a@b.c"})


def test_stored_privately_and_at_once(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "config.toml"
    store_account(path, "qq", {"email": "1@qq.com"})
    store_account(path, "b", {"email": "1@163.com"})
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    config = load({"PUREMAIL_CONFIG": str(path)})
    assert [account.name for account in config.accounts] == ["qq", "b"]
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


def test_a_link_is_followed(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("")
    link = tmp_path / "config.toml"
    link.symlink_to(real)
    store_account(link, "qq", {"email": "1@qq.com"})
    assert link.is_symlink()
    assert "1@qq.com" in real.read_text()


def test_nothing_is_written_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(BEFORE)
    with pytest.raises(ShellError, match="email is no mail address"):
        store_account(path, "old", {"email": "nobody"})
    assert path.read_text() == BEFORE


@pytest.mark.parametrize(
    ("address", "title", "name"),
    [
        ("a@qq.com", "qq", "qq2"),
        ("a@exmail.qq.com", "exmail.qq", "exmail-qq"),
        ("a@Example.org", None, "example"),
        ("a@sandbox.org", None, "sandbox2"),
        ("a@邮件.中国", None, "mail"),
    ],
)
def test_fresh_names(address: str, title: str | None, name: str) -> None:
    taken = read_config(b"[accounts.qq]\n", Path("/c"), private=True)
    assert fresh_name(taken, address, title) == name
    assert fresh_name(Config(path=Path("/c")), "a@x.y") == "x"
