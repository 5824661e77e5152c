"""SIGKILL at random in mid fetch: nothing is lost, and nothing is doubled."""

import random
import re
import signal
import threading
import time
from collections.abc import Callable, Sequence
from subprocess import Popen

import pytest

from tests.shell.recv.liar import Liar, Mail, lying, mail
from tests.shell.recv.maildrops import Served, crlf_ended, delivered, digests, message
from tests.shell.running import RECV, Home

MESSAGES = 40
FROM_LINE = re.compile(rb"^From puremail[^\n]*\n", re.MULTILINE)

Read = Callable[[Home], list[bytes]]


def in_maildir(home: Home) -> list[bytes]:
    return delivered(home.path / "in")


def in_folder(home: Home) -> list[bytes]:
    return [path.read_bytes() for path in (home.path / "in").glob("*.eml")]


def in_mbox(home: Home) -> list[bytes]:
    parts = FROM_LINE.split((home.path / "in").read_bytes())[1:]
    return [part.removesuffix(b"\n").replace(b"\n", b"\r\n") for part in parts]


def some(numbers: range) -> list[bytes]:
    """Return messages, small and large, that are all different."""
    return [
        message(f"{number}", (f"{number} " * 20 + "\r\n").encode() * (number % 7) ** 4)
        for number in numbers
    ]


def more(here: Served, numbers: range) -> list[bytes]:
    """Put messages into the maildrop, and return them as POP3 gives them."""
    found = some(numbers)
    here.fill(found)
    return [crlf_ended(each) for each in found]


class Killer:
    """Kills the client some time after a command that a draw has named."""

    def __init__(self, seed: str) -> None:
        self.process: Popen[bytes] | None = None
        self.kills = 0
        self._dice = random.Random(seed)
        self._left = 0

    def aim(self, commands: int) -> None:
        """Draw the command of the next session after which it is to die."""
        self._left = self._dice.randrange(commands)

    def __call__(self, _: int, __: bytes, said: bytes) -> bytes:
        self._left -= 1
        if self._left == 0:
            # Also while a batch is synced, when no command comes.
            delay = self._dice.choice((0.0, 0.0, 0.005, 0.02, 0.06))
            threading.Timer(delay, self._kill).start()
        return said

    def _kill(self) -> None:
        if self.process is not None:
            self.process.kill()


TARGETS = [("maildir:in", in_maildir), ("dir:in", in_folder), ("mbox:in", in_mbox)]


@pytest.mark.parametrize(("target", "read"), TARGETS)
@pytest.mark.parametrize("policy", ["--delete", "--keep"])
def test_nothing_lost_nothing_doubled(
    home: Home, target: str, read: Read, policy: str
) -> None:
    killed(home, ["fetch", "-o", target, policy], read, rounds=5)


@pytest.mark.deep
@pytest.mark.parametrize(("target", "read"), TARGETS)
@pytest.mark.parametrize("policy", ["--delete", "--keep"])
def test_some_hundred_kills(home: Home, target: str, read: Read, policy: str) -> None:
    killed(home, ["fetch", "-o", target, policy], read, rounds=170)


def killed(home: Home, options: Sequence[str], read: Read, *, rounds: int) -> None:
    """Let a fetch be killed `rounds` times and end once, and look at what it left."""
    killer = Killer(" ".join(options))
    expected = some(range(MESSAGES))
    with lying(Liar(identified(expected), twist=killer)) as liar:
        home.configure(liar.config())
        fresh = MESSAGES
        while killer.kills < rounds:
            killer.aim(10 + fresh * (2 if "--delete" in options else 1))
            with home.start(RECV, *options) as killer.process:
                ended = killer.process.wait()
            killer.kills += ended == -signal.SIGKILL
            assert ended in {0, -signal.SIGKILL}
            if not target_is_torn(options):
                assert set(digests(read(home))) <= set(digests(expected))
            if ended == 0:
                number, fresh = len(expected), 10
                expected += some(range(number, number + fresh))
                liar.mails += identified(expected)[number:]
        killer.aim(10**9)
        done = home.recv(*options)
        assert done.code == 0, done.err
        assert digests(read(home)) == digests(expected)
        assert len(liar.mails) == (0 if "--delete" in options else len(expected))
        assert b"not confirmed" not in home.recv("status").out


def identified(messages: Sequence[bytes]) -> list[Mail]:
    """Return messages with unique-ids, by their place."""
    return [mail(octets, f"id{number}") for number, octets in enumerate(messages)]


def target_is_torn(options: Sequence[str]) -> bool:
    """Return whether a killed run may leave half a message until the next begins."""
    return any(option.startswith("mbox:") for option in options)


def test_a_state_that_is_lost_is_made_again_from_the_maildir(
    home: Home, here: Served
) -> None:
    expected = more(here, range(10))
    assert home.recv("fetch").code == 0
    for path in home.states.glob("*.sqlite*"):
        path.unlink()
    expected += more(here, range(10, 12))
    done = home.recv("-vv", "fetch")
    assert done.code == 0, done.err
    assert done.err.count("C: RETR") == 2
    assert digests(delivered(home.path / "Mail/here")) == digests(expected)


@pytest.mark.parametrize("bent", [False, True], ids=["no database", "a page bent"])
def test_a_damaged_state_is_reported_and_made_again(
    home: Home, here: Served, bent: bool
) -> None:
    expected = more(here, range(10))
    assert home.recv("fetch").code == 0
    (state,) = home.states.glob("*.sqlite")
    octets = state.read_bytes()
    page = octets[:4096] + b"\xff" * 4096 + octets[8192:]
    state.write_bytes(page if bent else b"no database at all")
    done = home.recv("fetch", "-o", "dir:other")
    assert done.code == 0, done.err
    assert "damaged" in done.err
    assert list((home.path / "other").glob("*.eml")) == []
    assert digests(delivered(home.path / "Mail/here")) == digests(expected)
    assert len(list(home.states.glob("*.damaged-*"))) == 1


def test_what_may_come_twice_is_named(home: Home, here: Served) -> None:
    ids = here.fill([message("one")])
    slow = "pipe:sh -c 'touch started; sleep 5'"
    with home.start(RECV, "fetch", "-o", slow) as process:
        while not (home.path / "started").exists():
            time.sleep(0.01)
        process.kill()
    done = home.recv("fetch", "-o", slow.replace("5", "0"))
    assert done.code == 0, done.err
    assert "may come twice" in done.err
    assert ids[0] in done.err


@pytest.mark.parametrize(
    ("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)]
)
def test_a_signal_undoes_the_marks_and_keeps_what_is_stored(
    home: Home, here: Served, name: str, code: int
) -> None:
    here.fill([message(f"{n}") for n in range(3)])
    script = "cat > $$.got; test -f first || { touch first; exit 0; }; exec sleep 9"
    slow = f"pipe:sh -c '{script}'"
    ids = here.ids()
    with home.start(RECV, "fetch", "--delete", "-o", slow) as process:
        while len(list(home.path.glob("*.got"))) < 2:
            time.sleep(0.01)
        process.send_signal(getattr(signal, name))
        _, err = process.communicate()
        assert process.returncode == code, err
    assert b"Traceback" not in err
    assert here.ids() == ids
    assert b"1 stored" in home.recv("status").out


def test_two_fetches_at_once(home: Home, here: Served) -> None:
    expected = more(here, range(60))
    with (
        home.start(RECV, "fetch", "--delete") as one,
        home.start(RECV, "fetch", "--delete") as two,
    ):
        codes = sorted((one.wait(), two.wait()))
    assert codes in ([0, 75], [0, 0])
    assert digests(delivered(home.path / "Mail/here")) == digests(expected)
    assert here.ids() == []
