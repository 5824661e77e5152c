"""`recv` against POP3 servers that lie, stall and break off."""

from pathlib import Path

import pytest
from attrs import evolve

from tests.servers.certificates import Certificates
from tests.servers.hostile import pop3_login, pop3_maildrop
from tests.servers.hostile.got import Got, at_home, judge, run, stored
from tests.servers.hostile.tls import Contexts, contexts

pytestmark = pytest.mark.slow

ROWS = (*pop3_login.ROWS, *pop3_maildrop.ROWS)

# Runs that were broken off, after which an honest server holds the same letters.
BROKEN = [
    row
    for row in pop3_maildrop.ROWS
    if row.name.startswith(("message-cut", "message-re", "dele-", "quit-", "pipelined"))
]


@pytest.fixture(scope="module")
def servers(certificates: Certificates) -> Contexts:
    return contexts(certificates)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_recv(
    row: Got, tmp_path: Path, certificates: Certificates, servers: Contexts
) -> None:
    home = at_home(tmp_path)
    done, record = run(row, row.server, home, certificates, servers)
    judge(row, done, record, home)


@pytest.mark.parametrize("row", BROKEN, ids=lambda row: row.name)
def test_the_next_run_completes(
    row: Got, tmp_path: Path, certificates: Certificates, servers: Contexts
) -> None:
    """Nothing is lost and nothing doubled once the server is honest."""
    home = at_home(tmp_path)
    run(row, row.server, home, certificates, servers)
    before = stored(home)
    honest = evolve(row.server, acts={})
    done, record = run(row, honest, home, certificates, servers)
    assert done.code == 0, done.err
    assert sorted(stored(home)) == sorted(row.server.letters)
    assert len(record.said("RETR")) == len(row.server.letters) - len(before)


def test_names_are_different() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
