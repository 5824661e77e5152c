"""From an errand and a dialogue to octets on a Stream, and back.

Silence, a lost line and an interruption are all the end of the dialogue: the
errand is answered for every command it ordered, and always returns its result.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from core.value import frozen
from core.wire.turn import Handshake, Pour, PourChunk, Write
from shell import clock
from shell.drive.out import WRITE_SIZE, Out
from shell.drive.side import A, Broken, C, D, Side, Step, Watch
from shell.exits import ShellError
from shell.signals import Interrupted
from shell.stream import Stream

if TYPE_CHECKING:
    from shell.drive.recorder import Recorder

T = TypeVar("T")

Talk: TypeAlias = Generator[tuple[C, ...], A, T]
End: TypeAlias = ShellError | Interrupted


@frozen
class Driven(Generic[D, T]):
    """A dialogue after an errand, what the errand returned, and what went wrong.

    `faults` are the other side's; `ended` is why the line was given up here:
    silence, a broken connection, a source or a target that failed, a signal.
    """

    dialogue: D
    result: T
    faults: tuple[Broken, ...] = ()
    ended: End | None = None


def recorder_for(watches: tuple[Watch, ...]) -> "Recorder | None":
    """Return what tells `watches` what goes over the line; None if nobody watches."""
    if not watches:
        return None
    from shell.drive.recorder import Recorder

    return Recorder(watches)


def drive(
    side: Side[D, C, A],
    stream: Stream,
    dialogue: D,
    talk: Talk[C, A, T],
    watches: tuple[Watch, ...] = (),
) -> Driven[D, T]:
    """Return what became of `talk`, held over `stream` in `dialogue`."""
    loop = _Loop(side, stream, dialogue, watches)
    try:
        orders = next(talk)
        while True:
            answers = loop.turn(orders)
            orders = ()
            for answer in answers:
                orders += talk.send(answer)
    except StopIteration as stop:
        result: T = stop.value
    return Driven(loop.dialogue, result, tuple(loop.faults), loop.end)


class _Loop(Generic[D, C, A]):
    """The state of one `drive`: it lives as long as the call."""

    def __init__(
        self,
        side: Side[D, C, A],
        stream: Stream,
        dialogue: D,
        watches: tuple[Watch, ...],
    ) -> None:
        self.dialogue = dialogue
        self.faults: list[Broken] = []
        self.end: End | None = None
        self._side = side
        self._stream = stream
        self._recorder = recorder_for(watches)
        self._answers: list[A] = []
        self._out = Out(stream)
        # When the step under way began, and the octets it has brought since.
        self._since = clock.monotonic()
        self._brought = 0

    def turn(self, orders: tuple[C, ...]) -> list[A]:
        """Return the answers that come next, after ordering `orders`."""
        try:
            if orders:
                self._hear_early()
            self._send(orders)
            while not self._answers:
                self._hear()
        except (ShellError, Interrupted) as error:
            self.end = self.end or error
            self._finish(str(error))
        answers, self._answers = self._answers, []
        return answers

    def _hear_early(self) -> None:
        """Take in what waits although nothing is in flight.

        Else it would pass for an answer to what goes out next.
        """
        side = self._side
        while not side.busy(self.dialogue) and not side.over(self.dialogue):
            if not self._stream.waiting():
                return
            self._hear()

    def _send(self, orders: tuple[C, ...]) -> None:
        """Order `orders`, and do what may be done now."""
        self.dialogue, outputs = self._side.issue(self.dialogue, orders)
        for output in outputs:
            match output:
                case Write():
                    self._out.add(output.octets)
                    if self._recorder is not None:
                        self._recorder.wrote(output.shown)
                    continue
                case Pour() | PourChunk():
                    self._pour(output)
                case Handshake():
                    self._secure()
                case _:
                    self._take(self._side.carry(self.dialogue, output, self._recorder))
            if self._side.over(self.dialogue):
                return
        self._flush()

    def _pour(self, output: Pour | PourChunk) -> None:
        """Send mail data, piece by piece."""
        out = self._out
        out.begin(output.source)
        pieces = self._side.pour(output)
        if self._recorder is not None:
            pieces = self._recorder.poured(output.source, pieces)
        for piece in pieces:
            out.add(piece)
            if out.queued >= WRITE_SIZE:
                self._flush()
                if self._side.over(self.dialogue):
                    return
        out.end()

    def _flush(self) -> None:
        """Write what is queued, and take in what arrives before all is out."""
        if not self._out.queued:
            return
        self._since, self._brought = clock.monotonic(), 0
        silence = self._side.silence(self.dialogue)
        while not self._out.flush(silence):
            self._hear()
            if not self._side.busy(self.dialogue):
                # All that was asked is answered before it was said to its end.
                self._finish("the server answered early")
            if self._side.over(self.dialogue):
                self._out.drop()

    def _secure(self) -> None:
        """Shake hands for TLS."""
        self._stream.start_tls(clock.deadline(self._side.silence(self.dialogue)))
        if self._recorder is not None:
            self._recorder.secured(self._stream.tls_version or "")
        self._take(self._side.secured(self.dialogue))

    def _hear(self) -> None:
        """Read once; the end of input is the end of the dialogue."""
        if self._side.over(self.dialogue):
            self._finish("")
            if not self._answers:
                raise RuntimeError("an errand waits for an answer to nothing")
            return
        silence = self._side.silence(self.dialogue)
        # A step may drip, but not for ever.
        total = 2 * silence + self._brought / clock.SLOWEST
        octets = self._stream.read(clock.Deadline(silence, self._since + total))
        if not octets:
            self._finish("the server closed the connection")
            return
        self._brought += len(octets)
        if self._recorder is not None:
            self._recorder.heard(octets)
        unended = self._out.unended
        self._take(self._side.receive(self.dialogue, octets, unended))

    def _finish(self, reason: str) -> None:
        """End the dialogue, so that whatever was ordered is answered."""
        if self._recorder is not None and reason and not self._side.over(self.dialogue):
            self._recorder.ended(reason)
        self._take(self._side.finish(self.dialogue, self._out.unended))

    def _take(self, step: Step[D, A]) -> None:
        """Keep the dialogue, the answers and the faults of `step`."""
        self.dialogue = step.dialogue
        self.faults += step.faults
        if step.answers:
            self._answers += step.answers
            self._since, self._brought = clock.monotonic(), 0
