"""Fetching while calls fail, disks fill, and lines drop; and the order of the calls."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.record import require
from tests.shell.recv.liar import Cut, Liar, Mail, lying, mail
from tests.shell.recv.maildrops import delivered, digests, mail_of, message
from tests.shell.running import RECV, Done, Home
from tests.shell.small_disk import needs_mount, on_small_disk

FETCH = (RECV, "fetch", "--delete")
CALL_TEXT = re.compile(r"(?P<name>\w+)\((?P<arguments>.*)\) += (?P<result>-?\d+).*")


def some(count: int, lines: int = 30) -> list[bytes]:
    body = (b"z" * 76 + b"\r\n") * lines
    return [message(f"number {number}", body) for number in range(count)]


def identified(messages: list[bytes]) -> list[Mail]:
    return [mail(octets, f"id{number}") for number, octets in enumerate(messages)]


def traced(home: Home, *options: str) -> Done:
    """Return how a fetch under strace ended; its calls are in the file `calls`."""
    strace = require("strace")
    return home.run(strace, "-qq", "-s", "20", "-o", "calls", *options, *FETCH)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("fsync:error=EIO:when=1", 73),
        ("fsync:error=EIO:when=4", 73),
        ("fsync:error=ENOSPC:when=7", 74),
        ("fdatasync:error=EIO:when=3", 74),
        ("linkat:error=ENOSPC:when=2", 74),
        ("linkat:error=EROFS:when=1", 74),
        ("linkat:error=EDQUOT:when=5+", 74),
        ("pwrite64:error=ENOSPC:when=9+", 74),
        ("write:error=ENOSPC:when=3", 74),
        ("write:error=EIO:when=1", 74),
        ("mkdir:error=EROFS:when=1+", 73),
    ],
)
def test_a_call_that_fails(home: Home, fault: str, code: int) -> None:
    messages = some(8)
    with lying(Liar(identified(messages))) as liar:
        home.configure(liar.config())
        assert home.recv("list").code == 0
        call = fault.partition(":")[0]
        done = traced(home, "-e", f"trace={call}", "-e", f"inject={fault}")
        assert "INJECTED" in (home.path / "calls").read_text()
        assert done.code == code, done.err
        assert done.err.count("\n") == 1, done.err
        stored = digests(delivered(mail_of(home)))
        left = digests([each.octets for each in liar.mails])
        # What is on the server no more is in its place.
        assert set(digests(messages)) <= {*stored, *left}
        assert list(mail_of(home).glob("tmp/*")) == []
        done = home.recv("fetch", "--delete")
        assert done.code == 0, done.err
        assert liar.mails == []
    assert digests(delivered(mail_of(home))) == digests(messages)


def calls(home: Home) -> Iterator[tuple[str, str]]:
    """Yield name and arguments of each call that was traced."""
    for line in (home.path / "calls").read_text("latin-1").splitlines():
        match = CALL_TEXT.match(line)
        if match is not None:
            yield match["name"], match["arguments"]


def test_the_order_of_calls(home: Home) -> None:
    with lying(Liar(identified(some(1)))) as liar:
        home.configure(liar.config())
        assert home.recv("list").code == 0
        names = "fsync,fdatasync,linkat,sendto,write,pwrite64,unlinkat"
        assert traced(home, "-y", "-e", f"trace={names}").code == 0
    found = list(calls(home))
    linked = next(at for at, (name, _) in enumerate(found) if name == "linkat")
    dele = next(at for at, (_, what) in enumerate(found) if '"DELE' in what)
    quit_ = next(at for at, (_, what) in enumerate(found) if '"QUIT' in what)
    before = [name for name, what in found[:linked] if "/tmp/" in what]
    assert before[-2:] == ["write", "fsync"]
    between = [(name, what) for name, what in found[linked:dele]]
    folder = next(
        at
        for at, (name, what) in enumerate(between)
        if name == "fsync" and "/new>" in what
    )
    commits = [
        at
        for at, (name, what) in enumerate(between)
        if name in {"fsync", "fdatasync"} and "-wal" in what
    ]
    # One commit says that it is stored, the next that it is to be deleted.
    assert len(commits) >= 2
    assert folder < commits[0]
    assert dele < quit_


@needs_mount
@pytest.mark.parametrize("size", [32, 128, 512])
def test_a_disk_that_is_full(home: Home, size: int) -> None:
    messages = some(150, lines=60)
    with lying(Liar(identified(messages))) as liar:
        home.configure(liar.config())
        done = on_small_disk(
            home.path / "Mail", size, FETCH, cwd=home.path, env=home.environment
        )
        assert done.returncode in {1, 73, 74}, done.stderr
        assert "Traceback" not in done.stderr
        stored = digests(delivered(mail_of(home)))
        assert len(stored) == len(set(stored))
        assert stored or size == 32
        left = digests([each.octets for each in liar.mails])
        assert set(digests(messages)) <= {*stored, *left}
        assert list(mail_of(home).glob("tmp/*")) == []
        assert home.recv("fetch", "--delete").code == 0
    assert digests(delivered(mail_of(home))) == digests(messages)


@pytest.mark.parametrize("command", range(1, 24, 3))
def test_a_line_that_drops_at_any_command(home: Home, command: int) -> None:
    count = 0

    def twist(connection: int, line: bytes, said: bytes) -> bytes | None:
        nonlocal count
        count += connection == 1
        if connection == 1 and count == command:
            raise ConnectionError
        return said

    messages = some(8)
    with lying(Liar(identified(messages), twist=twist)) as liar:
        home.configure(liar.config())
        done = home.recv("fetch", "--delete")
        assert count >= command
        # Before there is a listing, nothing says what to go on with.
        assert done.code == (75 if command < 7 else 0), done.err
        stored = digests(delivered(mail_of(home)))
        left = digests([each.octets for each in liar.mails])
        assert set(digests(messages)) <= {*stored, *left}
        assert home.recv("fetch", "--delete").code == 0
        assert liar.mails == []
    assert digests(delivered(mail_of(home))) == digests(messages)


@pytest.mark.parametrize("cut", range(0, 1000, 97))
def test_a_message_that_is_cut(home: Home, cut: int) -> None:
    def twist(connection: int, line: bytes, said: bytes) -> bytes | None:
        if connection == 1 and line == b"RETR 3":
            raise Cut(said[:cut])
        return said

    messages = some(4, lines=10)
    with lying(Liar(identified(messages), twist=twist)) as liar:
        home.configure(liar.config())
        # The window is asked for again in a second session, one by one.
        assert home.recv("fetch").code == 0
        assert liar.connections == 2
    assert digests(delivered(mail_of(home))) == digests(messages)


def high_water(pid: int) -> int:
    """Return the most memory that a process has had, in kB."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+)", text)
    return int(found[1]) if found else 0


def test_a_large_message_in_little_memory(home: Home) -> None:
    large = message("large", (b"0123456789" * 7 + b"\r\n") * 1_500_000)
    with lying(Liar(identified([large]))) as liar:
        home.configure(liar.config())
        peak = 0
        with home.start(*FETCH) as process:
            while process.poll() is None:
                peak = max(peak, high_water(process.pid))
                time.sleep(0.005)
        assert process.returncode == 0
        assert 5_000 < peak < 64_000
        assert liar.mails == []
    assert digests(delivered(mail_of(home))) == digests([large])
