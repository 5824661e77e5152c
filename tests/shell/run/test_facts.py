"""What both commands tell of a server: the same labels and the same words."""

import re
from io import StringIO
from pathlib import Path

from shell.run.facts import abilities, login_words, tell_facts, times_words
from shell.terminal.screen import Screen
from tests.shell.running import new_home

LABEL = re.compile(r"(?m)^(?P<label>[a-z]+):")


def told(width: int, *, terminal: bool) -> str:
    stream = StringIO()
    screen = Screen(
        stream=stream, terminal=terminal, colour=False, width=width, height=24
    )
    facts = (("login", "ann by PLAIN, under TLSv1.3"), ("", "with care"))
    tell_facts(screen, facts)
    return stream.getvalue()


def test_facts_stand_behind_labels() -> None:
    text = "login:    ann by PLAIN, under TLSv1.3\n          with care\n"
    assert told(80, terminal=True) == told(20, terminal=False) == text


def test_facts_are_wrapped_for_a_person_alone() -> None:
    assert told(25, terminal=True) == (
        "login:    ann by PLAIN,\n          under TLSv1.3\n          with care\n"
    )


def test_words() -> None:
    assert login_words("ann", "PLAIN", "TLSv1.3") == "ann by PLAIN, under TLSv1.3"
    assert login_words("ann", "PLAIN", None) == "ann by PLAIN, in clear text"
    assert login_words(None, None, None) == "nobody, in clear text"
    assert times_words({"connect": 1.4, "TLS": None, "login": 9}) == (
        "connect 1 ms, login 9 ms"
    )
    assert list(abilities({"DSN": "notices", "SIZE": "sizes"}, ["X", "DSN"])) == [
        "notices (DSN)"
    ]


def test_both_checks_have_one_form(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    sent, received = (
        ask("-A", "sandbox", "--check").out.decode() for ask in (home.send, home.recv)
    )
    labels = {"server", "greeting", "login", "offers", "logins", "times"}
    assert set(LABEL.findall(received)) == labels
    assert set(LABEL.findall(sent)) == labels | {"lacks", "size"}
    for text in (sent, received):
        assert "login:    sandbox by SCRAM-SHA-256, in clear text\n" in text
        assert "several commands at once (PIPELINING)" in text
