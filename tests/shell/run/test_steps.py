"""The steps that -v and -vv tell: their words, and seconds that only grow."""

import re
from io import StringIO
from pathlib import Path

import pytest

from core.pop3.command import Other
from core.pop3.grammar import GRAMMAR as POP3
from core.smtp.grammar import GRAMMAR as SMTP
from shell import clock
from shell.recv.refusal import step_of
from shell.run.steps import Narrator, ruled
from shell.send.tale import verb
from shell.terminal.screen import Screen
from tests.shell.running import new_home

SECONDS = re.compile(r"(?m)^ *(?P<seconds>\d+\.\d{3}) s  ")


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("RFC 5321 4.1.1.1", "leaving: QUIT, RFC 5321 section 4.1.1.1"),
        ("RFC 1939 4, 6", "leaving: QUIT, RFC 1939 sections 4, 6"),
    ],
)
def test_a_rule(section: str, told: str) -> None:
    assert ruled("leaving", "QUIT", section) == told
    assert ruled(None, "QUIT", section) == told.removeprefix("leaving: ")


def test_every_rule_can_be_told() -> None:
    sections = [rule.section for rule in SMTP.values()]
    sections += [rule.section for rule in POP3.values()]
    for section in sections:
        assert re.search(r", RFC \d+ sections? [^ ]", ruled(None, "X", section))


def test_steps_have_the_names_of_their_verbs() -> None:
    # What a person types has the name that it was typed with.
    names = {step_of(kind) for kind in POP3 if kind is not Other}
    names |= {verb(kind) for kind in SMTP}
    assert not [name for name in names if re.search(r"[^A-Za-z0-9]", name)]


def test_seconds_count_from_the_beginning_of_the_run() -> None:
    stream = StringIO()
    screen = Screen(stream=stream, terminal=False, colour=False, width=80, height=24)
    Narrator(screen, 1, clock.monotonic() - 100).step("late")
    assert stream.getvalue().startswith("100.")


@pytest.mark.parametrize("verbose", ["-v", "-vv"])
def test_both_commands_tell_times_that_grow(tmp_path: Path, verbose: str) -> None:
    home = new_home(tmp_path)
    words = ("-s", "x", "--text", "x", "ann@example.org")
    for done in (
        home.send("-A", "sandbox", verbose, *words),
        home.recv("-A", "sandbox", verbose, "list"),
    ):
        told = [float(found["seconds"]) for found in SECONDS.finditer(done.err)]
        assert len(told) > 4, done.err
        assert told == sorted(told), done.err
        assert "AUTH" in done.err
