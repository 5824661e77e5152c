"""`recv list` as a process."""

import json

import pytest

from core.columns import columns
from tests.shell.recv.liar import Liar, lying, mail
from tests.shell.recv.maildrops import Served, fill, message, sandbox
from tests.shell.recv.screens import COLOUR_TEXT
from tests.shell.running import RECV, Home


def test_sandbox_without_configuration(home: Home) -> None:
    fill(sandbox(home), [message("one"), message("two")])
    done = home.recv("-A", "sandbox", "list")
    assert done.code == 0, done.err
    rows = done.out.decode().splitlines()
    assert [row.split()[0] for row in rows[1:]] == ["2", "1"]
    assert "two" in rows[1]
    assert "Ann <ann@example.org>" in rows[1]
    assert done.err == ""


def test_chinese_and_emoji_are_aligned(home: Home, here: Served) -> None:
    here.fill(
        [message("plain"), message("\u62a5\u544a \U0001f389"), message("caf\u00e9")]
    )
    done = home.recv("list")
    rows = done.out.decode().splitlines()
    assert len({columns(row) for row in rows[1:]}) == 1
    assert "\u62a5\u544a \U0001f389" in done.out.decode()


def test_what_acts_on_a_terminal_is_escaped(home: Home, here: Served) -> None:
    here.fill([message("evil \x1b[31mred \u202e", sender="\x1b]0;x\x07")])
    done = home.recv("list")
    assert b"\x1b" not in done.out
    assert "\u202e" not in done.out.decode()


def test_the_address_stands_beside_a_long_name(home: Home, here: Served) -> None:
    here.fill([message("x", sender='"Bank <help@bank.example> ' + "n" * 60 + '"')])
    assert "<ann@example.org>" in home.recv("list").out.decode()


def test_several_from_fields_are_all_shown(home: Home, here: Served) -> None:
    here.fill([b"From: mallory@evil.example\r\n" + message("x")])
    row = home.with_variables(COLUMNS="140").recv("list").out.decode().splitlines()[1]
    assert "! mallory@evil.example | Ann <ann@example.org>" in row


def test_one_screen_unless_asked(home: Home, here: Served) -> None:
    here.fill([message(f"subject {number}") for number in range(50)])
    done = home.recv("list")
    assert len(done.out.splitlines()) == 21
    assert "30 more messages" in done.err
    assert len(home.recv("list", "--all").out.splitlines()) == 51
    assert len(home.recv("list", "--limit", "3").out.splitlines()) == 4


def test_header_sections_are_asked_for_once(home: Home, here: Served) -> None:
    here.fill([message("one"), message("two")])
    assert home.recv("-vv", "list").err.count("C: TOP") == 2
    here.fill([message("three")])
    assert home.recv("-vv", "list").err.count("C: TOP") == 1


def test_a_server_without_top_is_named_once(home: Home) -> None:
    def refuse(connection: int, line: bytes, due: bytes) -> bytes:
        return b"-ERR what?\r\n" if line.startswith(b"TOP") else due

    mails = [mail(message(f"subject {each}"), f"id{each}") for each in range(3)]
    with lying(Liar(mails, twist=refuse)) as liar:
        home.configure(liar.config())
        done = home.recv("list")
        assert done.code == 0, done.err
        assert [row.split()[:3] for row in done.out.decode().splitlines()[1:]] == [
            [number, "N", "-"] for number in "321"
        ]
        assert done.err == (
            "127.0.0.1 gives no header section of 3 messages (TOP); "
            "`show` reads them whole\n"
        )
        assert home.recv("-q", "list").err == ""


def test_json(home: Home, here: Served) -> None:
    ids = here.fill([message("one"), message("two", sender="\u5f20\u4e09")])
    done = home.recv("list", "--json")
    found = json.loads(done.out)
    assert found["v"] == 1
    assert found["account"] == "here"
    assert found["count"] == 2
    assert [each["n"] for each in found["messages"]] == [2, 1]
    assert [each["uid"] for each in found["messages"]] == ids[::-1]
    first = found["messages"][0]
    assert first["from"] == [{"name": "\u5f20\u4e09", "address": "ann@example.org"}]
    assert first["new"] is True


def test_new_is_neither_shown_nor_stored(home: Home, here: Served) -> None:
    here.fill([message("one"), message("two"), message("three")])
    home.recv("list")
    assert home.recv("show", "1").code == 0
    assert home.recv("fetch", "2").code == 0
    done = home.recv("list", "-n")
    assert [row.split()[0] for row in done.out.decode().splitlines()[1:]] == ["3"]


def test_an_empty_maildrop(home: Home, here: Served) -> None:
    assert home.recv("list").code == 0
    found = json.loads(home.recv("list", "--json").out)
    assert found["messages"] == []


def test_a_terminal_gets_a_table_that_fits(home: Home, here: Served) -> None:
    here.fill([message("s" * 200), message("t" * 200)])
    spawned = home.terminal(RECV, "list", rows=24, columns=60)
    shown = spawned.read()
    spawned.wait()
    rows = [COLOUR_TEXT.sub("", row) for row in shown.splitlines()]
    assert max(map(columns, rows)) <= 60
    assert len([row for row in rows if "@" in row and "\u2026" in row]) == 2


@pytest.mark.parametrize("words", [["9"], ["1,9"], ["uid:nothing"]])
def test_a_message_that_is_not_there(
    home: Home, here: Served, words: list[str]
) -> None:
    here.fill([message("one")])
    done = home.recv("list", *words)
    assert done.code == 65
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("word", ["x", "1-", "5-2", "1,,2", "-3"])
def test_what_names_no_message_is_refused_unconnected(home: Home, word: str) -> None:
    home.configure('[accounts.a]\npop3 = "pop3s://u@127.0.0.1:9"\n')
    assert home.recv("list", "--", word).code == 64
