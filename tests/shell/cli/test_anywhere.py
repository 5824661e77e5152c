"""Options before and behind the command of `recv`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.main import get_command

from shell.cli import recv
from shell.cli.anywhere import in_front
from shell.options.recv import Fetch, List, Raw, RecvOptions, Save, Search, Show
from shell.options.verb import Verb

SHARED = {"-A": True, "--account": True, "-v": False, "-q": False, "--json": False}
VERBS = {"list": {"-n": False, "--limit": True}, "save": {"-o": True}}


def read(*words: str) -> tuple[RecvOptions, Verb | None]:
    asked = get_command(recv.app).main(
        args=list(words), prog_name="recv", standalone_mode=False
    )
    assert isinstance(asked, tuple)
    return asked


@pytest.mark.parametrize(
    ("words", "verb"),
    [
        (["list", "-n"], List(new=True)),
        (["list", "--limit", "3", "2-5"], List(which=["2-5"], limit=3)),
        (["7"], Show(which=["7"])),
        (["7", "--raw"], Show(which=["7"], raw=True)),
        (["save", "1", "2", "-o", "-v"], Save(which="1", parts=["2"], output="-v")),
        (["raw", "TOP", "1", "-v"], Raw(line=["TOP", "1", "-v"])),
        (["raw", "-A", "x"], Raw(line=["-A", "x"])),
        (["search", "--from", "ann", "--", "-v"], Search(words=["-v"], from_="ann")),
        (["fetch", "--delete-after", "30d"], Fetch(delete_after="30d")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_verb(words: list[str], verb: Verb) -> None:
    assert read(*words)[1] == verb


@pytest.mark.parametrize(
    "words",
    [
        ["-A", "qq", "-vv", "--json", "list", "-n"],
        ["list", "-A", "qq", "-vv", "--json", "-n"],
        ["list", "-n", "-Aqq", "--json", "-v", "-v"],
        ["--account=qq", "list", "-vv", "-n", "--json"],
    ],
    ids=" ".join,
)
def test_shared_options_stand_anywhere(words: list[str]) -> None:
    options, verb = read(*words)
    assert verb == List(new=True)
    assert (options.account, options.verbose, options.json) == (["qq"], 2, True)


def test_no_verb_is_a_session() -> None:
    options, verb = read("-A", "qq")
    assert verb is None
    assert options.account == ["qq"]


@given(st.lists(st.sampled_from(["-v", "-A", "x", "list", "-n", "--", "raw", "-"])))
def test_no_word_is_lost(words: list[str]) -> None:
    assert sorted(in_front(SHARED, VERBS, words)) == sorted(words)


@given(st.lists(st.sampled_from(["-v", "x", "list", "raw", "--limit", "-n"])))
def test_what_is_in_front_stays_there(words: list[str]) -> None:
    once = in_front(SHARED, VERBS, words)
    assert in_front(SHARED, VERBS, once) == once
