"""Targets as a person writes them, and the one form in which they are known."""

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
    ("text", "said"),
    [
        ("", "is no target: maildir:DIR"),
        ("--", "is no target"),
        ("mail", "is no target"),
        ("/var/mail/me", "is no target"),
        ("imap:x", "is no target"),
        ("Maildir:/x", "is no target"),
        ("maildir:", "names nothing behind its colon"),
        ("mbox: ", "names nothing behind its colon"),
        ("pipe:", "names nothing behind its colon"),
        ("pipe:''", "^pipe: must name a program"),
        ("pipe:'open", "no closing quotation"),
        ("dir:/a\0b", "holds no NUL"),
    ],
)
def test_what_is_no_target(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_target(text)


WORDS = st.text(st.characters(exclude_characters="\0"))


@given(WORDS.filter(bool), st.lists(WORDS))
def test_a_command_has_one_form(program: str, words: list[str]) -> None:
    pipe = Pipe((program, *words))
    assert parse_target(serialize_target(pipe)) == pipe
