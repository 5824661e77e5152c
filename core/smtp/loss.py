"""Why commands stay without an answer when a line is lost."""

from core.smtp.command.octets import Command
from core.smtp.command.transaction import Bdat, BdatLast, Content
from core.wire.turn import Missing


def pours(command: Command | None, source: str) -> bool:
    """Return whether the octets of `source` belong to `command`."""
    match command:
        case Content(source=poured) | BdatLast(source=poured) | Bdat(source=poured):
            return poured == source
        case _:
            return False


def unanswered(in_flight: tuple[Command, ...], unended: str | None) -> list[Missing]:
    """Return why each of `in_flight` stays without an answer.

    Behind the source that is `unended` nothing has gone out.
    """
    if unended is None:
        return [Missing.UNANSWERED] * len(in_flight)
    at = next((n for n, one in enumerate(in_flight) if pours(one, unended)), -1)
    behind = [Missing.UNSENT] * (len(in_flight) - at - 1)
    return behind if at < 0 else [Missing.UNANSWERED] * at + [Missing.UNENDED] + behind
