"""Transcripts beside what comes of them, in a form that a person checks by eye."""

from pathlib import Path

from core.pop3.event import Piece, Stored
from core.pop3.response import Response
from core.replay import Event, Replay
from core.smtp.reply import Reply
from core.wire.turn import Goodbye, Missing, Secured, Violated

VECTORS = Path(__file__).parent.parent / "vectors"


def told(event: Event) -> str:
    """Return one event as a vector has it."""
    match event:
        case Response(status=status, text=text, body=body):
            behind = "" if body is None else f" {b''.join(body)!r}"
            return f"{status.value.decode()} {text!r}{behind}"
        case Reply(code=code, lines=lines):
            return f"{code} {list(lines)!r}"
        case Piece(number=number, octets=octets, last=last):
            return f"{'last piece' if last else 'piece'} of {number} {octets!r}"
        case Stored(numbers=numbers):
            return f"stored {list(numbers)}"
        case Secured():
            return "secured"
        case Missing():
            return f"missing {event.name}"
        case Violated(fault=fault, octets=octets):
            return f"violated {fault.name} {octets!r}"
        case Goodbye(octets=octets):
            return f"goodbye {octets!r}"


def printed(replay: Replay) -> str:
    """Return what comes of a transcript: a record's number and an event a line."""
    return "".join(
        f"{number}: {told(event)}\n"
        for number, events in enumerate(replay.events)
        for event in events
    )
