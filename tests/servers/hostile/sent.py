"""One run of `send` against a server that lies, and what has to come of it."""

import json
from pathlib import Path

from attrs import frozen

from tests.servers.certificates import Certificates
from tests.servers.hostile.line import Record
from tests.servers.hostile.smtp import Smtp
from tests.servers.hostile.tls import Contexts
from tests.servers.hostile.verdict import (
    SECRET,
    USER,
    nothing_in_clear,
    spoken_well,
)
from tests.shell.running import Done, Home, new_home

SCHEMES = {"implicit": "smtps", "starttls": "smtp", "clear": "smtp+plain"}
TEXT = "every octet counts"

# Text that does not fit into what a socket holds, for a row without its own.
BODY = ("x" * 60 + "\n") * 400_000


@frozen(kw_only=True)
class Sent:
    """A run of `send`: the server, the exit code, and what else is to be seen.

    `messages` is how many messages came with their dot; `journal` the last stage in
    the journal, None where the message was never poured; `kept` whether it is kept to
    be sent again; `says` words of the error; `unsaid` verbs that must not come.
    """

    name: str
    server: Smtp
    code: int
    messages: int = 0
    journal: str | None = None
    kept: bool = True
    says: str = ""
    unsaid: tuple[str, ...] = ()
    logins: int = 1
    options: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ("you@example.net",)
    login: bool = True
    lines: int = 1
    text: str = TEXT
    host: str = "127.0.0.1"
    trusting: bool = True
    connections: int = 1
    in_clear: bool = False


def taken(
    name: str,
    server: Smtp,
    *,
    options: tuple[str, ...] = (),
    says: str = "",
    in_clear: bool = False,
) -> Sent:
    """Return a run whose message is taken."""
    return Sent(
        name=name,
        server=server,
        code=0,
        messages=1,
        journal="taken",
        kept=False,
        options=options,
        says=says,
        in_clear=in_clear,
    )


def run(
    row: Sent, folder: Path, certificates: Certificates, contexts: Contexts
) -> tuple[Done, Record, Home]:
    """Return how the run ended, what the server heard, and the home it ran in."""
    home = new_home(folder)
    if not row.text:
        (home.path / "body.txt").write_text(BODY)
    if row.login:
        home = home.with_variables(PUREMAIL_PASSWORD=SECRET)
    with row.server.running(contexts) as running:
        login = "me%40example.org@" if row.login else ""
        url = f"{SCHEMES[row.server.tls]}://{login}{row.host}:{running.port}"
        trust = ("--ca-file", str(certificates.ca_file)) if row.trusting else ()
        wait = ("--timeout", "1", "-f", USER, "-s", "hello")
        text = ("--text", row.text) if row.text else ()
        options = (*trust, *wait, *text, *row.options)
        done = home.send("--server", url, *options, *row.recipients)
    return done, running.record, home


def judge(row: Sent, done: Done, record: Record, home: Home) -> None:
    """Assert what holds of every run, and what `row` says of this one."""
    spoken_well(done)
    if not row.in_clear:
        nothing_in_clear(record)
    verbs = record.verbs()
    assert (done.code, row.says in done.err) == (row.code, True), done.err
    assert len(record.messages) == row.messages, verbs
    assert journal(home) == row.journal
    assert bool(kept(home)) == row.kept
    assert verbs.count("AUTH") <= row.logins
    assert record.connections <= row.connections
    assert not set(row.unsaid) & set(verbs), verbs
    assert len(done.err.splitlines()) <= row.lines, done.err
    if row.login:
        assert "MAIL" not in verbs or "AUTH" in verbs[: verbs.index("MAIL")]
    for data in record.messages:
        assert row.text.encode() in data
        assert b"\n" not in data.replace(b"\r\n", b"")


def journal(home: Home) -> str | None:
    """Return the last stage that the journal has."""
    path = home.states / "sent.jsonl"
    if not path.exists():
        return None
    stage = json.loads(path.read_text().splitlines()[-1])["stage"]
    assert isinstance(stage, str)
    return stage


def kept(home: Home) -> list[Path]:
    """Return the messages that are kept to be sent again."""
    found = sorted((home.states / "unsent").glob("*"))
    assert len(found) in (0, 2)
    return found
