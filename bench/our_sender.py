"""The project as one that sends: the shell's stream and loop, no journal behind."""

from collections.abc import Iterator

from attrs import frozen

from core.header.address import AddrSpec
from core.smtp.dialogue import Dialogue
from core.smtp.envelope import Envelope, Submission
from core.smtp.fate import Fate, Taken
from core.smtp.opening import Opened, Opening, close_session, open_session
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.submit import submit
from core.smtp.talk import Talk
from core.wire.turn import Channel
from shell import clock
from shell.drive.loop import drive
from shell.drive.smtp import SmtpSide
from shell.stream import connect
from shell.tls import Trust

PIECE = 1 << 18


@frozen
class Source:
    """The same octets as the mail data of every message, in pieces."""

    octets: bytes

    def pieces(self, _: str) -> Iterator[bytes]:
        for at in range(0, len(self.octets), PIECE):
            yield self.octets[at : at + PIECE]

    def committing(self, _: str) -> None:
        pass


def session(mails: tuple[Submission, ...]) -> Talk[tuple[Fate, ...]]:
    """Return what became of `mails`, all on one connection."""
    opened = yield from open_session(Opening(domain="client.example.org"))
    assert isinstance(opened, Opened), opened
    fates = yield from submit(opened.offer, mails)
    yield from close_session()
    return fates


def send(port: int, octets: bytes, count: int, sender: str, receiver: str) -> None:
    """Send a mail `count` times."""
    path = ReversePath(AddrSpec(*sender.split("@")))
    envelope = Envelope(path, (ForwardPath(AddrSpec(*receiver.split("@"))),))
    mails = tuple(
        Submission(envelope=envelope, source=f"{number}", size=len(octets))
        for number in range(count)
    )
    stream = connect("127.0.0.1", port, Trust(None), clock.deadline(30.0))
    dialogue = Dialogue(channel=Channel.TRUSTED)
    held = drive(SmtpSide(Source(octets)), stream, dialogue, session(mails))
    stream.close()
    assert len(held.result) == count, len(held.result)
    assert all(isinstance(fate, Taken) for fate in held.result), held.result[:1]
