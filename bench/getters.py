"""One POP3 client in a process of its own.

    python -m bench.getters NAME PORT USER PASSWORD MAILDIR COUNT

Each line that comes is answered with the milliseconds that each of COUNT messages
took, from opening the connection to QUIT. Each message becomes a file in MAILDIR/new,
with no sync; none is deleted from the server.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path


def put_down(path: str, octets: bytes) -> None:
    """Make a file of `octets`, alike for all and by the fewest calls."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(file, octets)
    os.close(file)


def puremail(port: int, user: str, password: str, folder: Path, count: int) -> None:
    """Fetch with the project."""
    from bench.our_getter import get
    from core.sasl.password import Plain

    def keep(number: int, octets: bytes) -> None:
        put_down(f"{folder}/{number}.ours", octets)

    get(port, Plain(user=user, password=password), count, keep)


def poplib(port: int, user: str, password: str, folder: Path, count: int) -> None:
    """Fetch with Python's own client, as its documentation shows."""
    import poplib

    client = poplib.POP3("127.0.0.1", port)
    client.user(user)
    client.pass_(password)
    client.uidl()
    for number in range(1, count + 1):
        _, lines, _ = client.retr(number)
        put_down(f"{folder}/{number}.poplib", b"\r\n".join(lines) + b"\r\n")
    client.quit()


GETTERS: dict[str, Callable[[int, str, str, Path, int], None]] = {
    "puremail": puremail,
    "poplib": poplib,
}


def main() -> None:
    name, port, user, password, maildir, count = sys.argv[1:]
    folder = Path(maildir) / "new"
    for _ in sys.stdin:
        began = time.perf_counter()
        GETTERS[name](int(port), user, password, folder, int(count))
        print(json.dumps(1e3 * (time.perf_counter() - began) / int(count)), flush=True)


if __name__ == "__main__":
    main()
