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
    """Fetch through the shell's stream and loop, with no journal behind."""
    from core.pop3.command import Quit
    from core.pop3.dialogue import Dialogue
    from core.pop3.errand import Listed, listing
    from core.pop3.event import Piece
    from core.pop3.fetching import Fate, Kept, Wanted, fetch
    from core.pop3.opening import Opened, open_session
    from core.pop3.talk import Talk
    from core.sasl.password import Plain
    from core.wire.turn import Channel
    from shell import clock
    from shell.drive.loop import drive
    from shell.drive.pop3 import Pop3Side
    from shell.stream import connect
    from shell.tls import Trust

    class Sink:
        def __init__(self) -> None:
            self.pieces: list[bytes] = []
            self.kept: set[int] = set()

        def take(self, piece: Piece) -> None:
            self.pieces.append(piece.octets)
            if piece.last:
                put_down(f"{folder}/{piece.number}.ours", b"".join(self.pieces))
                self.pieces = []
                self.kept.add(piece.number)

        def keep(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
            return tuple(number for number in numbers if number in self.kept)

    login = Plain(user=user, password=password)

    def talk() -> Talk[tuple[Fate, ...]]:
        opened = yield from open_session((login,))
        assert isinstance(opened, Opened), opened
        listed = yield from listing()
        assert isinstance(listed, Listed), listed
        chosen = tuple(listed.numbers())[:count]
        fates = yield from fetch(
            tuple(Wanted(number, listed.sizes.of(number)) for number in chosen)
        )
        yield (Quit(),)
        return fates

    stream = connect("127.0.0.1", port, Trust(None), clock.deadline(30.0))
    side = Pop3Side(Sink())
    held = drive(side, stream, Dialogue(channel=Channel.TRUSTED), talk())
    stream.close()
    assert len(held.result) == count, len(held.result)
    assert all(isinstance(fate, Kept) for fate in held.result), held.result[:1]


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
