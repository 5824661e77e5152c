"""A POP3 server that is well-behaved but for what its table says."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from attrs import define, field, frozen

from tests.servers.hostile.act import Act, Drop, Stall, due
from tests.servers.hostile.line import Peer, Running, serving
from tests.servers.hostile.tls import Contexts, secure


def letter(number: int, body: bytes = b"Every octet counts.\r\n") -> bytes:
    """Return a message that differs from the others."""
    return (
        b"From: Ann <ann@example.org>\r\nTo: me@example.org\r\n"
        b"Date: Fri, 20 Nov 2026 09:00:00 +0800\r\n"
        b"Message-ID: <%d@example.org>\r\nSubject: letter %d\r\n\r\n" % (number, number)
    ) + body


LETTERS = (
    letter(1),
    letter(2, b"..\r\n.\r\nend\r\n"),
    letter(3, b"x" * 3000 + b"\r\n"),
)
CAPABILITIES = b"+OK\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nUSER\r\nSASL PLAIN\r\n"
SECURED = CAPABILITIES + b".\r\n"
CLEAR = b"+OK\r\nTOP\r\nUIDL\r\nSTLS\r\n.\r\n"

OK: Mapping[str, bytes] = MappingProxyType(
    {
        "GREETING": b"+OK ready\r\n",
        "STLS": b"+OK go ahead\r\n",
        "AUTH": b"+OK welcome\r\n",
        "USER": b"+OK\r\n",
        "PASS": b"+OK welcome\r\n",
        "NOOP": b"+OK\r\n",
        "RSET": b"+OK\r\n",
        "DELE": b"+OK gone\r\n",
        "QUIT": b"+OK bye\r\n",
    }
)


def stuffed(message: bytes) -> bytes:
    """Return a message as it follows +OK, with its lone dot. RFC 1939 section 3."""
    octets = (b"\r\n" + message).replace(b"\r\n.", b"\r\n..")[2:]
    ended = not octets or octets.endswith(b"\r\n")
    return octets + (b".\r\n" if ended else b"\r\n.\r\n")


@frozen(kw_only=True)
class Pop3:
    """A server: `tls` and `certificate` are those of an Smtp; it holds `letters`.

    `acts` are what it does for a verb, a verb with its argument as "RETR 2", or
    GREETING: one after the other, the last for ever; None is what is proper.
    `uids` and `sizes` are told in place of the true ones.
    """

    tls: str = "implicit"
    certificate: str = "good"
    acts: Mapping[str, tuple[Act | None, ...]] = field(factory=dict)
    clear: bytes = CLEAR
    secured: bytes = SECURED
    letters: tuple[bytes, ...] = LETTERS
    uids: tuple[bytes, ...] = ()
    sizes: tuple[int, ...] = ()

    @contextmanager
    def running(self, contexts: Contexts) -> Iterator[Running]:
        """Give the server while it runs."""
        drop = _Maildrop({stage: list(acts) for stage, acts in self.acts.items()})
        with serving(lambda peer: _Session(self, peer, contexts, drop).run()) as it:
            yield it

    def uid(self, number: int) -> bytes:
        """Return the unique-id of a message."""
        return self.uids[number - 1] if self.uids else b"uid-%d" % number

    def size(self, number: int) -> int:
        """Return the size that a message is said to have."""
        return self.sizes[number - 1] if self.sizes else len(self.letters[number - 1])


@define
class _Maildrop:
    """What lasts from one connection to the next."""

    waiting: dict[str, list[Act | None]]
    gone: set[int] = field(factory=set)


class _Session:
    """One connection: what comes is answered by the table, else as is proper."""

    def __init__(
        self, server: Pop3, peer: Peer, contexts: Contexts, drop: _Maildrop
    ) -> None:
        self._server = server
        self._peer = peer
        self._contexts = contexts
        self._drop = drop
        self._marked: set[int] = set()
        count = len(server.letters)
        # Message numbers of this session, and which letters they are.
        held = [each for each in range(1, count + 1) if each not in drop.gone]
        self._letters = dict(enumerate(held, 1))

    def run(self) -> None:
        if self._server.tls == "implicit" and self._server.certificate != "none":
            self._secure()
        line = b"GREETING"
        while True:
            verb, _, rest = line.partition(b" ")
            stage = verb.decode("latin-1").upper()
            act = self._next(stage, rest.decode("latin-1"))
            if stage == "DELE":
                self._peer.record.deleted.append(self._letters[int(rest)])
            if stage == "QUIT" and act == OK["QUIT"]:
                self._drop.gone |= {self._letters[each] for each in self._marked}
            told = self._peer.do(act)
            if stage == "QUIT":
                self._peer.drain()
            elif stage == "STLS" and told.startswith(b"+OK"):
                self._secure()
            elif stage == "DELE" and told.startswith(b"+OK") and rest.isdigit():
                self._marked.add(int(rest))
            line = self._peer.hear()
            while told.startswith(b"+ ") and line != b"*":
                # What follows a challenge is no command.
                self._peer.do(self._next("+", ""))
                line = self._peer.hear()

    def _secure(self) -> None:
        secure(self._peer, self._server.certificate, self._contexts)

    def _next(self, stage: str, rest: str) -> Act:
        for key in (f"{stage} {rest}", stage):
            acts = self._drop.waiting.get(key)
            if acts and (act := due(acts)) is not None:
                return act
        if stage in OK and stage != "DELE":
            return OK[stage]
        return self._proper(stage, rest)

    def _proper(self, stage: str, rest: str) -> Act:
        """Return what is proper to say about messages."""
        server, held = self._server, self._letters
        number = int(rest.split(maxsplit=1)[0]) if rest[:1].isdigit() else 0
        if number and (number not in held or number in self._marked):
            return b"-ERR no such message\r\n"
        numbers = [number] if number else sorted(held)
        match stage:
            case "CAPA":
                return server.secured if self._peer.secure else server.clear
            case "STAT":
                total = sum(server.size(held[each]) for each in numbers)
                return b"+OK %d %d\r\n" % (len(numbers), total)
            case "LIST":
                return listed(
                    [(n, b"%d" % server.size(held[n])) for n in numbers], rest
                )
            case "UIDL":
                return listed([(n, server.uid(held[n])) for n in numbers], rest)
            case "RETR" if number:
                return whole(server.letters[held[number] - 1])
            case "TOP" if number:
                head = server.letters[held[number] - 1].partition(b"\r\n\r\n")[0]
                return whole(head + b"\r\n\r\n")
            case "DELE" if number:
                return OK["DELE"]
            case _:
                return b"-ERR what?\r\n"


def listed(entries: list[tuple[int, bytes]], rest: str) -> bytes:
    """Return the answer to LIST or UIDL, with a number or without."""
    lines = [b"%d %s\r\n" % entry for entry in entries]
    if rest:
        return b"+OK " + lines[0]
    return b"+OK\r\n" + b"".join(lines) + b".\r\n"


def whole(message: bytes) -> bytes:
    """Return the answer to RETR or TOP that gives `message`."""
    return b"+OK\r\n" + stuffed(message)


def cut_off(message: bytes) -> Drop:
    """Return an answer to RETR that ends in the middle of `message`."""
    return Drop(b"+OK\r\n" + stuffed(message)[: len(message) // 2])


def stuck(message: bytes) -> Stall:
    """Return an answer to RETR that stops in the middle of `message`."""
    return Stall(b"+OK\r\n" + stuffed(message)[: len(message) // 2])
