"""The client's half: what is in flight, what is held, what may go out now.

The errand orders commands, the shell moves octets, and neither sees how they were
cut or grouped. Every command that was ordered is answered, in the order in which
they were ordered, also when the line is lost.
"""

from typing import TypeAlias

from attrs import evolve, field

from core.limits import DEFAULT_LIMITS, Limits
from core.smtp.command.octets import Command
from core.smtp.command.session import Ehlo, Greeting, Helo, Lhlo
from core.smtp.extension import Offer, parse_offer
from core.smtp.grammar import CLOSING, GRAMMAR, Phase, Rule, after, hoped
from core.smtp.loss import pours, unanswered
from core.smtp.output import outputs
from core.smtp.reading import SHOWN, Heard, read
from core.smtp.reply import Reply
from core.value import frozen
from core.wire.turn import (
    Channel,
    Fault,
    Goodbye,
    Handshake,
    Missing,
    Output,
    Secured,
    Violated,
)

Answer: TypeAlias = Reply | Secured | Missing
"""What became of one command."""

Event: TypeAlias = Reply | Secured | Missing | Violated | Goodbye
"""What octets complete: an answer for the oldest in flight, or an end."""

IN_FLIGHT = 128
"""Commands under way at once, so that neither side's buffers fill."""


HELLO = (Ehlo, Lhlo, Helo)


@frozen
class Dialogue:
    """One side's view of a session: what is due, what is held back.

    `due` is the phase in which the session will stand once all that is in flight
    is granted. `pending` is a line not at its end, `said` the lines of a reply not
    at its end. The greeting is in flight from the first moment.
    """

    phase: Phase = Phase.CONNECTING
    offer: Offer = field(factory=Offer)
    in_flight: tuple[Command, ...] = (Greeting(),)
    held: tuple[Command, ...] = ()
    due: Phase = Phase.GREETED
    pending: bytes = b""
    said: tuple[bytes, ...] = ()
    channel: Channel = Channel.CLEAR
    limits: Limits = DEFAULT_LIMITS


def issue(
    dialogue: Dialogue, commands: tuple[Command, ...]
) -> tuple[Dialogue, tuple[Output, ...]]:
    """Return the dialogue with `commands` ordered, and what may go out now.

    What is ordered after the end is held, and `finish` answers it. Raises
    ValueError if a command has no place behind those before it, or may not go
    out in clear.
    """
    queue = dialogue.held + commands if dialogue.held else commands
    if not queue:
        return dialogue, ()
    if dialogue.phase is Phase.CLOSED:
        return evolve(dialogue, held=queue), ()
    ready, due = _ready(dialogue, queue)
    changed = Dialogue(
        dialogue.phase,
        dialogue.offer,
        dialogue.in_flight + queue[:ready],
        queue[ready:],
        due,
        dialogue.pending,
        dialogue.said,
        dialogue.channel,
        dialogue.limits,
    )
    return changed, outputs(queue[:ready]) if ready else ()


def _ready(dialogue: Dialogue, queue: tuple[Command, ...]) -> tuple[int, Phase]:
    """Return how many of `queue` may go out now, and the phase hoped for behind them.

    Raises ValueError for one that can have no place. RFC 2920 section 3.1. One pass,
    since this is done for every message.
    """
    phase = due = dialogue.due
    clear = dialogue.channel is Channel.CLEAR
    room, free = _room(dialogue)
    ready = 0
    for number, command in enumerate(queue):
        rule = GRAMMAR[type(command)]
        placed = phase in rule.places
        if not placed and number >= len(dialogue.held):
            name = type(command).__name__
            raise ValueError(f"commands: {name} has no place in {phase.name}")
        if clear:
            _check_clear(rule, command)
            clear = not isinstance(command, Handshake)
        phase = hoped(phase, command)
        if ready == number and placed and (free or rule.rides):
            ready += 1
            due = phase
            free = dialogue.offer.pipelining and ready < room and not rule.ends_group
    return ready, due


def _room(dialogue: Dialogue) -> tuple[int, bool]:
    """Return how many more may be in flight, and whether a first one may go now.

    Part of a reply that answers nothing has to end before anything goes out.
    """
    in_flight = dialogue.in_flight
    if not in_flight:
        return IN_FLIGHT, not (dialogue.pending or dialogue.said)
    room = IN_FLIGHT - len(in_flight)
    ended = GRAMMAR[type(in_flight[-1])].ends_group
    return room, dialogue.offer.pipelining and room > 0 and not ended


def _check_clear(rule: Rule, command: Command) -> None:
    """Raise ValueError if `command` may not go out on a line in clear."""
    if rule.guarded:
        raise ValueError(f"commands: {type(command).__name__} in clear text")


def receive(
    dialogue: Dialogue, octets: bytes, unended: str | None = None
) -> tuple[Dialogue, tuple[Event, ...]]:
    """Return the dialogue after `octets`, and what they complete.

    That is an answer for the oldest in flight, once for each reply; or a violation
    or goodbye, after which whatever is in flight is UNANSWERED and nothing more is
    heard. What is held and has lost its place is UNSENT once nothing is in flight.
    `unended` names the source whose last octet is not written yet: it can be
    refused already, but success cannot be meant for it.
    """
    if dialogue.phase is Phase.CLOSED:
        return dialogue, ()
    heard = read(dialogue.pending, dialogue.said, octets, dialogue.limits)
    phase, offer, count, held, events = _settled(dialogue, heard.replies, unended)
    broken = _broken(phase, heard)
    if broken is not None:
        phase = Phase.CLOSED
        events.append(broken)
    in_flight = dialogue.in_flight[count:]
    channel, limits = dialogue.channel, dialogue.limits
    if phase is Phase.CLOSED:
        events += unanswered(in_flight, unended)
        closed = Dialogue(phase, offer, (), held, phase, b"", (), channel, limits)
        return closed, tuple(events)
    due = _hoped(phase, in_flight) if in_flight else phase
    pending, said = heard.pending, heard.said
    changed = Dialogue(
        phase, offer, in_flight, held, due, pending, said, channel, limits
    )
    return changed, tuple(events)


def _settled(
    dialogue: Dialogue, replies: tuple[Reply, ...], unended: str | None
) -> tuple[Phase, Offer, int, tuple[Command, ...], list[Event]]:
    """Return phase, offer, how many are answered, what is held, and the events."""
    offer, in_flight, held = dialogue.offer, dialogue.in_flight, dialogue.held
    phase: Phase = dialogue.phase
    events: list[Event] = []
    count = 0
    for reply in replies:
        command = in_flight[count] if count < len(in_flight) else None
        verdict = _judged(phase, command, reply, unended)
        if not isinstance(verdict, Phase):
            events.append(verdict)
            return Phase.CLOSED, offer, count, held, events
        phase = verdict
        events.append(reply)
        count += 1
        if isinstance(command, HELLO) and reply.granted:
            offer = Offer() if type(command) is Helo else parse_offer(reply).value
        if phase is Phase.CLOSED:
            break
        if held and count == len(in_flight):
            lost = _lost(phase, held)
            events += [Missing.UNSENT] * lost
            held = held[lost:]
    return phase, offer, count, held, events


def _judged(
    phase: Phase, oldest: Command | None, reply: Reply, unended: str | None
) -> Phase | Violated | Goodbye:
    """Return the phase after `reply` to the `oldest` in flight, or how it ends all."""
    if phase is Phase.SECURING:
        return Violated(Fault.INJECTED, b"")
    target = None if oldest is None else after(phase, oldest, reply.code)
    early = unended is not None and reply.granted and pours(oldest, unended)
    if target is not None and not early:
        return target
    octets = b"%d %b" % (reply.code, reply.lines[0][:SHOWN])
    if oldest is not None:
        return Violated(Fault.UNEXPECTED, octets)
    if reply.code == CLOSING:
        return Goodbye(octets)
    return Violated(Fault.UNASKED, octets)


def _broken(phase: Phase, heard: Heard) -> Violated | None:
    """Return how what stands behind the replies of `heard` breaks the protocol."""
    if phase is Phase.CLOSED:
        return None
    if phase is Phase.SECURING and (heard.violated or heard.pending or heard.said):
        return Violated(Fault.INJECTED, b"")
    return heard.violated


def _hoped(phase: Phase, commands: tuple[Command, ...]) -> Phase:
    """Return the phase after all of `commands` are answered as hoped."""
    for command in commands:
        phase = hoped(phase, command)
    return phase


def _lost(phase: Phase, held: tuple[Command, ...]) -> int:
    """Return how many commands at the front of `held` have lost their place."""
    count = 0
    while count < len(held) and phase not in GRAMMAR[type(held[count])].places:
        count += 1
    return count


def secured(dialogue: Dialogue) -> tuple[Dialogue, tuple[Event, ...]]:
    """Return the dialogue after the handshake: all that was learnt in clear is gone.

    RFC 3207 section 4.2. Raises ValueError if no handshake is in flight.
    """
    if dialogue.in_flight != (Handshake(),):
        raise ValueError("dialogue: no handshake is in flight")
    changed = evolve(
        dialogue,
        phase=Phase.GREETED,
        due=Phase.GREETED,
        offer=Offer(),
        in_flight=(),
        channel=Channel.TRUSTED,
    )
    return changed, (Secured(),)


def finish(
    dialogue: Dialogue, unended: str | None = None
) -> tuple[Dialogue, tuple[Event, ...]]:
    """Return the dialogue at its end, by whatever cause, and all answers still due.

    What is in flight is UNANSWERED, what is held UNSENT. `unended` names the source
    whose last octet was not written: its command is UNENDED, those behind it
    are UNSENT. A reply that has begun is a violation.
    """
    events: list[Event] = []
    if dialogue.pending or dialogue.said:
        begun = (*dialogue.said, dialogue.pending)[0]
        fault = Fault.UNENDED if dialogue.in_flight else Fault.UNASKED
        events.append(Violated(fault, begun[:SHOWN]))
    events += unanswered(dialogue.in_flight, unended)
    events += [Missing.UNSENT] * len(dialogue.held)
    ended = Dialogue(
        Phase.CLOSED,
        dialogue.offer,
        (),
        (),
        Phase.CLOSED,
        channel=dialogue.channel,
        limits=dialogue.limits,
    )
    return ended, tuple(events)
