"""Commands from standard input, one a line, and protocol lines."""

import json

import pytest

from tests.servers.record import wait_until
from tests.shell.recv.maildrops import PASSWORD, USER, Served, message
from tests.shell.running import NOWHERE, RECV, Home, no_such_host
from tests.shell.schemas import fitting


@pytest.mark.parametrize("stdin", [b"", b"\n \n", b"# nothing\n", None])
def test_no_command_is_list(home: Home, here: Served, stdin: bytes | None) -> None:
    here.fill([message("one")])
    done = home.recv(stdin=stdin)
    assert done.code == 0, done.err
    assert b"one" in done.out


def test_commands_one_after_another(home: Home, here: Served) -> None:
    here.fill([message("one"), message("two")])
    done = home.recv(stdin=b"list --limit 1\r\n1\nSTAT\nstatus\nquit\nlist\n")
    assert done.code == 0, done.err
    text = done.out.decode()
    assert "+OK 2 " in text
    assert text.count("From") == 2
    assert "2 messages" in text


def test_the_first_that_fails_ends_the_run_without_quit(
    home: Home, here: Served
) -> None:
    ids = here.fill([message("one"), message("two")])
    done = home.recv(stdin=b"list\ndelete 1\nshow 77\ndelete 2\n")
    assert done.code == 65
    assert here.ids() == ids
    assert home.recv("list").code == 0
    assert here.ids() == ids


@pytest.mark.parametrize(
    "line", [b"frobnicate 3", b"delete", b"list --nope", b'show "']
)
def test_every_line_is_read_before_anybody_is_asked(home: Home, line: bytes) -> None:
    home.configure('[accounts.a]\npop3 = "pop3s://u@127.0.0.1:9"\n')
    done = home.recv(stdin=b"list\n" + line + b"\n")
    assert done.code == 64, done.err
    assert done.err.count("\n") == 1


def test_abort_deletes_nothing(home: Home, here: Served) -> None:
    ids = here.fill([message("one")])
    assert home.recv(stdin=b"list\ndelete 1\nabort\n").code == 0
    assert here.ids() == ids


def test_undelete(home: Home, here: Served) -> None:
    ids = here.fill([message("one"), message("two"), message("three")])
    done = home.recv(stdin=b"list\ndelete 1-3\nundelete 2\nquit\n")
    assert done.code == 0, done.err
    assert here.ids() == [ids[1]]


def test_commands_of_the_protocol(home: Home, here: Served) -> None:
    ids = here.fill([message("one", b".dot\r\n"), message("two")])
    lines = (
        b"STAT\nLIST\nUIDL 1\nTOP 1 0\nRETR 1\nNOOP\nDELE 2\nRSET\nCAPA\nDELE 1\nQUIT\n"
    )
    done = home.recv(stdin=lines)
    assert done.code == 0, done.err
    text = done.out
    assert b"+OK 2 " in text
    assert b"+OK 1 " + ids[0].encode() + b"\r\n" in text
    assert b"\r\n..dot\r\n.\r\n" in text
    assert b"UIDL\r\n" in text
    assert here.ids() == ids[1:]


def test_lower_case_is_the_protocol_where_no_verb_is(home: Home, here: Served) -> None:
    here.fill([message("one")])
    done = home.recv(stdin=b"stat\nretr 1\n")
    assert done.code == 0, done.err
    assert b"hello" in done.out


def test_raw_from_the_shell(home: Home, here: Served) -> None:
    here.fill([message("one")])
    done = home.recv("raw", "LIST", "1")
    assert done.out.startswith(b"+OK 1 ")
    assert home.recv("raw", "LIST", "9").code == 69


@pytest.mark.parametrize("word", ["PASS secret", "apop a b", "AUTH PLAIN AAA="])
def test_raw_refuses_secrets_from_the_shell(home: Home, word: str) -> None:
    home.configure('[accounts.a]\npop3 = "pop3s://u@127.0.0.1:9"\n')
    assert home.recv("raw", *word.split()).code == 64


def test_a_login_by_hand(home: Home, here: Served) -> None:
    here.fill([message("one")])
    text = f"USER {USER}\nPASS {PASSWORD}\nSTAT\nQUIT\n".encode()
    url = f"pop3+plain://127.0.0.1:{here.port}"
    done = home.recv("--server", url, "--no-login", "-vv", stdin=text)
    assert done.code == 0, done.err
    assert b"+OK 1 " in done.out
    assert PASSWORD not in done.err


def test_user_has_no_place_in_a_session_that_is_open(home: Home, here: Served) -> None:
    done = home.recv(stdin=b"USER ann\n")
    assert done.code == 64, done.err


def test_a_wrong_password_by_hand_is_77(home: Home, here: Served) -> None:
    url = f"pop3+plain://127.0.0.1:{here.port}"
    done = home.recv("--server", url, "--no-login", stdin=b"USER ann\nPASS x\n")
    assert done.code == 77, done.err


def test_status_and_info_in_words(home: Home, here: Served) -> None:
    here.fill([message("one")])
    home.recv("fetch")
    text = home.recv("status").out.decode()
    assert "1 message" in text
    assert "1 stored" in text
    assert "login:    ann by SCRAM-SHA-256, in clear text" in text
    text = home.recv("info").out.decode()
    assert "unique-ids (UIDL)" in text


def test_status_and_check_as_objects(home: Home, here: Served) -> None:
    here.fill([message("one")])
    found = fitting("status", home.recv("status", "--json").out)
    assert (found["count"], found["new"], found["stored"]) == (1, 1, 0)
    found = json.loads(home.recv("--check", "--json").out)
    assert found["ok"] is True
    assert "UIDL" in found["server"]["extensions"]


def test_the_dialogue_is_shown_and_recorded_without_secrets(
    home: Home, here: Served
) -> None:
    here.fill([message("one")])
    done = home.recv("-vv", "--auth", "plain", "--transcript", "t.jsonl", "list")
    assert done.code == 0, done.err
    transcript = (home.path / "t.jsonl").read_text("ascii")
    for secret in (PASSWORD, "AGFubgBjb3JyZWN0IGhvcnNl"):
        assert secret not in done.err
        assert secret not in transcript
    assert "C: AUTH PLAIN ***" in done.err
    assert "S: +OK" in done.err
    assert json.loads(transcript.splitlines()[0])["what"] == "begin"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["list"], 77),
        (["--json", "list"], 77),
        (["--server", "pop3+plain://ann@127.0.0.1:1", "list"], 75),
        (["-A", "nobody", "list"], 78),
        (["-A", "here", "-A", "sandbox", "delete", "1"], 64),
    ],
)
def test_how_a_run_fails(
    home: Home, here: Served, options: list[str], code: int
) -> None:
    wrong = home.with_variables(
        PUREMAIL_PASSWORD_HERE="wrong", PUREMAIL_PASSWORD="wrong"
    )
    done = wrong.recv(*options)
    assert done.code == code, done.err
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    if "--json" in options:
        assert json.loads(done.out)["error"]["exit"] == code


def test_a_host_that_is_none(home: Home) -> None:
    url = f"pop3s://ann@{NOWHERE}"
    done = home.with_variables(PUREMAIL_PASSWORD="x").recv("--server", url, "list")
    assert done.code == no_such_host()
    assert NOWHERE in done.err


def test_nobody_is_configured(home: Home) -> None:
    done = home.recv()
    assert done.code == 78
    assert "-A sandbox" in done.err
    assert "configure" in done.err


def test_two_processes_at_once(home: Home, here: Served) -> None:
    here.fill([message("one")])
    slow = "pipe:sh -c 'touch started; sleep 1'"
    with home.start(RECV, "fetch", "-o", slow) as first:
        wait_until((home.path / "started").exists, "the first process")
        second = home.recv("list")
        assert second.code == 75, second.err
        assert "another process" in second.err
        assert first.wait() == 0
    assert home.recv("list").code == 0
