"""A program for each message, and standard output: stored is what they have taken."""

import errno
import sys
from pathlib import Path

import pytest

from shell.delivery.batch import Batch
from shell.delivery.entry import Entry, Outcome
from shell.delivery.recovery import open_batch
from shell.delivery.store import Recovery
from shell.delivery.target import Output, Pipe
from shell.disk import Disk
from shell.exits import ExitCode, Kind
from shell.state import open_state
from tests.shell.delivery.fetching import LOGIN

MAILS = [b"Subject: %d\r\n\r\nhello\r\n" % number for number in range(3)]
LARGE = b"x" * 1_000_000


def deliver(batch: Batch, octets: bytes, number: int = 1) -> None:
    batch.begin(Entry(number, f"u{number}", len(octets)))
    batch.write(octets)
    batch.finish()


def piped(home: Path, program: str, *mails: bytes) -> list[Outcome]:
    """Give `mails` to a Python program; return the outcome of each."""
    command = (sys.executable, "-c", program, str(home))
    outcomes = []
    with open_state(home / "state", LOGIN, Disk()) as state:
        batch, recovery = open_batch(state, Pipe(command), Disk())
        assert recovery == Recovery()
        with batch:
            for number, octets in enumerate(mails):
                deliver(batch, octets, number)
                assert batch.due()
                outcomes.append(batch.settle())
    return outcomes


COUNT = """
import os, pathlib, sys
home = pathlib.Path(sys.argv[1])
octets = sys.stdin.buffer.read()
(home / f"got-{len(list(home.glob('got-*')))}").write_bytes(octets)
"""


def test_a_program_is_run_once_for_each_message(tmp_path: Path) -> None:
    outcomes = piped(tmp_path, COUNT, *MAILS, LARGE)
    assert all(each.error is None for each in outcomes)
    assert [each.delivered[0].entry.unique_id for each in outcomes] == [
        "u0",
        "u1",
        "u2",
        "u3",
    ]
    got = [path.read_bytes() for path in sorted(tmp_path.glob("got-*"))]
    assert got == [*MAILS, LARGE]


@pytest.mark.parametrize(
    ("end", "kind", "words"),
    [
        ("sys.exit(75)", Kind.TEMPORARY, "try again later"),
        ("sys.exit(3)", Kind.WRITE, "ended with 3"),
        ("os.kill(os.getpid(), 9)", Kind.WRITE, "killed by signal 9"),
    ],
)
def test_what_a_program_refuses_is_not_stored(
    tmp_path: Path, end: str, kind: Kind, words: str
) -> None:
    (outcome,) = piped(tmp_path, f"import os, sys; {end}", MAILS[0])
    assert outcome.delivered == ()
    assert outcome.error is not None
    assert outcome.error.kind is kind
    assert words in str(outcome.error)
    with open_state(tmp_path / "state", LOGIN, Disk()) as again:
        assert not again.all_stored()
        assert not again.unsettled()


def test_a_program_that_reads_nothing_may_take_it(tmp_path: Path) -> None:
    (outcome,) = piped(tmp_path, "", LARGE)
    assert outcome.error is None


def test_a_program_that_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shell.delivery.pipe.PATIENCE", 0.2)
    (outcome,) = piped(tmp_path, "import time; time.sleep(20)", MAILS[0])
    assert outcome.error is not None
    assert outcome.error.kind is Kind.TIMEOUT


def test_a_program_that_is_missing(tmp_path: Path) -> None:
    with open_state(tmp_path / "state", LOGIN, Disk()) as state:
        batch, _ = open_batch(state, Pipe(("/no/such/program",)), Disk())
        with batch:
            deliver(batch, MAILS[0])
            outcome = batch.settle()
    assert outcome.error is not None
    assert outcome.error.exit is ExitCode.CANNOT_CREATE
    assert "/no/such/program" in str(outcome.error)


def test_no_shell_sees_the_command(tmp_path: Path) -> None:
    program = "import sys; from pathlib import Path; Path(sys.argv[1]).write_text"
    code = f"{program}(' '.join(sys.argv[2:]))"
    words = ("$HOME", ";", "*", "`id`", "a  b")
    command = (sys.executable, "-c", code, str(tmp_path / "told"), *words)
    with open_state(tmp_path / "state", LOGIN, Disk()) as state:
        batch, _ = open_batch(state, Pipe(command), Disk())
        with batch:
            deliver(batch, MAILS[0])
            assert batch.settle().error is None
    assert (tmp_path / "told").read_text() == " ".join(words)


class Cut(BaseException):
    pass


def test_a_run_that_dies_while_the_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next run names the message that may come twice, once."""

    def dies(*_: object, **__: object) -> None:
        raise Cut

    with open_state(tmp_path / "state", LOGIN, Disk()) as state:
        batch, _ = open_batch(state, Pipe(("true",)), Disk())
        with batch, monkeypatch.context() as patch:
            deliver(batch, MAILS[0], 7)
            patch.setattr("subprocess.run", dies)
            with pytest.raises(Cut):
                batch.settle()
        batch, recovery = open_batch(state, Pipe(("true",)), Disk())
        batch.close()
        assert recovery.doubtful == ("u7",)
        assert recovery.reason
        batch, recovery = open_batch(state, Pipe(("true",)), Disk())
        batch.close()
        assert recovery == Recovery()


# -- standard output -------------------------------------------------------------------


def written_out(home: Path, *mails: bytes, fail_at: int | None = None) -> Outcome:
    out: list[bytes] = []

    def sink(octets: bytes) -> None:
        if fail_at is not None and len(out) >= fail_at:
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")
        out.append(octets)

    with open_state(home / "state", LOGIN, Disk()) as state:
        batch, _ = open_batch(state, Output(), Disk(), sink)
        with batch:
            for number, octets in enumerate(mails):
                deliver(batch, octets, number)
            assert not out
            outcome = batch.settle()
    assert b"".join(out) == b"".join(mails[: len(outcome.delivered)])
    return outcome


def test_messages_one_after_another(tmp_path: Path) -> None:
    outcome = written_out(tmp_path, *MAILS)
    assert len(outcome.delivered) == 3
    assert {(each.path, each.target) for each in outcome.delivered} == {("", "-")}


def test_a_large_message_goes_out_whole(tmp_path: Path) -> None:
    assert len(written_out(tmp_path, LARGE).delivered) == 1


def test_a_closed_output(tmp_path: Path) -> None:
    outcome = written_out(tmp_path, *MAILS, fail_at=1)
    assert len(outcome.delivered) == 1
    assert outcome.error is not None
    assert outcome.error.exit is ExitCode.CLOSED_PIPE


def test_an_unfinished_message_is_never_written_out(tmp_path: Path) -> None:
    out: list[bytes] = []
    with open_state(tmp_path / "state", LOGIN, Disk()) as state:
        batch, _ = open_batch(state, Output(), Disk(), out.append)
        with batch:
            batch.begin(Entry(1, "u1", 9))
            batch.write(b"half")
            assert batch.settle() == Outcome(())
    assert not out
