"""One run of `recv` against a server that lies, and what has to come of it."""

from pathlib import Path

from attrs import frozen

from tests.servers.certificates import Certificates
from tests.servers.hostile.line import Record
from tests.servers.hostile.pop3 import Pop3
from tests.servers.hostile.tls import Contexts
from tests.servers.hostile.verdict import SECRET, nothing_in_clear, spoken_well
from tests.shell.running import Done, Home, new_home

SCHEMES = {"implicit": "pop3s", "starttls": "pop3", "clear": "pop3+plain"}
FETCH = ("fetch", "-o", "maildir:box")
DELETE = (*FETCH, "--delete")


@frozen(kw_only=True)
class Got:
    """A run of `recv`: the server, the words, the exit code, and what is to be seen.

    `stored` are the messages that the maildir holds afterwards, each as often as it
    stands there; None is any of the server's own. `deleted` says whether DELE may be
    said at all; it may never be said for what is not stored. `says` are words of
    what is told, `unsaid` verbs that must not come.
    """

    name: str
    server: Pop3
    code: int
    words: tuple[str, ...] = DELETE
    stored: tuple[bytes, ...] | None = ()
    deleted: bool = False
    says: str = ""
    unsaid: tuple[str, ...] = ()
    logins: int = 1
    options: tuple[str, ...] = ()
    connections: int = 1
    trusting: bool = True
    in_clear: bool = False
    stdin: bytes = b""


def run(
    row: Got,
    server: Pop3,
    home: Home,
    certificates: Certificates,
    contexts: Contexts,
) -> tuple[Done, Record]:
    """Return how the run ended, and what the server heard."""
    with server.running(contexts) as running:
        port = running.port
        url = f"{SCHEMES[server.tls]}://me%40example.org@127.0.0.1:{port}"
        trust = ("--ca-file", str(certificates.ca_file)) if row.trusting else ()
        options = ("--server", url, *trust, "--timeout", "1", *row.options)
        done = home.recv(*options, *row.words, stdin=row.stdin)
    return done, running.record


def at_home(folder: Path) -> Home:
    """Return a home that knows the password."""
    return new_home(folder).with_variables(PUREMAIL_PASSWORD=SECRET)


def judge(row: Got, done: Done, record: Record, home: Home) -> None:
    """Assert what holds of every run, and what `row` says of this one."""
    spoken_well(done)
    if not row.in_clear:
        nothing_in_clear(record)
    verbs = record.verbs()
    told = done.err + done.out.decode("utf-8", "replace")
    assert (done.code, row.says in told) == (row.code, True), (told, verbs)
    found = stored(home)
    if row.stored is not None:
        assert sorted(found) == sorted(row.stored), verbs
    else:
        assert set(found) <= set(row.server.letters)
    held = set(found)
    assert all(row.server.letters[each - 1] in held for each in record.deleted)
    assert row.deleted or not record.deleted
    assert verbs.count("PASS") + verbs.count("AUTH") <= row.logins * record.connections
    assert record.connections <= row.connections
    assert not set(row.unsaid) & set(verbs), verbs
    assert not list((home.path / "box").glob("tmp/*"))


def stored(home: Home) -> list[bytes]:
    """Return the messages in the maildir."""
    return [path.read_bytes() for path in (home.path / "box").glob("new/*")]
