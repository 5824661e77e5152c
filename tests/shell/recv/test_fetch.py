"""`recv fetch` as a process: targets, policies, what is told."""

import json
import mailbox
from pathlib import Path

import pytest

from tests.shell.recv.maildrops import (
    Served,
    crlf_ended,
    delivered,
    digests,
    fill,
    mail_of,
    message,
    odd_messages,
    sandbox,
)
from tests.shell.recv.watching import Terminal
from tests.shell.running import RECV, Home


def test_octet_for_octet_to_the_maildir(home: Home, here: Served) -> None:
    messages = odd_messages(12)
    here.fill(messages)
    done = home.recv("fetch")
    assert (done.code, done.out, done.err) == (0, b"", "")
    found = digests(delivered(mail_of(home)))
    assert found == digests([crlf_ended(each) for each in messages])
    assert len(here.ids()) == 12


def test_a_second_run_finds_nothing_new(home: Home, here: Served) -> None:
    here.fill(odd_messages(3))
    home.recv("fetch")
    done = home.recv("-vv", "fetch")
    assert "C: RETR" not in done.err
    here.fill([message("later")])
    assert home.recv("-vv", "fetch").err.count("C: RETR") == 1
    assert len(delivered(mail_of(home))) == 4


def test_the_sandbox(home: Home) -> None:
    fill(sandbox(home), odd_messages(5))
    assert home.recv("-A", "sandbox", "fetch", "--delete").code == 0
    assert len(delivered(home.path / "Mail" / "sandbox")) == 5
    assert sandbox(home).messages() == ()


def test_mbox(home: Home, here: Served) -> None:
    messages = odd_messages(6)
    here.fill(messages)
    assert home.recv("fetch", "-o", "mbox:in.mbox").code == 0
    octets = (home.path / "in.mbox").read_bytes()
    assert octets.count(b"\nFrom puremail") + octets.startswith(b"From ") == 6
    assert b"\n>From me\n>>From you\n" in octets
    assert b"\r\n" not in octets
    box = mailbox.mbox(home.path / "in.mbox")
    assert len(box) == 6
    box.close()


def test_a_folder(home: Home, here: Served) -> None:
    messages = odd_messages(4)
    here.fill(messages)
    assert home.recv("fetch", "-o", "dir:eml").code == 0
    found = [path.read_bytes() for path in (home.path / "eml").glob("*.eml")]
    assert digests(found) == digests([crlf_ended(each) for each in messages])


def test_a_pipe_for_each_message(home: Home, here: Served) -> None:
    messages = odd_messages(3)
    here.fill(messages)
    command = "pipe:sh -c 'cat > got.$$'"
    assert home.recv("fetch", "-o", command).code == 0
    found = [path.read_bytes() for path in home.path.glob("got.*")]
    assert digests(found) == digests([crlf_ended(each) for each in messages])


def test_a_pipe_that_fails_stores_nothing(home: Home, here: Served) -> None:
    ids = here.fill(odd_messages(3))
    done = home.recv("fetch", "--delete", "-o", "pipe:false")
    assert done.code == 74, done.err
    assert here.ids() == ids
    done = home.recv("fetch", "--delete", "-o", "pipe:sh -c 'exit 75'")
    assert done.code == 75, done.err
    assert here.ids() == ids


def test_standard_output_is_exact(home: Home, here: Served) -> None:
    messages = odd_messages(5)
    here.fill(messages)
    done = home.recv("fetch", "-o", "-")
    assert done.code == 0
    assert done.out == b"".join(map(crlf_ended, messages))


def test_standard_output_on_a_terminal_is_filtered(home: Home, here: Served) -> None:
    here.fill([message("x", b"\x1b[31mred\r\nnext\r\n")])
    spawned = home.terminal(RECV, "fetch", "-o", "-", "-q")
    shown = spawned.read()
    spawned.wait()
    assert "\x1b[31m" not in shown
    assert "\\x1b[31mred\r\nnext\r\n" in shown


def test_a_closed_standard_output(home: Home, here: Served) -> None:
    here.fill([message(f"m{n}", b"x" * 70_000 + b"\r\n") for n in range(20)])
    done = home.run("sh", "-c", f"( {RECV} fetch -o - ; echo $? >&2 ) | true")
    assert done.err.split() == ["141"]


def test_delete_what_is_stored(home: Home, here: Served) -> None:
    here.fill(odd_messages(5))
    assert home.recv("fetch").code == 0
    here.fill([message("later")])
    done = home.recv("-vv", "fetch", "--delete")
    assert done.code == 0, done.err
    assert done.err.count("C: RETR") == 1
    assert here.ids() == []
    assert len(delivered(mail_of(home))) == 6


def test_delete_only_what_was_named(home: Home, here: Served) -> None:
    ids = here.fill(odd_messages(4))
    home.recv("list")
    assert home.recv("fetch", "2-3", "--delete").code == 0
    assert here.ids() == [ids[0], ids[3]]


def test_delete_after_counts_from_when_it_was_stored(home: Home, here: Served) -> None:
    ids = here.fill(odd_messages(2))
    home.recv("fetch")
    assert home.recv("fetch", "--delete-after", "1d").code == 0
    assert here.ids() == ids
    assert home.recv("fetch", "--delete-after", "0s").code == 0
    assert here.ids() == []


def test_the_account_says_what_is_deleted(home: Home, here: Served) -> None:
    here.fill(odd_messages(2))
    home.configure(here.config("keep = false\n"))
    assert home.recv("fetch", "--keep").code == 0
    assert len(here.ids()) == 2
    assert home.recv("fetch").code == 0
    assert here.ids() == []


def test_mark_only_gets_and_deletes_nothing(home: Home, here: Served) -> None:
    ids = here.fill(odd_messages(3))
    assert home.recv("fetch", "--mark-only").code == 0
    done = home.recv("-vv", "fetch", "--delete")
    assert "C: RETR" not in done.err
    assert here.ids() == ids
    assert delivered(mail_of(home)) == []
    assert home.recv("list", "-n").out == b""


def test_limit_takes_the_oldest(home: Home, here: Served) -> None:
    messages = odd_messages(5)
    here.fill(messages)
    assert home.recv("fetch", "--limit", "2").code == 0
    found = digests(delivered(mail_of(home)))
    assert found == digests([crlf_ended(each) for each in messages[:2]])
    home.recv("fetch", "--limit", "2")
    assert len(delivered(mail_of(home))) == 4


def test_max_size_leaves_the_large_and_says_so(home: Home, here: Served) -> None:
    ids = here.fill([message("small"), message("large", b"x" * 5000 + b"\r\n")])
    done = home.recv("fetch", "--max-size", "2k", "--delete")
    assert done.code == 0
    assert ids[1] in done.err
    assert "--max-size" in done.err
    assert here.ids() == [ids[1]]


def test_objects(home: Home, here: Served) -> None:
    messages = odd_messages(3)
    ids = here.fill(messages)
    done = home.recv("fetch", "--json", "--delete")
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [each["event"] for each in lines] == ["message"] * 3 + ["done"]
    for line, octets, unique_id in zip(lines, messages, ids, strict=False):
        assert line["uid"] == unique_id
        assert line["deleted"] is True
        assert Path(line["path"]).read_bytes() == crlf_ended(octets)
        assert [line["sha256"]] == digests([crlf_ended(octets)])
    last = lines[-1]
    assert (last["stored"], last["deleted"], last["left"]) == (3, 3, 0)
    assert last["ok"] is True


def test_progress_on_a_terminal_and_a_word_at_the_end(home: Home, here: Served) -> None:
    body = b"x" * 70 + b"\r\n"
    here.fill([message(f"m{n}", body * 20_000) for n in range(6)])
    spawned = home.terminal(RECV, "fetch", columns=120)
    shown = spawned.read()
    spawned.wait()
    assert " of 6" in shown
    assert " left" in shown
    assert "here: 6 messages (8.6 MB) to maildir:" in shown


def test_several_accounts(home: Home, here: Served) -> None:
    here.fill(odd_messages(2))
    fill(sandbox(home), odd_messages(3))
    done = home.recv("-A", "here", "-A", "sandbox", "fetch", "--json")
    assert done.code == 0, done.err
    last = json.loads(done.out.splitlines()[-1])
    assert last["accounts"] == ["here", "sandbox"]
    assert last["stored"] == 5


def test_one_account_that_fails_does_not_stop_the_others(
    home: Home, here: Served
) -> None:
    here.fill(odd_messages(2))
    down = '[accounts.down]\npop3 = "pop3+plain://u@127.0.0.1:1"\npassword = "x"\n'
    home.configure(down + here.config())
    done = home.recv("-A", "all", "fetch")
    assert done.code == 1
    assert "down" in done.err
    assert len(delivered(mail_of(home))) == 2


@pytest.mark.parametrize(
    "options",
    [
        ["--keep", "--delete"],
        ["--delete", "--delete-after", "3d"],
        ["--mark-only", "--delete"],
        ["--max-size", "many"],
        ["--delete-after", "soon"],
        ["-o", "nowhere"],
        ["-o", "-", "--json"],
    ],
)
def test_options_that_do_not_fit(home: Home, options: list[str]) -> None:
    home.configure('[accounts.a]\npop3 = "pop3s://u@127.0.0.1:9"\n')
    assert home.recv("fetch", *options).code == 64


def test_modes_are_for_the_owner_alone(home: Home, here: Served) -> None:
    here.fill(odd_messages(1))
    home.recv("fetch")
    (file,) = (mail_of(home) / "new").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    for path in home.states.iterdir():
        assert path.stat().st_mode & 0o077 == 0


def test_a_folder_that_cannot_be_made(home: Home, here: Served) -> None:
    ids = here.fill(odd_messages(1))
    (home.path / "closed").mkdir(0o500)
    done = home.recv("fetch", "--delete", "-o", "maildir:closed/in")
    assert done.code == 73, done.err
    assert here.ids() == ids


def test_a_target_of_the_account_that_is_none(home: Home, here: Served) -> None:
    here.fill(odd_messages(1))
    own = here.config().replace('"maildir:~/Mail/here"', "'pipe:\"cat'")
    home.configure(own)
    done = home.recv("fetch")
    assert done.code == 78
    assert ".deliver: pipe: no closing quotation" in done.err
    assert "--output" not in done.err
    assert "a mistake of ours" not in done.err


def test_a_fetch_that_broke_off_says_nothing_of_news(home: Home, here: Served) -> None:
    with Terminal(home, "fetch") as terminal:
        assert terminal.end() == 0
        assert "here: nothing new" in terminal.text
    here.fill(odd_messages(1))
    with Terminal(home, "fetch", "-o", "pipe:false") as terminal:
        assert terminal.end() == 74
        assert "false ended with 1" in terminal.text
        assert "nothing new" not in terminal.text
