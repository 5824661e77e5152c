"""What goes out for commands."""

from core.smtp.command.octets import Command, serialize_command, shown
from core.smtp.command.session import Auth, Respond
from core.smtp.command.transaction import Bdat, BdatLast, Content
from core.wire.turn import Handshake, Output, Pour, PourChunk, Write


def outputs(commands: tuple[Command, ...]) -> tuple[Output, ...]:
    """Return what goes out for `commands`, lines next to each other in one write."""
    result: list[Output] = []
    lines: list[bytes] = []
    stars: list[bytes] = []
    for command in commands:
        line = serialize_command(command)
        if line:
            lines.append(line)
        match command:
            case Auth() | Respond():
                stars.append(serialize_command(shown(command)))
            case Content() | Bdat() | BdatLast() | Handshake():
                stars.append(line)
                result += _write(lines, stars)
                lines, stars = [], []
                result.append(_other(command))
            case _:
                stars.append(line)
    return (*result, *_write(lines, stars))


def _write(lines: list[bytes], stars: list[bytes]) -> tuple[Write, ...]:
    return (Write(b"".join(lines), b"".join(stars)),) if lines else ()


def _other(command: Content | Bdat | BdatLast | Handshake) -> Output:
    match command:
        case Content(source=source):
            return Pour(source)
        case Bdat(source=source, size=size):
            return PourChunk(source, size, last=False)
        case BdatLast(source=source, size=size):
            return PourChunk(source, size, last=True)
        case Handshake():
            return command
