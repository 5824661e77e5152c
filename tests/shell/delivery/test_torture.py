"""The n-th file call fails, for every n until none is left to fail.

After each failure: nothing is lost, nothing is gone from the server that is not
in the target, nothing half written is left, and the next run completes and
doubles nothing.
"""

import errno
import os
import shutil
import sqlite3
from collections import Counter
from pathlib import Path
from typing import NoReturn

import pytest

from shell.disk import Disk
from shell.exits import ShellError
from tests.shell.delivery.counting import Call, CountingDisk, half_written
from tests.shell.delivery.fetching import fetch, filled
from tests.shell.delivery.looking import leftovers, mails_in

# Calls that free what was taken fail too rarely to be provided for.
SPARED = frozenset({"close", "exists"})


class FailingDisk(CountingDisk):
    """A Disk whose call number `when` fails, counted from 1."""

    spared = SPARED

    def __init__(self, when: int, number: int) -> None:
        super().__init__(when)
        self.number = number

    def meet(self, name: str, call: Call, values: tuple[object, ...]) -> NoReturn:
        if name == "commit":
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error
        # A full disk takes what fits before it refuses.
        half_written(name, call, values)
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize("kind", ["maildir", "dir", "mbox"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO], ids=["ENOSPC", "EIO"])
@pytest.mark.parametrize("again", [False, True], ids=["once", "and again"])
def test_the_nth_call_fails(
    memory_path: Path, kind: str, number: int, again: bool
) -> None:
    when = 0
    while True:
        when += 1
        home = memory_path / "round"
        home.mkdir()
        server, states, target = home / "server", home / "state", f"{kind}:{home}/mail"
        mails = filled(server, 9)
        disk = FailingDisk(when, number)
        assert exit_code(server, states, target, disk) in (0, 66, 73, 74), when
        check_nothing_lost(server, target, mails, when)
        over = disk.calls < when
        if again:
            # The next run fails as well, while it sets right what it found.
            second = FailingDisk(1 + when * 7 % 40, number)
            assert exit_code(server, states, target, second) in (0, 66, 73, 74), when
            check_nothing_lost(server, target, mails, when)
        fetch(server, states, target, Disk())
        assert Counter(mails_in(target)) == Counter(mails.values()), when
        assert not list(server.iterdir())
        assert not leftovers(home), when
        shutil.rmtree(home)
        if over:
            break
    assert when > 30


def exit_code(server: Path, states: Path, target: str, disk: Disk) -> int:
    try:
        fetch(server, states, target, disk)
    except ShellError as error:
        return error.exit
    return 0


def check_nothing_lost(
    server: Path, target: str, mails: dict[str, bytes], when: int
) -> None:
    there = Counter(mails_in(target))
    for name, octets in mails.items():
        if not (server / name).exists():
            assert there[octets] == 1, (when, name)
    assert not set(there) - set(mails.values()), when
