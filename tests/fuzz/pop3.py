"""Laws of what reads POP3's lines, a server's or a client's: core.pop3."""

import itertools
from typing import TypeAlias

from core.pop3.capability import Capability, Offer, parse_offer, serialize_offer
from core.pop3.command import Capa, Noop, Quit, Retr, Stat, Uidl
from core.pop3.dialogue import Dialogue, finish, issue, receive
from core.pop3.event import Event, Piece
from core.pop3.grammar import Phase
from core.pop3.listing import (
    number_of,
    numbers,
    parse_drop_listing,
    parse_scan_listing,
    parse_sizes,
    parse_unique_id_listing,
    parse_unique_ids,
)
from core.pop3.response import parse_response, serialize_response
from core.pop3.syntax import parse_command, parse_respond, serialize_command
from core.wire.turn import Channel, Fault, Goodbye, Violated
from tests.fuzz.target import Target, cut, in_range, lines

PIPELINING = Offer((Capability("PIPELINING"),))
WINDOW = (Stat(), Uidl(), Retr(1), Retr(2), Noop(), Quit())


def pop3_response(octets: bytes) -> None:
    for line in lines(octets + b"\r\n"):
        parsed = parse_response(line)
        assert in_range(parsed.defects, len(line))
        if parsed.value is not None and line.startswith((b"+OK", b"-ERR")):
            written = serialize_response(parsed.value).partition(b"\r\n")[0]
            assert parse_response(written).value == parsed.value


def pop3_command(octets: bytes) -> None:
    for line in lines(octets + b"\r\n"):
        parsed = parse_command(line)
        assert in_range(parsed.defects, len(line))
        if parsed.value is not None:
            (written,) = lines(serialize_command(parsed.value))
            assert parse_command(written).value == parsed.value
        assert in_range(parse_respond(line).defects, len(line))


def pop3_listing(octets: bytes) -> None:
    for line in lines(octets + b"\r\n"):
        parse_drop_listing(line)
        parse_scan_listing(line)
        parse_unique_id_listing(line)
    blocks = (octets + b"\r\n",)
    sizes, unique_ids = parse_sizes(blocks).value, parse_unique_ids(blocks).value
    for number in itertools.islice(numbers(sizes, unique_ids), 1000):
        unique_id = unique_ids.of(number)
        if unique_id is not None:
            assert number_of(unique_ids, unique_id) == number


def pop3_offer(octets: bytes) -> None:
    parsed = parse_offer((octets + b"\r\n",))
    written = serialize_offer(parsed.value)
    assert parse_offer((written,)).value == parsed.value


Heard: TypeAlias = tuple[list[Event], list[Fault | Goodbye]]


def heard(dialogue: Dialogue, pieces: list[bytes]) -> Heard:
    """Return what a session hears, to its end: answers, and what ends it before.

    The pieces of a message are joined. What shows a fault depends on what had come
    by then, so the fault alone counts.
    """
    found: list[Event] = []
    for piece in pieces:
        dialogue, events = receive(dialogue, piece)
        found += events
    _, events = finish(dialogue)
    answers: list[Event] = []
    ends: list[Fault | Goodbye] = []
    for event in (*found, *events):
        match event, answers[-1:]:
            case Violated(fault), _:
                ends.append(fault)
            case Goodbye(), _:
                ends.append(event)
            case Piece(number, octets, last), [Piece(same, before, False)] if (
                same == number
            ):
                answers[-1] = Piece(number, before + octets, last)
            case _:
                answers.append(event)
    return answers, ends


def check_dialogue(dialogue: Dialogue, octets: bytes) -> None:
    """However octets are cut the same is heard, and each command has one answer."""
    whole, pieces = cut(octets)
    answers, ends = heard(dialogue, [whole])
    assert heard(dialogue, pieces) == (answers, ends)
    assert len(ends) <= 1
    final = [answer for answer in answers if not isinstance(answer, Piece)]
    assert len(final) == len(dialogue.in_flight) + len(dialogue.held)


def pop3_greeting(octets: bytes) -> None:
    dialogue, _ = issue(Dialogue(), (Capa(), Quit()))
    check_dialogue(dialogue, octets)


def pop3_window(octets: bytes) -> None:
    ready = Dialogue(
        Phase.TRANSACTION, PIPELINING, in_flight=(), channel=Channel.TRUSTED
    )
    dialogue, _ = issue(ready, WINDOW)
    check_dialogue(dialogue, octets)


RESPONSES = (
    (
        b"\x02\x04\x07+OK 2 320\r\n+OK\r\n1 a\r\n2 b\r\n.\r\n+OK\r\n..a\r\n.\r\n"
        b"-ERR [SYS/TEMP] no\r\n+OK\r\n+OK bye\r\n"
    ),
    b"\x02\x03\x09+OK POP3 <1.2@example.org>\r\n+OK\r\nSASL PLAIN\r\nUIDL\r\n.\r\n",
    b"1 120\r\n2 200\r\n2 300\r\n",
    b"1 a\r\n2 b\r\n3 a\r\n",
    b"SASL PLAIN LOGIN\r\nEXPIRE 30 USER\r\nLOGIN-DELAY x\r\n",
)
TARGETS = (
    Target(pop3_response, (b"+OK", b"-ERR [IN-USE] x", b"+ YQ==", *RESPONSES)),
    Target(pop3_command, (b"retr 1", b"TOP 1 0", b"PASS a b", b"AUTH PLAIN =", b"X y")),
    Target(pop3_listing, RESPONSES),
    Target(pop3_offer, RESPONSES),
    Target(pop3_greeting, RESPONSES),
    Target(pop3_window, RESPONSES),
)
