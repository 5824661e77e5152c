"""Real servers on loopback, one of each for a whole test session."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.servers.aiosmtpd_server import running_aiosmtpd
from tests.servers.certificates import Certificates, make_certificates
from tests.servers.dovecot import running_dovecot
from tests.servers.postfix import running_postfix
from tests.servers.record import Server
from tests.servers.twisted_server import running_twisted

Folders = Callable[[str], Path]


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Folders]:
    """Return what makes folders that servers' own users can enter.

    pytest's own temporary folders are closed to everybody else.
    """
    with ExitStack() as stack:

        def make(name: str) -> Path:
            folder = Path(tempfile.mkdtemp(prefix=f"puremail-{name}-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            folder.chmod(0o755)
            return folder

        yield make


@pytest.fixture(scope="session")
def certificates(open_folder: Folders) -> Certificates:
    """Return the session's authority and its certificates."""
    return make_certificates(open_folder("ca"))


@pytest.fixture(params=["postfix", "aiosmtpd"])
def submission(request: pytest.FixtureRequest) -> Server:
    """Return each server that takes mail, with none in it."""
    return emptied(request)


@pytest.fixture(params=["dovecot", "twisted"])
def maildrop(request: pytest.FixtureRequest) -> Server:
    """Return each server that holds mail, with none in it."""
    return emptied(request)


def emptied(request: pytest.FixtureRequest) -> Server:
    """Return the server whose fixture is asked for, without mail."""
    server: Server = request.getfixturevalue(request.param)
    server.clear()
    return server


@pytest.fixture(scope="session")
def dovecot(open_folder: Folders, certificates: Certificates) -> Iterator[Server]:
    """Run Dovecot: POP3 in all three kinds."""
    with running_dovecot(open_folder("dovecot"), certificates) as server:
        yield server


@pytest.fixture(scope="session")
def postfix(
    open_folder: Folders, certificates: Certificates, dovecot: Server
) -> Iterator[Server]:
    """Run Postfix: submission in all three kinds, delivering to Dovecot."""
    with running_postfix(open_folder("postfix"), certificates, dovecot) as server:
        yield server


@pytest.fixture(scope="session")
def aiosmtpd(open_folder: Folders, certificates: Certificates) -> Iterator[Server]:
    """Run aiosmtpd: submission in all three kinds, into a maildir."""
    with running_aiosmtpd(open_folder("aiosmtpd"), certificates) as server:
        yield server


@pytest.fixture(scope="session")
def twisted(open_folder: Folders, certificates: Certificates) -> Iterator[Server]:
    """Run Twisted's POP3 server over a maildir."""
    with running_twisted(open_folder("twisted"), certificates) as server:
        yield server
