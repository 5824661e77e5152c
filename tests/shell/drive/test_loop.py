"""The loop between a Stream and a dialogue, over a script."""

import signal
from collections import deque
from collections.abc import Iterator

import pytest
from attrs import define, field
from hypothesis import given
from hypothesis import strategies as st

from core.header.address import AddrSpec
from core.smtp.command.transaction import Content
from core.smtp.dialogue import Answer, Dialogue
from core.smtp.envelope import Envelope, OnReject, Submission
from core.smtp.fate import Fate, Refused, Taken, Uncertain
from core.smtp.opening import Opened, Opening, Unopened, Upgrade, open_session
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.reply import Reply
from core.smtp.submit import submit
from core.smtp.talk import Talk
from core.transcript import Heard, Poured, Pouring, TranscriptRecord, Wrote
from core.wire.turn import Channel, Fault, Missing, Violated
from shell.clock import Deadline
from shell.drive.loop import Driven, drive
from shell.drive.smtp import SmtpSide
from shell.exits import Kind, ShellError
from shell.signals import Interrupted
from tests.shell.scripted import Breaks, Hears, Says, ScriptedStream, cut, scripted

MAIL_DATA = b"Subject: dots\r\n\r\n.one\r\n..two\r\n"
GREETING = b"220 mx.example.org ready\r\n"
HELLO = b"250-mx.example.org\r\n250-PIPELINING\r\n250 SIZE 1000000\r\n"
LOCKSTEP = b"250 mx.example.org\r\n"
GROUP = b"250 Ok\r\n250 Ok\r\n354 go on\r\n"
TAKEN = b"250 Ok: queued as 4711\r\n"

EHLO = b"EHLO [127.0.0.1]\r\n"
COMMANDS = (
    b"MAIL FROM:<me@example.org> SIZE=30\r\nRCPT TO:<ann@example.org>\r\nDATA\r\n"
)
WIRE_DATA = b"Subject: dots\r\n\r\n..one\r\n...two\r\n.\r\n"


@define
class Memory:
    """Sources in memory. `committed` are the octets written by each commit."""

    stream: ScriptedStream
    octets: dict[str, bytes] = field(factory=lambda: {"one": MAIL_DATA})
    committed: dict[str, bytes] = field(factory=dict)

    def pieces(self, source: str) -> Iterator[bytes]:
        octets = self.octets[source]
        for at in range(0, len(octets), 70_000):
            yield octets[at : at + 70_000]

    def committing(self, source: str) -> None:
        self.committed[source] = bytes(self.stream.heard)


def polite(*replies: bytes, sizes: tuple[int, ...] = ()) -> ScriptedStream:
    """Return a stream on which each reply waits for what it answers."""
    script: deque[Says | Breaks | Hears] = deque()
    heard = 0
    for reply, said in zip(replies, (b"", EHLO, COMMANDS, WIRE_DATA), strict=False):
        heard += len(said)
        script.append(Hears(heard))
        script.extend(says for says in cut(reply, sizes) if says.octets)
    return ScriptedStream(script)


def submission(*local_parts: str, source: str = "one") -> Submission:
    paths = tuple(ForwardPath(AddrSpec(part, "example.org")) for part in local_parts)
    sender = ReversePath(AddrSpec("me", "example.org"))
    return Submission(
        envelope=Envelope(sender, paths),
        source=source,
        size=len(MAIL_DATA),
        on_reject=OnReject.ABORT,
    )


def session(
    *submissions: Submission,
) -> Talk[tuple[Opened | Unopened, tuple[Fate, ...]]]:
    opened = yield from open_session(Opening(domain="[127.0.0.1]"))
    if isinstance(opened, Unopened):
        return opened, ()
    return opened, (yield from submit(opened.offer, submissions))


def hold(
    stream: ScriptedStream, *submissions: Submission, memory: Memory | None = None
) -> Driven[Dialogue, tuple[Opened | Unopened, tuple[Fate, ...]]]:
    side = SmtpSide(memory or Memory(stream))
    dialogue = Dialogue(channel=Channel.TRUSTED)
    return drive(side, stream, dialogue, session(*submissions))


def fate_of(
    driven: Driven[Dialogue, tuple[Opened | Unopened, tuple[Fate, ...]]],
) -> Fate:
    (fate,) = driven.result[1]
    return fate


def test_a_message_is_taken() -> None:
    stream = polite(GREETING, HELLO, GROUP, TAKEN)
    memory = Memory(stream)
    fate = fate_of(hold(stream, submission("ann"), memory=memory))
    assert isinstance(fate, Taken)
    assert bytes(stream.heard) == EHLO + COMMANDS + WIRE_DATA
    # Nothing of the message is out when the commit is noted.
    assert memory.committed["one"] == EHLO + COMMANDS


@given(st.lists(st.integers(1, 9), max_size=60))
def test_cuts_never_show(sizes: list[int]) -> None:
    replies = (GREETING, HELLO, GROUP, TAKEN)
    whole, pieces = polite(*replies), polite(*replies, sizes=tuple(sizes))
    assert hold(pieces, submission("ann")) == hold(whole, submission("ann"))
    assert pieces.heard == whole.heard


def test_groups_leave_in_one_write() -> None:
    stream = polite(GREETING, HELLO, GROUP, TAKEN)
    told: list[TranscriptRecord] = []
    side = SmtpSide(Memory(stream))
    dialogue = Dialogue(channel=Channel.TRUSTED)
    drive(side, stream, dialogue, session(submission("ann")), (told.append,))
    match told:
        case [
            Heard(octets=greeting),
            Wrote(octets=hello),
            Heard(),
            Wrote(octets=commands),
            Heard(octets=group),
            Pouring(source="one"),
            Poured(size=size),
            Heard(octets=taken),
        ]:
            assert (greeting, hello) == (GREETING, EHLO)
            assert (commands, group, taken) == (COMMANDS, GROUP, TAKEN)
            assert size == len(WIRE_DATA)
        case _:
            pytest.fail(f"told {told}")


def test_lockstep_without_pipelining() -> None:
    script: deque[Says | Breaks | Hears] = deque([Says(GREETING)])
    heard = 0
    for said, reply in (
        (EHLO, LOCKSTEP),
        (b"MAIL FROM:<me@example.org>\r\n", b"250 Ok\r\n"),
        (b"RCPT TO:<ann@example.org>\r\n", b"250 Ok\r\n"),
        (b"DATA\r\n", b"354 go on\r\n"),
        (WIRE_DATA, TAKEN),
    ):
        heard += len(said)
        script += (Hears(heard), Says(reply))
    assert isinstance(fate_of(hold(ScriptedStream(script), submission("ann"))), Taken)


def test_silence_after_the_dot_is_uncertain() -> None:
    driven = hold(polite(GREETING, HELLO, GROUP), submission("ann"))
    assert isinstance(fate_of(driven), Uncertain)
    assert isinstance(driven.ended, ShellError)
    assert driven.ended.kind is Kind.TIMEOUT


def test_a_drop_before_the_dot_is_certain() -> None:
    stream = polite(GREETING, HELLO, GROUP)
    stream.breaks_at = len(EHLO + COMMANDS + WIRE_DATA) - 1
    fate = fate_of(hold(stream, submission("ann")))
    assert isinstance(fate, Refused)
    assert fate.cause is Missing.UNENDED
    assert fate.at is Content


def test_a_refusal_in_the_middle_of_the_mail_data_is_the_one_reported() -> None:
    full = b"552 5.3.4 message too large\r\n"
    stream = polite(GREETING, HELLO, GROUP)
    stream.script += (Hears(100_000), Says(full))
    stream.stuck_at = 100_000
    memory = Memory(stream, octets={"one": (b"x" * 62 + b"\r\n") * 10_000})
    driven = hold(stream, submission("ann"), memory=memory)
    fate = fate_of(driven)
    assert isinstance(fate, Refused)
    assert isinstance(fate.cause, Reply)
    assert fate.cause.code == 552
    assert not memory.committed
    assert not bytes(stream.heard).endswith(b"\r\n.\r\n")


def test_success_before_the_dot_is_no_success() -> None:
    stream = polite(GREETING, HELLO, GROUP)
    stream.script += (Hears(100_000), Says(TAKEN))
    stream.stuck_at = 100_000
    memory = Memory(stream, octets={"one": (b"x" * 62 + b"\r\n") * 10_000})
    driven = hold(stream, submission("ann"), memory=memory)
    assert isinstance(fate_of(driven), Refused)
    assert any(
        isinstance(fault, Violated) and fault.fault is Fault.UNEXPECTED
        for fault in driven.faults
    )


def test_an_early_reply_answers_nothing() -> None:
    stream = polite(GREETING, HELLO + b"250 early\r\n")
    driven = hold(stream, submission("ann"))
    fate = fate_of(driven)
    assert isinstance(fate, Refused)
    assert fate.cause is Missing.UNSENT
    assert bytes(stream.heard) == EHLO
    assert [fault.fault for fault in driven.faults if isinstance(fault, Violated)] == [
        Fault.UNASKED
    ]


def test_clear_octets_behind_starttls_end_the_session() -> None:
    hello = b"250-mx.example.org\r\n250 STARTTLS\r\n"
    stream = polite(GREETING, hello, b"220 go\r\n250 injected\r\n")
    stream.script[-2] = Hears(len(EHLO) + 10)

    def talk() -> Talk[Opened | Unopened]:
        opening = Opening(domain="[127.0.0.1]", upgrade=Upgrade.STARTTLS)
        return (yield from open_session(opening))

    driven = drive(SmtpSide(Memory(stream)), stream, Dialogue(), talk())
    assert isinstance(driven.result, Unopened)
    assert not stream.handshakes
    assert driven.faults


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_answers_every_command(number: signal.Signals) -> None:
    class Stopped(ScriptedStream):
        """Interrupted by the first read behind the mail data."""

        def read(self, deadline: object) -> bytes:
            if self.heard.endswith(b"\r\n.\r\n"):
                raise Interrupted(number)
            return super().read(deadline)  # type: ignore[arg-type]

    stream = Stopped(polite(GREETING, HELLO, GROUP).script)
    driven = hold(stream, submission("ann"))
    assert isinstance(fate_of(driven), Uncertain)
    assert isinstance(driven.ended, Interrupted)
    assert driven.ended.exit_code == 128 + number


def test_a_line_that_ended_while_idle_answers_what_is_ordered_next() -> None:
    stream = polite(GREETING, HELLO)
    stream.script.append(Says(b""))
    fate = fate_of(hold(stream, submission("ann")))
    assert isinstance(fate, Refused)
    assert fate.cause is Missing.UNSENT


def test_a_signal_within_the_last_write_leaves_it_uncertain() -> None:
    class Stopped(ScriptedStream):
        """Interrupted when the last octet is gone, before the write returns."""

        def write(self, octets: bytes | memoryview, deadline: Deadline) -> int:
            sent = super().write(octets, deadline)
            if self.heard.endswith(b"\r\n.\r\n"):
                raise Interrupted(signal.SIGTERM)
            return sent

    driven = hold(Stopped(polite(GREETING, HELLO, GROUP).script), submission("ann"))
    assert isinstance(fate_of(driven), Uncertain)


def test_a_line_that_breaks_within_the_last_write_is_certain() -> None:
    stream = polite(GREETING, HELLO, GROUP)
    stream.breaks_at = len(EHLO + COMMANDS + WIRE_DATA) - 2
    assert isinstance(fate_of(hold(stream, submission("ann"))), Refused)


def test_an_errand_that_waits_for_nothing_is_our_mistake() -> None:
    def talk() -> Talk[Answer]:
        yield ()
        return (yield ())

    stream = scripted(GREETING, b"")
    with pytest.raises(RuntimeError, match="answer to nothing"):
        drive(SmtpSide(Memory(stream)), stream, Dialogue(), talk())
