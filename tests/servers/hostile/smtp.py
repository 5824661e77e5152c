"""An SMTP server that is well-behaved but for what its table says."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from attrs import field, frozen

from tests.servers.hostile.act import Act, due
from tests.servers.hostile.line import Gone, Peer, Running, serving
from tests.servers.hostile.tls import Contexts, secure

OFFER = b"250-mail.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 50000000\r\n"
SECURED = OFFER + b"250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN\r\n"
CLEAR = OFFER + b"250 STARTTLS\r\n"

ANSWERS: Mapping[str, bytes] = MappingProxyType(
    {
        "GREETING": b"220 mail.test ESMTP\r\n",
        "HELO": b"250 mail.test\r\n",
        "STARTTLS": b"220 2.0.0 go ahead\r\n",
        "AUTH": b"235 2.7.0 welcome\r\n",
        "MAIL": b"250 2.1.0 sender ok\r\n",
        "RCPT": b"250 2.1.5 recipient ok\r\n",
        "DATA": b"354 go ahead\r\n",
        "CONTENT": b"250 2.0.0 queued as 17\r\n",
        "RSET": b"250 2.0.0 reset\r\n",
        "NOOP": b"250 2.0.0 ok\r\n",
        "QUIT": b"221 2.0.0 bye\r\n",
    }
)


@frozen(kw_only=True)
class Smtp:
    """A server: `tls` is "implicit", "starttls" or "clear".

    `certificate` is one of tls.contexts, or of NO_HANDSHAKE; with "none" the server
    speaks in clear where TLS is due. `acts` are what it does at a stage, one after
    the other, the last for ever: a verb, GREETING, CONTENT (the dot), 334 (an answer
    to a challenge) or MIDWAY (after `midway` octets of mail data). EHLO is by `clear`
    and `secured`.
    """

    tls: str = "implicit"
    certificate: str = "good"
    acts: Mapping[str, tuple[Act, ...]] = field(factory=dict)
    clear: bytes = CLEAR
    secured: bytes = SECURED
    midway: int | None = None

    @contextmanager
    def running(self, contexts: Contexts) -> Iterator[Running]:
        """Give the server while it runs."""
        waiting = {stage: list(acts) for stage, acts in self.acts.items()}
        with serving(lambda peer: _Session(self, peer, contexts, waiting).run()) as it:
            yield it


class _Session:
    """One connection: what comes is answered by the table, else as is proper."""

    def __init__(
        self,
        server: Smtp,
        peer: Peer,
        contexts: Contexts,
        waiting: dict[str, list[Act]],
    ) -> None:
        self._server = server
        self._peer = peer
        self._contexts = contexts
        self._waiting = waiting

    def run(self) -> None:
        if self._server.tls == "implicit" and self._server.certificate != "none":
            self._secure()
        stage = "GREETING"
        while True:
            told = self._peer.do(self._next(stage))
            if stage == "QUIT":
                self._peer.drain()
            elif stage == "STARTTLS" and told[:3] == b"220":
                self._secure()
            if told[:3] == b"354":
                stage = self._data()
            elif told[:3] == b"334":
                self._peer.hear()
                stage = "334"
            else:
                line = self._peer.hear()
                stage = line.split(b" ")[0].decode("latin-1").upper()

    def _data(self) -> str:
        taken = self._peer.hear_data(self._server.midway)
        return "MIDWAY" if taken is None else "CONTENT"

    def _secure(self) -> None:
        secure(self._peer, self._server.certificate, self._contexts)

    def _next(self, stage: str) -> Act:
        if acts := self._waiting.get(stage):
            return due(acts)
        if stage == "EHLO":
            return self._server.secured if self._peer.secure else self._server.clear
        if stage == "MIDWAY":
            raise Gone
        return ANSWERS.get(stage, b"500 5.5.1 what?\r\n")
