"""What goes out for commands."""

from core.smtp.command.octets import Command, serialize_command, shown
from core.smtp.command.session import Auth, Respond
from core.smtp.command.transaction import Bdat, BdatLast, Content, Data, Mail, Rcpt
from core.wire.turn import Handshake, Output, Pour, PourChunk, Write

SECRET = frozenset({Auth, Respond})


def outputs(commands: tuple[Command, ...]) -> tuple[Output, ...]:
    """Return what goes out for `commands`, lines next to each other in one write."""
    result: list[Output] = []
    start = 0
    for stop, command in enumerate(commands):
        match command:
            case Mail() | Rcpt() | Data():
                continue
            case Content(source=source):
                result += _write(commands[start:stop])
                result.append(Pour(source))
            case Handshake():
                result += _write(commands[start:stop])
                result.append(command)
            case Bdat(source=source, size=size):
                result += _write(commands[start : stop + 1])
                result.append(PourChunk(source, size, last=False))
            case BdatLast(source=source, size=size):
                result += _write(commands[start : stop + 1])
                result.append(PourChunk(source, size, last=True))
            case _:
                continue
        start = stop + 1
    return (*result, *_write(commands[start:]))


def _write(commands: tuple[Command, ...]) -> tuple[Write, ...]:
    if not commands:
        return ()
    octets = b"".join(map(serialize_command, commands))
    if not octets:
        return ()
    if not SECRET.isdisjoint(map(type, commands)):
        return (Write(octets, b"".join(serialize_command(shown(c)) for c in commands)),)
    return (Write(octets, octets),)
