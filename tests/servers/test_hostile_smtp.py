"""`send` against SMTP servers that lie, stall and break off."""

from pathlib import Path

import pytest

from tests.servers.certificates import Certificates
from tests.servers.hostile import smtp_content, smtp_dialogue, smtp_tls
from tests.servers.hostile.sent import Sent, judge, run
from tests.servers.hostile.tls import Contexts, contexts

pytestmark = pytest.mark.slow

ROWS = (*smtp_tls.ROWS, *smtp_dialogue.ROWS, *smtp_content.ROWS)


@pytest.fixture(scope="module")
def servers(certificates: Certificates) -> Contexts:
    return contexts(certificates)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_send(
    row: Sent, tmp_path: Path, certificates: Certificates, servers: Contexts
) -> None:
    done, record, home = run(row, tmp_path, certificates, servers)
    judge(row, done, record, home)


def test_names_are_different() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
