"""A POP3 server in a thread whose answers are as a test wants them."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from attrs import define, field

from core.wire import dots

# Given the connection, the command line and the answer that is due: what is said in
# its place, None for nothing. Raising ConnectionError drops the line.
Twist = Callable[[int, bytes, bytes], bytes | None]


def answering(
    answer: bytes | None, *lines: bytes, connection: int | None = None
) -> Twist:
    """Return the twist that says `answer` to `lines`, or drops the line for None.

    It holds for one connection, or for all.
    """

    def twist(number: int, line: bytes, said: bytes) -> bytes:
        if line not in lines or connection not in {None, number}:
            return said
        if answer is None:
            raise ConnectionError
        return answer

    return twist


class Cut(Exception):  # noqa: N818  (it is how an answer ends)
    """Only these octets of an answer go out, then the line drops."""

    def __init__(self, octets: bytes) -> None:
        super().__init__()
        self.octets = octets


@define
class Mail:
    """A message, its unique-id if any, and its size as it is listed."""

    octets: bytes
    unique_id: str | None
    size: int


def mail(octets: bytes, unique_id: str | None, size: int | None = None) -> Mail:
    """Return a message that is listed with its own size, or with `size`."""
    return Mail(octets, unique_id, len(octets) if size is None else size)


@define
class Liar:
    """The server: what it holds, what it can do, and the commands that came."""

    mails: list[Mail]
    pipelining: bool = True
    uidl: bool = True
    twist: Twist | None = None
    port: int = 0
    connections: int = 0
    commands: list[tuple[int, str]] = field(factory=list)

    def config(self, more: str = "") -> str:
        """Return a configuration with one account, `here`, for this server."""
        url = f"pop3+plain://ann@127.0.0.1:{self.port}"
        return (
            f'[accounts.here]\npop3 = "{url}"\npassword = "x"\n'
            f'deliver = "maildir:~/Mail/here"\n{more}'
        )

    def count(self, verb: str) -> int:
        """Return how many commands of `verb` have come."""
        return sum(line.split(" ")[0] == verb for _, line in self.commands)

    def serve(self, link: socket.socket, connection: int) -> None:
        """Hold one session."""
        there = list(self.mails)
        gone: set[int] = set()
        link.sendall(b"+OK ready\r\n")
        for line in link.makefile("rb"):
            words = line.decode("latin-1").split()
            self.commands.append((connection, " ".join(words)))
            said = self.answer(words, there, gone)
            if self.twist is not None:
                try:
                    twisted = self.twist(connection, line.strip(), said)
                except Cut as cut:
                    link.sendall(cut.octets)
                    return
                said = b"" if twisted is None else twisted
            link.sendall(said)
            if words[0] == "QUIT":
                if said.startswith(b"+OK"):
                    dead = [each for at, each in enumerate(there, 1) if at in gone]
                    self.mails = [each for each in self.mails if each not in dead]
                return

    def answer(self, words: list[str], there: list[Mail], gone: set[int]) -> bytes:
        """Return what an honest server says."""
        left = {at: each for at, each in enumerate(there, 1) if at not in gone}
        match words[0].upper():
            case "CAPA":
                able = (("UIDL", self.uidl), ("PIPELINING", self.pipelining))
                names = [name for name, offered in able if offered]
                return listed(["USER", "TOP", *names])
            case "STAT":
                size = sum(each.size for each in left.values())
                return b"+OK %d %d\r\n" % (len(left), size)
            case "LIST":
                return listed(f"{at} {each.size}" for at, each in left.items())
            case "UIDL" if self.uidl:
                return listed(f"{at} {each.unique_id}" for at, each in left.items())
            case "UIDL":
                return b"-ERR unknown command\r\n"
            case "RETR" | "TOP" | "DELE" as verb:
                number = int(words[1])
                if number not in left:
                    return b"-ERR no such message\r\n"
                return message_answer(verb, number, left[number], gone)
            case _:
                return b"+OK\r\n"


def message_answer(verb: str, number: int, asked: Mail, gone: set[int]) -> bytes:
    """Return what is said to a command about one message."""
    match verb:
        case "RETR":
            return b"+OK\r\n" + stuffed(asked.octets)
        case "TOP":
            head = asked.octets.partition(b"\r\n\r\n")[0]
            return b"+OK\r\n" + stuffed(head + b"\r\n\r\n")
        case _:
            gone.add(number)
            return b"+OK\r\n"


def listed(lines: "Iterator[str] | list[str]") -> bytes:
    """Return a multi-line answer."""
    return "".join(f"{line}\r\n" for line in ("+OK", *lines, ".")).encode("latin-1")


def stuffed(octets: bytes) -> bytes:
    """Return a message with transparency and its end."""
    at_line, stuffed_octets = dots.stuff(True, octets)
    return stuffed_octets + dots.end(at_line)


@contextmanager
def lying(liar: Liar) -> Iterator[Liar]:
    """Serve as `liar` says while the context lasts, one thread a connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        liar.port = listener.getsockname()[1]

        def session(link: socket.socket, connection: int) -> None:
            with link, suppress(OSError):
                liar.serve(link, connection)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    link, _ = listener.accept()
                    liar.connections += 1
                    arguments = (link, liar.connections)
                    threading.Thread(
                        target=session, args=arguments, daemon=True
                    ).start()

        threading.Thread(target=accept, daemon=True).start()
        yield liar
