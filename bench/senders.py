"""One SMTP client in a process of its own.

    python -m bench.senders NAME PORT FILE COUNT

Each line that comes is answered with the milliseconds that one of COUNT mails took
on one connection, opening it and QUIT included. FILE holds the octets of the mail.
"""

import json
import socket
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

SENDER, RECEIVER = "ann@example.org", "bob@example.com"


def puremail(port: int, octets: bytes, count: int) -> None:
    """Send with the project."""
    from bench.our_sender import send

    send(port, octets, count, SENDER, RECEIVER)


def smtplib(port: int, octets: bytes, count: int) -> None:
    """Send with Python's own client, as its documentation shows."""
    import smtplib

    with smtplib.SMTP("127.0.0.1", port) as client:
        for _ in range(count):
            client.sendmail(SENDER, [RECEIVER], octets)


def aiosmtplib(port: int, octets: bytes, count: int) -> None:
    """Send with aiosmtplib, one after the other on one connection."""
    import asyncio
    from importlib import import_module

    library = import_module("aiosmtplib")

    async def main() -> None:
        client = library.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
        async with client:
            for _ in range(count):
                await client.sendmail(SENDER, [RECEIVER], octets)

    asyncio.run(main())


@cache
def made_beforehand(octets: bytes) -> bytes:
    """Return mail data with transparency and its end; made once."""
    return octets.replace(b"\n.", b"\n..") + b".\r\n"


def bare(port: int, octets: bytes, count: int) -> None:
    """Send what is made beforehand and only count lines: no client can be quicker."""
    group = f"MAIL FROM:<{SENDER}>\r\nRCPT TO:<{RECEIVER}>\r\nDATA\r\n".encode()
    data = made_beforehand(octets)
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def say(said: bytes, lines: int) -> None:
            link.sendall(said)
            while lines > 0:
                lines -= link.recv(65_536).count(b"\n")

        say(b"", 1)
        link.sendall(b"EHLO client.example.org\r\n")
        while not link.recv(4_096).rpartition(b"\r\n250 ")[1]:
            pass
        say(group, 3)
        for _ in range(count - 1):
            say(data + group, 4)
        say(data, 1)
        say(b"QUIT\r\n", 1)


SENDERS: dict[str, Callable[[int, bytes, int], None]] = {
    "puremail": puremail,
    "bare": bare,
    "smtplib": smtplib,
    "aiosmtplib": aiosmtplib,
}


def main() -> None:
    send, port = SENDERS[sys.argv[1]], int(sys.argv[2])
    octets, count = Path(sys.argv[3]).read_bytes(), int(sys.argv[4])
    for _ in sys.stdin:
        began = time.perf_counter()
        send(port, octets, count)
        print(json.dumps(1e3 * (time.perf_counter() - began) / count), flush=True)


if __name__ == "__main__":
    main()
