"""The client's half of a session: what is in flight, what is held, what may go out.

`issue` orders commands, `receive` takes the octets that came; `secured`, `stored`
and `finish` tell what the shell has done. RFC 1939, RFC 2449 section 6.6.
"""

from attrs import evolve

from core.limits import DEFAULT_LIMITS, Limits
from core.pop3 import body
from core.pop3.body import Body
from core.pop3.capability import Offer, parse_offer
from core.pop3.command import (
    Auth,
    Capa,
    Command,
    Greeting,
    Keep,
    Respond,
    Retr,
    Top,
)
from core.pop3.event import Event, Output, Piece, Stored
from core.pop3.grammar import GRAMMAR, Follows, Phase, after, fits
from core.pop3.grouping import check, room
from core.pop3.response import Response, Status, parse_response, plain_response
from core.pop3.syntax import written
from core.value import frozen
from core.wire import dots
from core.wire.turn import (
    Channel,
    Fault,
    Goodbye,
    Handshake,
    Missing,
    Secured,
    Violated,
)

CRLF = b"\r\n"
# How much of what breaks the protocol is shown.
SHOWN_OCTETS = 512

NOTHING_OFFERED = Offer()
NOTHING_KEPT = Body()


@frozen
class Dialogue:
    """One side's view of a session: what is due, what is held, what has arrived.

    `in_flight` has the oldest command first, `held` those that may not go out
    yet. `pending` is what came and was not made use of. While a body arrives,
    `first` is the response that it belongs to, `pending` begins with the two
    octets before those not handed on, and `body` has what is kept of it.
    `channel` is TRUSTED from the start where TLS is, or where clear text may be.
    """

    phase: Phase = Phase.CONNECTING
    offer: Offer = NOTHING_OFFERED
    in_flight: tuple[Command, ...] = (Greeting(),)
    held: tuple[Command, ...] = ()
    pending: bytes = b""
    first: Response | None = None
    body: Body = NOTHING_KEPT
    channel: Channel = Channel.CLEAR
    limits: Limits = DEFAULT_LIMITS


def issue(
    dialogue: Dialogue, commands: tuple[Command, ...]
) -> tuple[Dialogue, tuple[Output, ...]]:
    """Return the dialogue with `commands` ordered, and what may go out now.

    A session that is over holds what is ordered. Raises ValueError for a command
    that has no place even if all before it is granted, and for one of a login
    that would go out in clear.
    """
    waiting = dialogue.held + commands
    if not waiting:
        return dialogue, ()
    over = dialogue.phase is Phase.CLOSED
    if commands and not over:
        clear = dialogue.channel is Channel.CLEAR
        check(dialogue.phase, dialogue.in_flight + dialogue.held, commands, clear=clear)
    # What waits unread while nothing is due may be the server's goodbye.
    silent = over or (dialogue.pending and not dialogue.in_flight)
    pipelining = dialogue.offer.pipelining
    count = 0 if silent else room(dialogue.in_flight, waiting, pipelining=pipelining)
    going, held = waiting[:count], waiting[count:]
    flying = evolve(dialogue, in_flight=dialogue.in_flight + going, held=held)
    match going[:1]:
        case ():
            return flying, ()
        case (Handshake() | Keep() as order,):
            return flying, (order,)
        case _:
            return flying, (written(going),)


def receive(dialogue: Dialogue, octets: bytes) -> tuple[Dialogue, tuple[Event, ...]]:
    """Return the dialogue after `octets`, and what they complete.

    The pieces of a message come before the response they belong to. What breaks
    the protocol closes the session: it is followed by the Missing of each command
    in flight, and octets behind it are not looked at.
    """
    reading = _Reading(dialogue, octets)
    reading.run()
    return reading.state(), tuple(reading.events)


def secured(dialogue: Dialogue) -> tuple[Dialogue, tuple[Event, ...]]:
    """Return the dialogue after the TLS handshake: nothing learnt before counts.

    RFC 2595 section 4. Raises ValueError if no Handshake is due.
    """
    if dialogue.in_flight != (Handshake(),):
        raise ValueError("no Handshake is due")
    fresh = Dialogue(
        Phase.AUTHORIZATION,
        in_flight=(),
        held=dialogue.held,
        channel=Channel.TRUSTED,
        limits=dialogue.limits,
    )
    return fresh, (Secured(),)


def stored(
    dialogue: Dialogue, numbers: tuple[int, ...]
) -> tuple[Dialogue, tuple[Event, ...]]:
    """Return the dialogue after `numbers`, of those to keep, are on disk for good.

    Raises ValueError if no Keep is due, or not for them.
    """
    match dialogue.in_flight:
        case (Keep(numbers=asked),) if set(numbers) <= set(asked):
            return evolve(dialogue, in_flight=()), (Stored(numbers),)
        case _:
            raise ValueError(f"no Keep of {numbers} is due")


def finish(dialogue: Dialogue) -> tuple[Dialogue, tuple[Event, ...]]:
    """Return the dialogue after the end of input, silence or an interruption.

    What is in flight is UNANSWERED, what is held UNSENT; half an answer is a
    violation.
    """
    events: list[Event] = []
    first = dialogue.first
    if dialogue.pending or first is not None:
        fault = Fault.UNENDED if dialogue.in_flight else Fault.UNASKED
        octets = dialogue.pending if first is None else first.text
        events.append(Violated(fault, octets[:SHOWN_OCTETS]))
    events += [Missing.UNANSWERED] * len(dialogue.in_flight)
    events += [Missing.UNSENT] * len(dialogue.held)
    limits, channel = dialogue.limits, dialogue.channel
    closed = Dialogue(Phase.CLOSED, dialogue.offer, (), channel=channel, limits=limits)
    return closed, tuple(events)


class _Reading:
    """What is being read by one `receive`: the dialogue in parts, and events."""

    def __init__(self, dialogue: Dialogue, octets: bytes) -> None:
        self.events: list[Event] = []
        self._before = dialogue
        self._window = dialogue.pending + octets
        self._at = 0 if dialogue.first is None else 2
        self._phase = dialogue.phase
        self._offer = dialogue.offer
        self._first = dialogue.first
        self._body = dialogue.body
        self._flying = dialogue.in_flight
        self._answered = 0
        self._held = dialogue.held

    def run(self) -> None:
        """Read as much as there is."""
        going = True
        while going and self._phase is not Phase.CLOSED:
            if self._first is not None:
                going = self._read_body(self._first)
            elif self._answered == len(self._flying) or isinstance(
                self._flying[self._answered], Handshake | Keep
            ):
                going = self._read_unasked()
            else:
                going = self._read_line(self._flying[self._answered])

    def state(self) -> Dialogue:
        """Return the dialogue that the reading leads to."""
        before, closed = self._before, self._phase is Phase.CLOSED
        start = self._at - (0 if self._first is None else 2)
        return Dialogue(
            self._phase,
            self._offer,
            () if closed else self._flying[self._answered :],
            self._held,
            b"" if closed else self._window[start:],
            None if closed else self._first,
            NOTHING_KEPT if closed else self._body,
            before.channel,
            before.limits,
        )

    def _read_line(self, command: Command) -> bool:
        """Read the first line of the answer to `command`; False if it is not whole."""
        limits = self._before.limits
        if plain := plain_response(self._window, self._at, limits.reply_line):
            return self._take_line(command, *plain)
        challenges = isinstance(command, Auth | Respond)
        limit = limits.challenge_line if challenges else limits.reply_line
        # A server that ends its lines by LF alone would be waited for in vain.
        stop = self._window.find(b"\n", self._at)
        line = self._window[self._at : stop if stop >= 0 else None]
        if len(line.removesuffix(b"\r")) > limit:
            return self._violate(Fault.TOO_LONG, line)
        if stop < 0:
            return False
        response = parse_response(line[:-1]).value if line.endswith(b"\r") else None
        if response is None:
            return self._violate(Fault.MALFORMED, line.removesuffix(b"\r"))
        return self._take_line(command, response, stop + 1)

    def _take_line(self, command: Command, response: Response, stop: int) -> bool:
        """Take `response`, whose line stops at `stop`; False if it ends the session."""
        phase = after(self._phase, command, response.status)
        if phase is None:
            return self._violate(Fault.UNEXPECTED, self._window[self._at : stop - 2])
        self._at = stop
        granted = response.status is Status.OK
        if granted and GRAMMAR[type(command)].body is not Follows.NOTHING:
            self._first = response
        else:
            self._answer(response, phase)
        return True

    def _read_body(self, first: Response) -> bool:
        """Read the body that stands behind `first`; False if it is not at its end."""
        command = self._flying[self._answered]
        octets, self._at, ended = dots.unstuff(self._window, self._at)
        if isinstance(command, Retr | Top):
            if octets or ended:
                self.events.append(Piece(command.number, octets, ended))
        else:
            bounds = body.bounds(command, self._before.limits)
            grown = body.feed(self._body, octets, bounds)
            blocks = body.finish(grown, bounds) if grown and ended else ()
            if grown is None or blocks is None:
                return self._violate(Fault.TOO_LONG, first.text)
            self._body = grown
            first = Response(first.status, first.text, blocks if ended else None)
        if ended:
            self._first, self._body = None, NOTHING_KEPT
            # No command with a body leads to another phase.
            self._answer(first, self._phase)
        return ended

    def _answer(self, response: Response, phase: Phase) -> None:
        """Give the oldest command in flight its answer, which leads to `phase`."""
        command = self._flying[self._answered]
        self._answered += 1
        self._phase = phase
        self.events.append(response)
        if isinstance(command, Capa):
            self._offer = parse_offer(response.body or ()).value
        if phase is Phase.CLOSED:
            self._close()
        elif self._answered == len(self._flying):
            while self._held and not fits(phase, self._held[0]):
                self.events.append(Missing.UNSENT)
                self._held = self._held[1:]

    def _read_unasked(self) -> bool:
        """Read what answers nothing: the server's goodbye, or a violation."""
        if not (octets := self._window[self._at :]):
            return False
        securing = self._phase is Phase.SECURING
        if b"-ERR".startswith(octets[:4]) and not securing:
            line, end, _ = octets.partition(CRLF)
            if not end and len(octets) <= self._before.limits.reply_line:
                return False
            if end and parse_response(line).value is not None:
                self.events.append(Goodbye(line))
                self._close()
                return False
        return self._violate(Fault.INJECTED if securing else Fault.UNASKED, octets)

    def _violate(self, fault: Fault, octets: bytes) -> bool:
        self.events.append(Violated(fault, octets[:SHOWN_OCTETS]))
        self._close()
        return False

    def _close(self) -> None:
        """End the session: what is in flight stays unanswered."""
        self._phase = Phase.CLOSED
        self.events += [Missing.UNANSWERED] * (len(self._flying) - self._answered)
