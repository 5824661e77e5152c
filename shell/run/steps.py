"""The steps of an errand, each as it is ordered and as it is answered."""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from shell.terminal.screen import Screen, tell
from shell.terminal.timed import timed

if TYPE_CHECKING:
    # Whoever drives an errand has loaded the loop; a run without a server does not.
    from shell.drive.loop import Talk

C = TypeVar("C")
A = TypeVar("A")
T = TypeVar("T")


def observed(
    talk: "Talk[C, A, T]",
    awaited: tuple[C, ...],
    ordered: Callable[[tuple[C, ...]], None],
    answered: Callable[[C, A], None],
) -> "Talk[C, A, T]":
    """Return the errand `talk`, telling of each group of orders and of each answer.

    `awaited` are the commands in flight before it orders any, as the greeting.
    """
    waiting = deque(awaited)
    try:
        orders = next(talk)
        while True:
            if orders:
                waiting.extend(orders)
                ordered(orders)
            answer = yield orders
            answered(waiting.popleft(), answer)
            orders = talk.send(answer)
    except StopIteration as stop:
        result: T = stop.value
        return result


def ruled(purpose: str | None, name: str, section: str) -> str:
    """Return what a step is for, its name, and the section that rules it.

    `section` is as the grammars have it: "RFC 5321 4.1.1.1", "RFC 1939 4, 6".
    """
    rfc, number, sections = section.split(" ", 2)
    noun = "sections" if "," in sections else "section"
    named = name if purpose is None else f"{purpose}: {name}"
    return f"{named}, {rfc} {number} {noun} {sections}"


class Narrator:
    """Tells each step with the seconds since the run began: -v, and more of it -vv.

    `begun` is when it did, by the monotonic clock.
    """

    def __init__(self, screen: Screen, verbose: int, begun: float) -> None:
        self._screen = screen
        self._verbose = verbose
        self._begun = begun

    def step(self, text: str) -> None:
        """Tell what is done, at -v."""
        if self._verbose == 1:
            tell(self._screen, timed(text, self._begun))

    def rule(self, text: str) -> None:
        """Tell what comes next and which section rules it, at -vv."""
        if self._verbose > 1:
            tell(self._screen, timed(text, self._begun))
