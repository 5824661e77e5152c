"""A dialogue as it stands in a phase, and what is written and told of it."""

from core.smtp.command.octets import Command
from core.smtp.command.transaction import Content, Mail, Rcpt
from core.smtp.dialogue import Dialogue, Event, receive
from core.smtp.extension import Keyword, Offer
from core.smtp.grammar import Phase
from core.smtp.path import ForwardPath, ReversePath
from core.wire.turn import Channel, Write

MAIL = Mail(ReversePath(None))
RCPT = Rcpt(ForwardPath(None))
PIPELINING = Offer("mx", (Keyword("PIPELINING"),))


def standing(
    phase: Phase = Phase.READY,
    offer: Offer = PIPELINING,
    in_flight: tuple[Command, ...] = (),
    channel: Channel = Channel.TRUSTED,
) -> Dialogue:
    """Return a dialogue that holds nothing back."""
    return Dialogue(phase, offer, in_flight, (), phase, channel=channel)


# A message that goes out, and the MAIL of the next one behind it.
FLIGHT = standing(Phase.POURING, in_flight=(Content("a"), MAIL))


def told(dialogue: Dialogue, *octets: bytes) -> tuple[Dialogue, list[Event]]:
    """Return the dialogue after chunks of octets, and the events of them all."""
    events: list[Event] = []
    for chunk in octets:
        dialogue, more = receive(dialogue, chunk)
        events += more
    return dialogue, events


def written(outputs: tuple[object, ...]) -> bytes:
    """Return the octets of lines that go out; mail data do not count."""
    return b"".join(one.octets for one in outputs if isinstance(one, Write))
