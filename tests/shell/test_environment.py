"""What the programs that we start are told."""

from shell.environment import without_secrets


def test_no_secret_is_handed_on() -> None:
    given = {
        "PUREMAIL_PASSWORD": "x",
        "PUREMAIL_PASSWORD_WORK": "x",
        "PUREMAIL_TOKEN": "x",
        "PUREMAIL_TOKEN_WORK": "x",
    }
    rest = {"PUREMAIL_ACCOUNT": "work", "PUREMAIL_PASSWORDS": "y", "HOME": "/home/me"}
    assert without_secrets(given | rest) == rest
