"""The maildrop of a Dovecot, near or far, and a folder beside it for clients."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from attrs import evolve, frozen

from bench.commands import missing
from bench.sink import listening
from tests.servers.certificates import make_certificates
from tests.servers.dovecot import running_dovecot
from tests.servers.record import Kind, free_ports

SHARED = Path("/dev/shm")


@frozen(kw_only=True)
class Maildrop:
    """A server's port on loopback, who logs in, and how many messages there are.

    `secret` is a file with the password. `folder` is for what clients read and
    write; it lies in memory where it can.
    """

    port: int
    user: str
    password: str
    secret: Path
    folder: Path
    count: int

    def maildir(self, client: str) -> Path:
        """Return a maildir that is there, of the client with this name."""
        maildir = self.folder / client
        for inner in ("cur", "new", "tmp"):
            (maildir / inner).mkdir(parents=True, exist_ok=True)
        return maildir


def lacks_server() -> bool:
    """Return whether no maildrop can be had: Dovecot is not installed."""
    return missing("dovecot")


@contextmanager
def filled(mails: Sequence[bytes]) -> Iterator[Maildrop]:
    """Give a maildrop that holds `mails`."""
    with tempfile.TemporaryDirectory(dir=SHARED if SHARED.is_dir() else None) as name:
        folder = Path(name)
        # Dovecot's own users have to enter.
        folder.chmod(0o755)
        for inner in ("tls", "dovecot"):
            (folder / inner).mkdir(mode=0o755)
        certificates = make_certificates(folder / "tls")
        with running_dovecot(folder / "dovecot", certificates) as server:
            for octets in mails:
                server.deliver(octets)
            secret = folder / "secret"
            secret.write_text(server.password)
            yield Maildrop(
                port=server.ports[Kind.PLAIN],
                user=server.user,
                password=server.password,
                secret=secret,
                folder=folder,
                count=len(mails),
            )


@contextmanager
def delayed(drop: Maildrop, seconds: float) -> Iterator[Maildrop]:
    """Give `drop` behind a proxy that delays each direction by `seconds`."""
    (port,) = free_ports(1)
    proxy = [sys.executable, "-m", "bench.delay", str(port)]
    with listening([*proxy, str(drop.port), str(seconds)], port):
        yield evolve(drop, port=port)
