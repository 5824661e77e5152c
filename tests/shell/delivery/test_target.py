from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shell.delivery.target import (
    Folder,
    Maildir,
    Mbox,
    Output,
    Pipe,
    Target,
    parse_target,
    serialize_target,
)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("-", Output()),
        ("maildir:/var/mail/me", Maildir(Path("/var/mail/me"))),
        ("maildir:~/Mail", Maildir(Path("/home/me/Mail"))),
        ("mbox:/var/mail/me:2", Mbox(Path("/var/mail/me:2"))),
        ("mbox:/a/../b//c", Mbox(Path("/b/c"))),
        ("dir:/mail", Folder(Path("/mail"))),
        ("pipe:procmail -d 'my name'", Pipe(("procmail", "-d", "my name"))),
        ("pipe:a:b", Pipe(("a:b",))),
    ],
)
def test_targets(text: str, target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    assert parse_target(text) == target
    assert parse_target(serialize_target(target)) == target


def test_a_relative_path_stays_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert parse_target("dir:mail") == Folder(tmp_path / "mail")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "--",
        "mail",
        "/var/mail/me",
        "imap:x",
        "maildir:",
        "mbox: ",
        "pipe:",
        "pipe:''",
        "pipe:'open",
        "dir:/a\0b",
        "Maildir:/x",
    ],
)
def test_what_is_no_target(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_target(text)


@given(st.lists(st.text(st.characters(exclude_characters="\0")), min_size=1))
def test_a_command_has_one_form(words: list[str]) -> None:
    if words[0]:
        pipe = Pipe(tuple(words))
        text = serialize_target(pipe)
        if text.strip() and not text.endswith(": "):
            assert parse_target(text) == pipe
