"""An errand, held without a dialogue: a server answers each command that is ordered."""

from collections.abc import Callable

from core.header.address import AddrSpec
from core.sasl.password import Plain
from core.smtp.command.octets import Command
from core.smtp.command.session import (
    Auth,
    Ehlo,
    Greeting,
    Lhlo,
    StartTls,
)
from core.smtp.command.transaction import (
    Data,
)
from core.smtp.dialogue import Answer
from core.smtp.envelope import (
    Body,
    Envelope,
    Notices,
    OnReject,
    Submission,
)
from core.smtp.extension import Keyword, Offer, serialize_offer
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.reply import Reply
from core.smtp.talk import T, Talk
from core.wire.turn import Handshake, Secured

OK = Reply(250, (b"ok",))
GO = Reply(354, (b"go",))
NO = Reply(550, (b"no",))
LATER = Reply(450, (b"later",))
# What a server says to each command.
Server = Callable[[Command], Answer]


def held(talk: Talk[T], server: Server) -> tuple[T, list[tuple[Command, ...]]]:
    """Return what `talk` returned, and what it ordered each time it did."""
    ordered: list[tuple[Command, ...]] = []
    queue: list[Command] = []
    try:
        orders = next(talk)
        while True:
            if orders:
                ordered.append(orders)
                queue += orders
            answer = server(queue.pop(0)) if queue else server(Greeting())
            orders = talk.send(answer)
    except StopIteration as stop:
        return stop.value, ordered


def kindly(command: Command) -> Answer:
    """Say yes to everything."""
    return GO if isinstance(command, Data) else OK


def to(
    *names: str,
    size: int | None = None,
    body: Body = Body.SEVEN_BIT,
    utf8: bool = False,
    notices: Notices | None = None,
    require_tls: bool = False,
    on_reject: OnReject = OnReject.ABORT,
) -> Submission:
    """Return a message to these local-parts."""
    paths = tuple(ForwardPath(AddrSpec(name, "example.org")) for name in names)
    return Submission(
        envelope=Envelope(ReversePath(AddrSpec("me", "example.com")), paths),
        source="/".join(names),
        size=size,
        body=body,
        utf8=utf8,
        notices=notices,
        require_tls=require_tls,
        on_reject=on_reject,
    )


HELLO = serialize_offer(
    Offer("mx", (Keyword("STARTTLS"), Keyword("AUTH", ("PLAIN", "LOGIN"))))
)


PLAIN = Plain(user="u", password="p")


def polite(command: Command) -> Answer:
    """Offer STARTTLS and AUTH, and let everybody in."""
    match command:
        case Greeting() | StartTls():
            return Reply(220, (b"mx",))
        case Ehlo() | Lhlo():
            return HELLO
        case Handshake():
            return Secured()
        case Auth(initial=None):
            return Reply(334)
        case Auth():
            return Reply(235)
        case _:
            return OK


def refusing(
    kind: type[Command], answer: Answer = NO, server: Server = kindly
) -> Server:
    """Return `server`, but that it says `answer` to every command of a kind."""
    return lambda command: answer if type(command) is kind else server(command)


def scripted(*answers: Answer) -> Server:
    """Return a server that says these, whatever it is asked."""
    rest = iter(answers)
    return lambda _: next(rest)
