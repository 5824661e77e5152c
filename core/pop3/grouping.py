"""Which commands may be ordered, and which go out together. RFC 2449 section 6.6."""

from core.pop3.command import Command
from core.pop3.grammar import GRAMMAR, Phase
from core.wire.turn import Handshake

# So many that no round trip is felt, so few that they fit the buffers of both
# sides while neither reads.
IN_FLIGHT = 128


def check(
    phase: Phase,
    before: tuple[Command, ...],
    commands: tuple[Command, ...],
    *,
    clear: bool,
) -> None:
    """Raise ValueError if one of `commands` can have no place behind `before`.

    That is, in the phase which holds if all before it is granted. In `clear`,
    what belongs to a login has no place either until a Handshake.
    """
    for command in before:
        phase = GRAMMAR[type(command)].ok or phase
        clear = clear and not isinstance(command, Handshake)
    for command in commands:
        rule = GRAMMAR[type(command)]
        if phase not in rule.places:
            name = type(command).__name__
            raise ValueError(f"commands: {name} has no place in {phase.name}")
        if clear and rule.guarded:
            raise ValueError(f"commands: {type(command).__name__} in clear text")
        phase = rule.ok or phase
        clear = clear and not isinstance(command, Handshake)


def room(
    in_flight: tuple[Command, ...],
    waiting: tuple[Command, ...],
    *,
    pipelining: bool,
) -> int:
    """Return how many of `waiting` may go out behind what is in flight."""
    if in_flight and not (pipelining and not GRAMMAR[type(in_flight[-1])].ends_group):
        return 0
    most = IN_FLIGHT - len(in_flight) if pipelining else 1
    for count, command in enumerate(waiting[:most]):
        rule = GRAMMAR[type(command)]
        if rule.begins_group and (in_flight or count):
            return count
        if rule.ends_group:
            return count + 1
    return min(most, len(waiting))
