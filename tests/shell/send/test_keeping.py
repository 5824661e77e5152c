"""What was not sent is kept, sent again, and never doubled unasked."""

import json
import stat
from pathlib import Path

import pytest

from tests.shell.running import SEND, Home
from tests.shell.send.maildrop import delivered
from tests.shell.send.runs import MAIL, TO
from tests.shell.send.smtp_script import CLOSE, SILENT, scripted


def kept(home: Home) -> list[Path]:
    return sorted((home.states / "unsent").glob("*"))


def journal(home: Home) -> list[dict[str, str]]:
    lines = (home.states / "sent.jsonl").read_text(encoding="ascii").splitlines()
    return [json.loads(line) for line in lines]


def test_a_failed_message_is_kept_and_sent_again(home: Home) -> None:
    options = ("-b", "hidden@example.org", "--notify", "never", "--on-reject", "skip")
    with scripted({"content": "451 later"}) as script:
        done = home.send("--server", script.url, *options, *MAIL)
        assert done.code == 75
        message, _ = kept(home)
        assert str(message) in done.err
        (first,) = script.messages
        assert message.read_bytes() == first
        for file in kept(home):
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        script.replies = {}
        script.lines.clear()
        again = home.send("--again")
    assert (again.code, again.err) == (0, "")
    assert script.messages == [first, first]
    assert "RCPT TO:<hidden@example.org> NOTIFY=NEVER" in script.lines
    assert kept(home) == []


def test_again_sends_the_file_that_is_named(sandbox: Home) -> None:
    for text in ("one", "two"):
        done = sandbox.send(
            "--server", "smtps://127.0.0.1:1", "-s", text, "--text", text, TO
        )
        assert done.code == 75
    first, *_ = (path for path in kept(sandbox) if path.suffix == ".eml")
    assert b"Subject: one" in first.read_bytes()
    with scripted() as script:
        done = sandbox.send("--again", str(first), "--server", script.url)
    assert done.code == 0, done
    assert b"Subject: one" in script.messages[0]
    assert not first.exists()
    assert len(kept(sandbox)) == 2


def test_again_without_a_kept_message(sandbox: Home) -> None:
    assert sandbox.send("--again").code == 66
    assert sandbox.send("--again", "nothing.eml").code == 66


def test_a_second_try_says_that_the_first_may_have_come_through(home: Home) -> None:
    with scripted({"content": CLOSE}) as script:
        assert home.send("--server", script.url, *MAIL).code == 79
        assert [line["stage"] for line in journal(home)] == ["pouring", "uncertain"]
        script.replies = {}
        done = home.send("--again")
    assert done.code == 0
    assert "may arrive twice" in done.err
    assert [line["stage"] for line in journal(home)][2:] == ["pouring", "taken"]
    first, second = script.messages
    assert first == second


def test_a_killed_run_is_known_to_the_next(home: Home) -> None:
    octets = b"From: me@example.org\nMessage-ID: <own@example.org>\n\nx\n"
    (home.path / "m.eml").write_bytes(octets)
    with scripted({"content": SILENT}) as script:
        process = home.start(SEND, "--server", script.url, "--eml", "m.eml", TO)
        assert script.arrived.wait(20)
        process.kill()
        process.communicate(timeout=20)
    with scripted() as script:
        done = home.send("--server", script.url, "--eml", "m.eml", TO)
    assert done.code == 0
    assert "may arrive twice" in done.err


def test_a_large_message_is_kept_without_its_octets(home: Home) -> None:
    large = home.path / "large.bin"
    with large.open("wb") as file:
        file.truncate(40_000_000)
    with scripted({"MAIL": "451 later"}, offer=()) as script:
        done = home.send("--server", script.url, "-a", "large.bin", *MAIL)
        assert done.code == 75
        (beside,) = kept(home)
        assert beside.suffix == ".json"
        assert beside.stat().st_size < 10_000
        script.replies = {}
        assert home.send("--again", "-q").code == 0
    (message,) = script.messages
    assert len(message) > 50_000_000


def test_a_large_message_whose_file_has_changed_is_not_sent(home: Home) -> None:
    large = home.path / "large.bin"
    with large.open("wb") as file:
        file.truncate(40_000_000)
    done = home.send("--server", "smtps://127.0.0.1:1", "-a", "large.bin", *MAIL)
    assert done.code == 75
    large.write_bytes(b"small")
    with scripted() as script:
        done = home.send("--again", "--server", script.url)
    assert done.code == 66
    assert "large.bin" in done.err
    assert script.sessions == 0


@pytest.mark.parametrize("kind", ["maildir", "dir"])
def test_a_copy_of_what_was_sent(sandbox: Home, kind: str) -> None:
    copies = sandbox.path / "copies"
    options = ("--save-sent", f"{kind}:{copies}", "-s", "x", "--text", "x", TO)
    assert sandbox.send(*options).code == 0
    (octets,) = delivered(sandbox)
    (copy,) = (file for file in copies.rglob("*") if file.is_file())
    assert octets.endswith(copy.read_bytes())
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


def test_the_accounts_own_copies(home: Home) -> None:
    with scripted() as script:
        home.configure(
            f'[accounts.a]\nemail = "me@example.org"\nsmtp = "{script.url}"\n'
            f'auth = "none"\nsent = "mbox:{home.path}/{{account}}.mbox"\n'
        )
        assert home.send("-s", "x", "--text", "From here", TO).code == 0
    text = (home.path / "a.mbox").read_text(encoding="utf-8")
    assert text.startswith("From ")
    assert "Subject: x" in text


def test_a_copy_that_fails_changes_nothing_that_was_done(sandbox: Home) -> None:
    closed = sandbox.path / "closed"
    closed.mkdir(0o500)
    options = ("--save-sent", f"dir:{closed}/in", "-s", "x", "--text", "x", TO)
    done = sandbox.send(*options)
    assert done.code == 0
    assert "no copy was saved" in done.err
