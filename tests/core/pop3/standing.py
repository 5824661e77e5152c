"""A dialogue as it stands in a phase, and what is written and told of it."""

from core.pop3.capability import Capability, Offer
from core.pop3.command import Command
from core.pop3.dialogue import Dialogue, finish, receive
from core.pop3.event import Event, Piece
from core.pop3.grammar import Phase
from core.wire.turn import Channel, Violated, Write
from tests.strategies.wire import cuts

PIPELINING = Offer((Capability("PIPELINING"),))


def standing(phase: Phase, *in_flight: Command, offer: Offer = PIPELINING) -> Dialogue:
    """Return a dialogue that holds nothing back."""
    return Dialogue(phase, offer, in_flight, channel=Channel.TRUSTED)


def at_work(*in_flight: Command) -> Dialogue:
    """Return a dialogue that is logged in."""
    return standing(Phase.TRANSACTION, *in_flight)


def written(outputs: tuple[object, ...]) -> bytes:
    """Return the octets of lines that go out."""
    return b"".join(output.octets for output in outputs if isinstance(output, Write))


def joined(events: tuple[Event, ...]) -> list[object]:
    """Return events with the pieces of one message as one; of violations the fault."""
    told: list[object] = []
    for event in events:
        match event, told[-1:]:
            case Piece(number=number), [Piece(number=before, last=False) as piece] if (
                number == before
            ):
                octets = piece.octets + event.octets
                told[-1] = Piece(number, octets, event.last)
            case Violated(fault=fault), _:
                told.append(fault)
            case _:
                told.append(event)
    return told


def fed(dialogue: Dialogue, octets: bytes, places: list[int]) -> tuple[object, ...]:
    """Return what a dialogue tells of octets that are cut at some places."""
    events: tuple[Event, ...] = ()
    for piece in cuts(octets, places):
        dialogue, more = receive(dialogue, piece)
        events += more
    dialogue, more = finish(dialogue)
    return (*joined(events + more), dialogue)
