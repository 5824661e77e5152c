"""How the programs that we start are named, and what they are told."""

import pytest

from shell.program import split_command, without_secrets


def test_a_command_is_split_as_a_shell_would() -> None:
    assert split_command("pass show 'my mail' a\\ b") == (
        "pass",
        "show",
        "my mail",
        "a b",
    )


@pytest.mark.parametrize(
    ("text", "missing"), [("a 'b", "no closing quotation"), ("a \\", "no escaped")]
)
def test_what_is_left_open_is_named(text: str, missing: str) -> None:
    with pytest.raises(ValueError, match=missing):
        split_command(text)


def test_no_secret_is_handed_on() -> None:
    given = {
        "PUREMAIL_PASSWORD": "x",
        "PUREMAIL_PASSWORD_WORK": "x",
        "PUREMAIL_TOKEN": "x",
        "PUREMAIL_TOKEN_WORK": "x",
    }
    rest = {"PUREMAIL_ACCOUNT": "work", "PUREMAIL_PASSWORDS": "y", "HOME": "/home/me"}
    assert without_secrets(given | rest) == rest
