"""An errand, held without a dialogue: answers in, orders and the result out."""

from collections.abc import Iterable

from core.pop3.command import Command
from core.pop3.event import Answer
from core.pop3.response import Response, Status
from core.pop3.talk import T, Talk

OK = Response(Status.OK)
ERR = Response(Status.ERR, b"no")


def body(octets: bytes) -> Response:
    """Return a response of +OK with a body."""
    return Response(Status.OK, body=(octets,))


def hold(talk: Talk[T], answers: Iterable[Answer]) -> tuple[tuple[Command, ...], T]:
    """Return all that `talk` ordered, and its result. It must take every answer."""
    waiting = list(answers)
    orders: tuple[Command, ...] = ()
    try:
        orders += next(talk)
        while waiting:
            orders += talk.send(waiting.pop(0))
    except StopIteration as stop:
        assert waiting == [], "answers were left over"
        result: T = stop.value
        return orders, result
    raise AssertionError(f"no answer for {orders}")
