"""`search`: on the server by header sections, in what was fetched by text too."""

import mailbox
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.message import parse_message
from shell.exits import ExitCode, ShellError
from shell.options.recv import Search
from shell.recv.criteria import Criteria, criteria, folded, matches, moment
from tests.shell.recv.maildrops import Served
from tests.shell.recv.messages import CHINESE, attached, message, mixed, text_part, word
from tests.shell.running import Home
from tests.shell.schemas import fitting

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

REPORT = message(
    f"From: {word('Ärger Müller', 'utf-8')} <info@xn--mller-kva.example>",
    "To: Bob <bob@example.net>",
    "Date: Fri, 20 Nov 2026 09:00:00 +0800",
    f"Subject: {word('Quarterly REPORT 季度报告', 'utf-8')}",
    "Content-Type: text/plain; charset=utf-8",
    body="Umsatz: 龙 million\r\n".encode(),
)
LUNCH = message(
    "From: Carol <carol@example.org>",
    "To: bob@example.net",
    "Date: Mon, 01 Jun 2026 12:00:00 +0000",
    "Subject: Lunch?",
    body=b"Meet me at the Straw Hat.\r\n",
)
FILES = mixed(text_part("x"), attached("Invoice-7.pdf", b"%PDF-"), subject="Files")
ALL = (REPORT, LUNCH, FILES)


def found(octets: bytes, **wanted: str | list[str]) -> bool:
    verb = Search(**wanted)  # type: ignore[arg-type]  # names and values of options
    return matches(criteria(verb, NOW), parse_message(octets))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"words": ["report"]}, True),
        ({"words": ["REPORT", "quarterly"]}, True),
        ({"words": ["quarterly report"]}, True),
        ({"words": ["report", "absent"]}, False),
        ({"words": ["季度"]}, True),
        ({"words": ["ＲＥＰＯＲＴ"]}, True),
        ({"words": ["bob@EXAMPLE.net"]}, True),
        ({"words": ["Umsatz"]}, False),
        ({"from_": "ärger"}, True),
        ({"from_": "müller.example"}, True),
        ({"from_": "xn--mller"}, True),
        ({"from_": "bob"}, False),
        ({"subject": "Report 季"}, True),
        ({"subject": "bob"}, False),
        ({"since": "2026-11-20"}, True),
        ({"since": "2026-11-21"}, False),
        ({"since": "4d"}, True),
        ({"since": "1d"}, False),
        ({"since": "2w", "from_": "müller", "words": ["report"]}, True),
        ({"since": "2w", "from_": "müller", "words": ["lunch"]}, False),
    ],
)
def test_matches(wanted: dict[str, str | list[str]], expected: bool) -> None:
    assert found(REPORT, **wanted) is expected


def test_no_date_is_no_day() -> None:
    assert not found(message("Subject: x"), since="2000-01-01")


def test_the_text_is_read_only_if_needed() -> None:
    def text() -> str:
        raise AssertionError

    assert matches(Criteria(words=("report",)), parse_message(REPORT), text)
    assert not matches(Criteria(sender="nobody"), parse_message(REPORT), text)
    wanted = Criteria(words=("report", "umsatz"))
    assert matches(wanted, parse_message(REPORT), lambda: folded("Umsatz"))


@pytest.mark.parametrize(
    "verb",
    [
        Search(),
        Search(words=[]),
        Search(words=[" "]),
        Search(since="yesterday"),
        Search(since="2026-13-01"),
        Search(since="99999999d"),
    ],
)
def test_what_cannot_be_looked_for(verb: Search) -> None:
    with pytest.raises(ShellError) as raised:
        criteria(verb, NOW)
    assert raised.value.exit is ExitCode.USAGE


def test_moments() -> None:
    assert moment("2026-11-20", NOW) == datetime(2026, 11, 20, tzinfo=UTC)
    assert moment("7d", NOW) == NOW - timedelta(days=7)


@given(st.text(max_size=20), st.binary(max_size=200))
def test_any_words_and_octets(text: str, octets: bytes) -> None:
    wanted = Criteria(words=(folded(text),), sender=folded(text))
    assert matches(wanted, parse_message(octets)) in {True, False}


# -- as a process ----------------------------------------------------------------------


def numbers(home: Home, *words: str) -> Sequence[int | None]:
    """Return the message numbers that a search lists."""
    run = home.recv("search", *words, "--json")
    assert (run.code, run.err) == (0, "")
    return [each["n"] for each in fitting("list", run.out)["messages"]]


def test_on_the_server(home: Home, here: Served) -> None:
    here.fill(ALL)
    assert numbers(home, "report") == [1]
    assert numbers(home, "--from", "CAROL") == [2]
    assert numbers(home, "bob@example.net") == [3, 2, 1]
    assert numbers(home, "季度报告") == [1]
    assert numbers(home, "straw") == []
    assert numbers(home, "--since", "2026-11-01") == [3, 1]


def test_a_table(home: Home, here: Served) -> None:
    here.fill(ALL)
    run = home.recv("search", "lunch")
    assert run.code == 0
    text = run.out.decode()
    assert "Carol <carol@example.org>" in text
    assert "Lunch?" in text
    assert "Files" not in text
    assert home.recv("show", "2").out.decode().endswith("Straw Hat.\n")


def test_nothing_found(home: Home, here: Served) -> None:
    here.fill(ALL)
    run = home.recv("search", "unfindable")
    assert (run.code, run.out) == (0, b"")


def test_nothing_to_look_for(home: Home, here: Served) -> None:
    assert home.recv("search").code == 64


@pytest.mark.parametrize("target", ["maildir:mail", "dir:mail", "mbox:mail"])
def test_in_what_was_fetched(home: Home, here: Served, target: str) -> None:
    here.fill((*ALL, CHINESE))
    assert home.recv("fetch", "-o", target).code == 0
    assert numbers(home, "straw", "hat") == [2]
    assert numbers(home, "龙") == [1]
    assert numbers(home, "invoice-7") == [3]
    assert numbers(home, "报告在附件里") == [4]
    here.drop.delete(tuple(here.ids()[:3]))
    assert numbers(home, "straw") == [None]
    assert numbers(home, "--subject", "季度") == [None]
    run = home.recv("search", "straw")
    text = run.out.decode()
    assert run.code == 0
    assert "not on the server now" in text
    assert str(home.path / "mail") in text


def test_what_another_reader_has_moved(home: Home, here: Served) -> None:
    here.fill((LUNCH,))
    assert home.recv("fetch", "-o", "maildir:mail").code == 0
    here.drop.delete(tuple(here.ids()))
    box = mailbox.Maildir(home.path / "mail", create=False)
    for key in tuple(box.iterkeys()):
        read = box[key]
        read.set_subdir("cur")
        read.set_flags("S")
        box[key] = read
    assert numbers(home, "straw") == [None]


def test_what_is_gone_is_not_found(home: Home, here: Served) -> None:
    here.fill((LUNCH,))
    assert home.recv("fetch", "-o", "dir:mail").code == 0
    here.drop.delete(tuple(here.ids()))
    for path in (home.path / "mail").iterdir():
        path.unlink()
    assert numbers(home, "straw") == []


def test_the_sandbox_is_searched_too(home: Home) -> None:
    run = home.recv("-A", "sandbox", "search", "x")
    assert (run.code, run.out) == (0, b"")
    assert Path(home.states).exists()
