"""A home for each test, with a maildrop on loopback or the sandbox for an account."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shell.recv.maildrops import Served, served
from tests.shell.running import Home, new_home


@pytest.fixture
def home(memory_path: Path) -> Home:
    """A home of its own for the commands of one test."""
    return new_home(memory_path)


@pytest.fixture
def here(memory_path: Path, home: Home) -> Iterator[Served]:
    """A maildrop on loopback, which is the only account of `home`."""
    with served(memory_path) as found:
        home.configure(found.config())
        yield found


@pytest.fixture
def sandbox(home: Home) -> Home:
    """A home whose own account is the sandbox, without a pager."""
    return home.with_variables(PUREMAIL_ACCOUNT="sandbox", PAGER="cat")
