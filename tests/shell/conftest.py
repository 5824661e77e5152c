"""A folder in memory, and certificates."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.conftest import (  # noqa: F401 - fixtures, found by their names
    certificates,
    open_folder,
)

MEMORY = Path("/dev/shm")


@pytest.fixture
def memory_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory if there is one, for rounds in which syncs are no matter."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)
