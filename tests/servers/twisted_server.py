"""Twisted's POP3 server, from PyPI: it runs everywhere, over maildirs.

Twisted speaks no STLS, and speaks TLS only with a library that nothing else
here needs: a relay of octets stands before it for implicit TLS.
`python -m tests.servers.twisted_server` is the server's own process.
"""

import asyncio
import io
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from twisted.cred.checkers import (
    ICredentialsChecker,
    InMemoryUsernamePasswordDatabaseDontUse,
)
from twisted.cred.portal import IRealm, Portal
from twisted.internet import reactor
from twisted.internet.protocol import ServerFactory
from twisted.mail.pop3 import POP3, IMailbox
from zope.interface import implementer  # type: ignore[import-untyped]  # no stubs

from tests.servers.certificates import Certificate, Certificates
from tests.servers.record import (
    PASSWORDS,
    Kind,
    Server,
    answers,
    free_ports,
    new_maildirs,
    start,
    stop,
    wait_until,
)

REACTOR: Any = reactor


@contextmanager
def running_twisted(folder: Path, certificates: Certificates) -> Iterator[Server]:
    """Run Twisted's POP3 server in a process of its own, over maildirs in `folder`."""
    implicit, plain = free_ports(2)
    maildirs = new_maildirs(folder)
    good = certificates.good
    module = [sys.executable, "-m", "tests.servers.twisted_server"]
    arguments = [folder, good.chain, good.key, implicit, plain]
    with (folder / "log").open("wb") as log:
        process = start([*module, *map(str, arguments)], log)
    try:
        wait_until(lambda: answers(implicit) and answers(plain), "Twisted's ports")
        yield Server(
            ports=MappingProxyType({Kind.IMPLICIT_TLS: implicit, Kind.PLAIN: plain}),
            ca_file=certificates.ca_file,
            log=folder / "log",
            maildirs=maildirs,
        )
    finally:
        stop(process)


@implementer(IMailbox)
class Maildrop:
    """A maildir as Twisted asks for it; its own is at odds with itself.

    Twisted makes CRLF of every LF on its way out, so lines end in LF here.
    """

    def __init__(self, folder: Path) -> None:
        files = [*folder.glob("new/*"), *folder.glob("cur/*")]
        self.files = sorted(files, key=lambda file: file.name)
        self.deleted: set[int] = set()

    def listMessages(self, index: int | None = None) -> int | list[int]:  # noqa: N802
        if index is None:
            return [self.size(number) for number in range(len(self.files))]
        return self.size(index)

    def size(self, index: int) -> int:
        return 0 if index in self.deleted else self.files[index].stat().st_size

    def getMessage(self, index: int) -> io.BytesIO:  # noqa: N802
        octets = self.files[index].read_bytes()
        return io.BytesIO(octets.replace(b"\r\n", b"\n"))

    def getUidl(self, index: int) -> bytes:  # noqa: N802
        return self.files[index].name.encode()

    def deleteMessage(self, index: int) -> None:  # noqa: N802
        self.deleted.add(index)

    def undeleteMessages(self) -> None:  # noqa: N802
        self.deleted.clear()

    def sync(self) -> None:
        for index in self.deleted:
            self.files[index].unlink()


@implementer(IRealm)
class Maildrops:
    """Who has logged in, to the maildrop that is theirs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def requestAvatar(  # noqa: N802
        self, user: bytes, mind: object, *interfaces: object
    ) -> tuple[object, Maildrop, Callable[[], None]]:
        maildrop = Maildrop(self.folder / user.decode())
        return IMailbox, maildrop, lambda: None


class Sessions(ServerFactory):
    """Makes a session for each connection."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal

    def buildProtocol(self, address: object) -> Any:  # noqa: N802
        session: Any = POP3()
        session.portal = self.portal
        return session


def listen(folder: Path, port: int) -> None:
    """Have Twisted's reactor serve the maildirs in `folder` on `port`."""
    checker = InMemoryUsernamePasswordDatabaseDontUse()
    for user, password in PASSWORDS.items():
        checker.addUser(user.encode(), password.encode())
    # What a class implements is told to zope, out of mypy's hearing.
    realm = cast("IRealm", Maildrops(folder))
    portal = Portal(realm, [cast("ICredentialsChecker", checker)])
    REACTOR.listenTCP(port, Sessions(portal), interface="127.0.0.1")


async def relay(certificate: Certificate, port: int, behind: int) -> None:
    """Take TLS off what arrives on `port`, and hand the octets to `behind`."""

    async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while octets := await source.read(65_536):
                sink.write(octets)
                await sink.drain()
        sink.close()

    async def serve(one: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        other, back = await asyncio.open_connection("127.0.0.1", behind)
        await asyncio.gather(pump(one, back), pump(other, out))

    server = await asyncio.start_server(
        serve, "127.0.0.1", port, ssl=certificate.context()
    )
    await server.serve_forever()


def main(folder: str, chain: str, key: str, implicit: str, plain: str) -> None:
    certificate = Certificate(Path(chain), Path(key))
    threading.Thread(
        target=lambda: asyncio.run(relay(certificate, int(implicit), int(plain))),
        daemon=True,
    ).start()
    listen(Path(folder), int(plain))
    REACTOR.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
