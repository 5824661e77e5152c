"""aiosmtpd, from PyPI: submission that runs everywhere, into a maildir.

`python -m tests.servers.aiosmtpd_server` is the server's own process, so that
its event loop and its warnings stay out of the tests.
"""

import asyncio
import itertools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.certificates import Certificate, Certificates
from tests.servers.record import (
    DEFERRED,
    DOMAIN,
    PASSWORDS,
    SIZE_LIMIT,
    Kind,
    Server,
    answers,
    free_ports,
    new_maildirs,
    start,
    stop,
    wait_until,
)


@contextmanager
def running_aiosmtpd(folder: Path, certificates: Certificates) -> Iterator[Server]:
    """Run aiosmtpd in a process of its own, with its mail in `folder`."""
    ports = dict(zip(Kind, free_ports(len(Kind)), strict=True))
    maildirs = new_maildirs(folder)
    good = certificates.good
    module = [sys.executable, "-m", "tests.servers.aiosmtpd_server"]
    arguments = [folder, good.chain, good.key, *ports.values()]
    with (folder / "log").open("wb") as log:
        process = start([*module, *map(str, arguments)], log)
    try:
        wait_until(lambda: all(map(answers, ports.values())), "aiosmtpd's ports")
        yield Server(
            ports=MappingProxyType(ports),
            ca_file=certificates.ca_file,
            log=folder / "log",
            maildirs=maildirs,
        )
    finally:
        stop(process)


class Store:
    """What aiosmtpd asks, by names it looks for: where a recipient's mail goes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if address == DEFERRED:
            return "450 4.2.1 try again later"
        if address not in PASSWORDS:
            return "550 5.1.1 no such mailbox here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 recipient ok"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        number = next(self.numbers)
        for recipient in envelope.rcpt_tos:
            name = f"{number:08}.message"
            temporary = self.folder / recipient / "tmp" / name
            temporary.write_bytes(envelope.original_content or b"")
            temporary.rename(self.folder / recipient / "new" / name)
        return f"250 2.0.0 queued as {number}"


def authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
) -> AuthResult:
    match data:
        case LoginPassword(login=login, password=password):
            right = PASSWORDS.get(login.decode()) == password.decode()
            return AuthResult(success=right, handled=False)
        case _:
            return AuthResult(success=False, handled=False)


async def serve(folder: Path, certificate: Certificate, ports: dict[Kind, int]) -> None:
    """Serve each kind on its port until the process ends."""
    loop = asyncio.get_running_loop()
    store = Store(folder)
    context = certificate.context()

    def session(kind: Kind) -> SMTP:
        upgrade = kind is Kind.UPGRADE
        return SMTP(
            store,
            loop=loop,
            hostname=f"mail.{DOMAIN}",
            data_size_limit=SIZE_LIMIT,
            enable_SMTPUTF8=True,
            tls_context=context if upgrade else None,
            require_starttls=upgrade,
            auth_required=True,
            auth_require_tls=upgrade,
            authenticator=authenticate,
        )

    for kind, port in ports.items():
        await loop.create_server(
            lambda kind=kind: session(kind),
            "127.0.0.1",
            port,
            ssl=context if kind is Kind.IMPLICIT_TLS else None,
        )
    await asyncio.Event().wait()


def main(folder: str, chain: str, key: str, *ports: str) -> None:
    kinds = dict(zip(Kind, map(int, ports), strict=True))
    asyncio.run(serve(Path(folder), Certificate(Path(chain), Path(key)), kinds))


if __name__ == "__main__":
    main(*sys.argv[1:])
