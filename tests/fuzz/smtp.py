"""Laws of what reads SMTP's lines, a server's or a client's: core.smtp."""

from typing import TypeAlias

from core.header.address import AddrSpec
from core.smtp.command.octets import serialize_command
from core.smtp.command.parse import parse_command, parse_response
from core.smtp.command.session import Ehlo, Quit
from core.smtp.command.transaction import Content, Data, Mail, Rcpt
from core.smtp.dialogue import Dialogue, Event, finish, issue, receive
from core.smtp.extension import Keyword, Offer, parse_offer, serialize_offer
from core.smtp.grammar import Phase
from core.smtp.path import (
    ForwardPath,
    ReversePath,
    parse_forward_path,
    parse_reverse_path,
)
from core.smtp.reply import parse_reply, serialize_reply
from core.wire.turn import Channel, Fault, Goodbye, Violated
from tests.fuzz.target import Target, cut, in_range, lines

ANN = AddrSpec("ann", "example.org")
PIPELINING = Offer("mail.example.org", (Keyword("PIPELINING"),))
TRANSACTION = (Mail(ReversePath(ANN)), Rcpt(ForwardPath(ANN)), Data(), Content("m"))


def smtp_reply(octets: bytes) -> None:
    said = lines(octets)
    if not said:
        return
    parsed = parse_reply(said)
    assert in_range(parsed.defects, len(octets))
    if parsed.value is not None:
        again = parse_reply(lines(serialize_reply(parsed.value)))
        assert again.value == parsed.value


def smtp_offer(octets: bytes) -> None:
    said = lines(octets)
    answer = parse_reply(said).value if said else None
    if answer is not None:
        offer = parse_offer(answer)
        again = parse_offer(serialize_offer(offer.value))
        assert (again.value, again.defects) == (offer.value, ())


def smtp_path(octets: bytes) -> None:
    for parsed in (parse_reverse_path(octets), parse_forward_path(octets)):
        assert in_range(parsed.defects, len(octets))
        if parsed.value is not None:
            assert b"\r" not in parsed.value.octets
            assert b"\n" not in parsed.value.octets
    reverse = parse_reverse_path(octets).value
    if reverse is not None:
        assert parse_reverse_path(reverse.octets).value == reverse


def smtp_command(octets: bytes) -> None:
    for line in lines(octets + b"\r\n"):
        parsed = parse_command(line)
        assert in_range(parsed.defects, len(line))
        if parsed.value is not None:
            (written,) = lines(serialize_command(parsed.value))
            assert parse_command(written).value == parsed.value
        assert in_range(parse_response(line).defects, len(line))


Heard: TypeAlias = tuple[list[Event], list[Fault | Goodbye]]


def heard(dialogue: Dialogue, pieces: list[bytes]) -> Heard:
    """Return what a session hears, to its end: answers, and what ends it before.

    What shows a fault depends on what had come by then, so the fault alone counts.
    """
    found: list[Event] = []
    for piece in pieces:
        dialogue, events = receive(dialogue, piece)
        found += events
    _, events = finish(dialogue)
    answers: list[Event] = []
    ends: list[Fault | Goodbye] = []
    for event in (*found, *events):
        match event:
            case Violated(fault):
                ends.append(fault)
            case Goodbye():
                ends.append(event)
            case _:
                answers.append(event)
    return answers, ends


def check_dialogue(dialogue: Dialogue, octets: bytes) -> None:
    """However octets are cut the same is heard, and each command has one answer."""
    whole, pieces = cut(octets)
    answers, ends = heard(dialogue, [whole])
    assert heard(dialogue, pieces) == (answers, ends)
    assert len(ends) <= 1
    assert len(answers) == len(dialogue.in_flight) + len(dialogue.held)


def smtp_greeting(octets: bytes) -> None:
    dialogue, _ = issue(Dialogue(), (Ehlo("client.example.org"), Quit()))
    check_dialogue(dialogue, octets)


def smtp_transaction(octets: bytes) -> None:
    ready = Dialogue(
        Phase.READY,
        PIPELINING,
        in_flight=(),
        due=Phase.READY,
        channel=Channel.TRUSTED,
    )
    dialogue, _ = issue(ready, TRANSACTION)
    check_dialogue(dialogue, octets)


REPLIES = (
    (
        b"250-mail.example.org\r\n250-SIZE 1000\r\n250-AUTH=LOGIN\r\n250-AUTH PLAIN\r\n"
        b"250 PIPELINING\r\n"
    ),
    b"\x03\x05\x05\x05220 hello\r\n250-a\r\n250 b\r\n221 bye\r\n",
    b"\x01\x09250 2.1.0 ok\r\n550 5.1.1 no\r\n554 no\r\n",
    b"\x01\x09250 ok\r\n250 ok\r\n354 go\r\n421 bye\r\n",
    b"251\r\n",
    b"250-a\r\n550 b\r\n",
)
COMMANDS = (
    b"MAIL FROM:<ann@example.org> SIZE=10 BODY=8BITMIME AUTH=<> RET=HDRS ENVID=a+2Bb",
    b'rcpt to: <@a:"b c"@[127.0.0.1]> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a@b',
    b"AUTH PLAIN =",
    b"BDAT 10 LAST",
    b"EHLO [IPv6:::1]",
)
TARGETS = (
    Target(smtp_reply, REPLIES),
    Target(smtp_offer, REPLIES),
    Target(smtp_path, (b"<>", b"<ann@example.org>", b'<@a,@b:"x\\"y"@[1.2.3.4]>')),
    Target(smtp_command, COMMANDS),
    Target(smtp_greeting, REPLIES),
    Target(smtp_transaction, REPLIES),
)
