"""What the loop asks of a protocol, and whom it tells what goes over the line."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Generic, Protocol, TypeAlias, TypeVar

from core.value import frozen
from core.wire.turn import Goodbye, Pour, PourChunk, Violated

if TYPE_CHECKING:
    from core.transcript import TranscriptRecord
    from shell.drive.recorder import Recorder

D = TypeVar("D")
C = TypeVar("C")
A = TypeVar("A")
C_contra = TypeVar("C_contra", contravariant=True)

Broken: TypeAlias = Violated | Goodbye

# Takes in what goes over the line, as it does: a transcript, a terminal.
Watch: TypeAlias = Callable[["TranscriptRecord"], None]


@frozen
class Step(Generic[D, A]):
    """A dialogue after something happened: the answers, and how it broke off."""

    dialogue: D
    answers: tuple[A, ...] = ()
    faults: tuple[Broken, ...] = ()


class Side(Protocol[D, C_contra, A]):
    """One protocol's dialogue, and what the shell does for it beside the line."""

    def issue(
        self, dialogue: D, commands: tuple[C_contra, ...]
    ) -> tuple[D, tuple[object, ...]]:
        """Return the dialogue with `commands` ordered, and what is to go out."""

    def receive(self, dialogue: D, octets: bytes, unended: str | None) -> Step[D, A]:
        """Return the dialogue after `octets`.

        `unended` names the source that is being poured while they arrive.
        """

    def secured(self, dialogue: D) -> Step[D, A]:
        """Return the dialogue after the handshake."""

    def finish(self, dialogue: D, unended: str | None) -> Step[D, A]:
        """Return the dialogue at its end, every command answered."""

    def pour(self, output: Pour | PourChunk) -> Iterator[bytes]:
        """Yield what goes out for `output`; its last octets come last."""

    def carry(
        self, dialogue: D, output: object, recorder: "Recorder | None", /
    ) -> Step[D, A]:
        """Return the dialogue after what `output` asks for away from the line."""

    def busy(self, dialogue: D) -> bool:
        """Return whether something is in flight."""

    def over(self, dialogue: D) -> bool:
        """Return whether the dialogue is closed."""

    def silence(self, dialogue: D) -> float:
        """Return how many seconds the other side may keep silent now."""
