"""Children that are killed at their n-th file call, for every n there is.

Run as a module with a folder and a kind of target. It forks, which a test process
with threads may not, and ends with 1 and a line that says what went wrong.
"""

import os
import shutil
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import NoReturn

from shell.disk import Disk
from tests.shell.delivery.counting import Call, CountingDisk, half_written
from tests.shell.delivery.fetching import fetch, filled
from tests.shell.delivery.looking import leftovers, mails_in


class KillingDisk(CountingDisk):
    """A Disk at whose call number `when` the process is killed, half done."""

    def meet(self, name: str, call: Call, values: tuple[object, ...]) -> NoReturn:
        half_written(name, call, values)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("a process outlived SIGKILL")


def child(server: Path, states: Path, target: str, when: int) -> NoReturn:
    try:
        fetch(server, states, target, KillingDisk(when))
    except BaseException as error:
        print(f"call {when}: {error!r}", flush=True)
        os._exit(2)
    os._exit(0)


def killed(server: Path, states: Path, target: str, when: int) -> bool:
    """Return whether the child was killed; False if it came to its end."""
    process = os.fork()
    if process == 0:
        child(server, states, target, when)
    status = os.waitpid(process, 0)[1]
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.waitstatus_to_exitcode(status) == 0, when
    return False


def check(server: Path, target: str, mails: dict[str, bytes], when: int) -> None:
    """Check that what the server lacks is in the target, and nothing is torn."""
    there = Counter(mails_in(target)) if not target.startswith("mbox:") else None
    for name, octets in mails.items():
        if not (server / name).exists():
            found = mails_in(target).count(octets) if there is None else there[octets]
            assert found == 1, (when, name, found)
    if there is not None:
        assert not set(there) - set(mails.values()), when


def round_of(home: Path, kind: str, when: int, *, twice: bool) -> bool:
    """Run one round; return whether there was a call to be killed at."""
    home.mkdir()
    server, states, target = home / "server", home / "state", f"{kind}:{home}/mail"
    mails = filled(server, 9)
    more = killed(server, states, target, when)
    check(server, target, mails, when)
    if twice:
        # The next run is killed as well, while it sets right what it found.
        killed(server, states, target, 1 + when * 7 % 40)
        check(server, target, mails, when)
    fetch(server, states, target, Disk())
    assert Counter(mails_in(target)) == Counter(mails.values()), when
    assert not list(server.iterdir()), when
    assert not leftovers(home), (when, leftovers(home))
    shutil.rmtree(home)
    return more


def main(folder: Path, kind: str) -> None:
    rounds = 0
    for twice in (False, True):
        when = 1
        while round_of(folder / "round", kind, when, twice=twice):
            when += 1
        rounds += when
    print(f"{rounds} rounds")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
