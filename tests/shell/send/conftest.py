"""A home for each test, and the real servers of tests/servers."""

from pathlib import Path

import pytest

from tests.servers.conftest import (  # noqa: F401 - fixtures, found by their names
    aiosmtpd,
    dovecot,
    postfix,
)
from tests.shell.running import Home, new_home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home: no configuration, no state."""
    return new_home(tmp_path)


@pytest.fixture
def sandbox(home: Home) -> Home:
    """A home whose commands use the sandbox."""
    return home.with_variables(PUREMAIL_ACCOUNT="sandbox")
