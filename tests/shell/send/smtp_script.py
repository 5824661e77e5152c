"""An SMTP server that says what a test tells it to, over real sockets."""

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from attrs import define, field

from tests.servers.record import wait_until

# What a reply may be instead of octets: the line is closed, or nothing is said.
CLOSE = "close"
SILENT = "silent"

OFFER = ("PIPELINING", "SIZE 1000000", "8BITMIME", "DSN", "AUTH PLAIN LOGIN")

USUAL: Mapping[str, str] = {
    "greeting": "220 server.test ESMTP",
    "AUTH": "235 2.7.0 welcome",
    "MAIL": "250 2.1.0 sender ok",
    "RCPT": "250 2.1.5 recipient ok",
    "DATA": "354 go on",
    "content": "250 2.0.0 queued as Q1",
    "RSET": "250 2.0.0 forgotten",
    "QUIT": "221 2.0.0 bye",
}


@define
class Script:
    """What the server says by verb, and what it has heard.

    A reply may be given for one recipient, as "RCPT <a@b>". `arrived` is set once a
    whole message has come, `poured` once its first octets have.
    """

    replies: Mapping[str, str]
    offer: tuple[str, ...] = OFFER
    port: int = 0
    lines: list[str] = field(factory=list)
    messages: list[bytes] = field(factory=list)
    sessions: int = 0
    arrived: threading.Event = field(factory=threading.Event)
    poured: threading.Event = field(factory=threading.Event)
    reached: threading.Event = field(factory=threading.Event)

    @property
    def url(self) -> str:
        """The server's URL, in clear and without a login."""
        return f"smtp+plain://127.0.0.1:{self.port}"

    @property
    def login_url(self) -> str:
        """The server's URL with a user."""
        return f"smtp+plain://me@127.0.0.1:{self.port}"

    def reply(self, *names: str) -> str:
        """Return what is said to the first of `names` that has a reply."""
        for name in names:
            if name in self.replies:
                return self.replies[name]
        return USUAL.get(names[-1], "500 5.5.1 what?")

    def verbs(self) -> list[str]:
        """Return the verbs of all commands heard."""
        return [line.split()[0].upper() for line in self.lines if line]

    def until(self, verb: str) -> None:
        """Return once the server has heard `verb`."""
        wait_until(lambda: verb in self.verbs(), f"{verb} to be said")


@contextmanager
def scripted(
    replies: Mapping[str, str] | None = None,
    *,
    offer: tuple[str, ...] = OFFER,
    context: ssl.SSLContext | None = None,
) -> Iterator[Script]:
    """Serve one session after another. `context` makes it TLS from the start.

    Names of replies are those of USUAL; "EHLO" stands for the whole reply to it.
    """
    script = Script(replies or {}, offer)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        script.port = listener.getsockname()[1]

        def run() -> None:
            while True:
                try:
                    link, _ = listener.accept()
                except OSError:
                    return
                script.sessions += 1
                link.settimeout(30)
                with suppress(OSError):
                    if context is not None:
                        link = context.wrap_socket(link, server_side=True)
                    _Session(link, script).run()
                with suppress(OSError):
                    link.close()

        threading.Thread(target=run, daemon=True).start()
        yield script


class _Session:
    """One connection."""

    def __init__(self, link: socket.socket, script: Script) -> None:
        self._link = link
        self._script = script
        self._file = link.makefile("rb")

    def run(self) -> None:
        """Serve until the client or the script ends it."""
        if not self._say(self._script.reply("greeting")):
            return
        while line := self._file.readline():
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            self._script.lines.append(text)
            verb = text.split(" ")[0].upper()
            if not self._say(self._answer(text, verb)) or verb == "QUIT":
                return
            taking = verb == "DATA" and self._script.reply("DATA").startswith("354")
            if taking and not self._take():
                return

    def _answer(self, text: str, verb: str) -> str:
        if verb == "EHLO" and "EHLO" not in self._script.replies:
            lines = ("server.test", *self._script.offer)
            marks = "-" * (len(lines) - 1) + " "
            pairs = zip(marks, lines, strict=True)
            return "\r\n".join(f"250{mark}{line}" for mark, line in pairs)
        if verb == "RCPT":
            path = text.partition(":")[2].split(" ")[0]
            return self._script.reply(f"RCPT {path}", "RCPT")
        return self._script.reply(verb)

    def _take(self) -> bool:
        lines: list[bytes] = []
        while (line := self._file.readline()) != b".\r\n":
            if not line:
                return False
            self._script.poured.set()
            # Transparency is taken off again. RFC 5321 section 4.5.2.
            lines.append(line.removeprefix(b"."))
        self._script.messages.append(b"".join(lines))
        self._script.arrived.set()
        return self._say(self._script.reply("content"))

    def _say(self, reply: str) -> bool:
        """Return whether the session goes on."""
        self._script.reached.set()
        if reply == CLOSE:
            return False
        if reply == SILENT:
            with suppress(OSError):
                while self._file.readline():
                    pass
            return False
        self._link.sendall(reply.encode("latin-1") + b"\r\n")
        return True
