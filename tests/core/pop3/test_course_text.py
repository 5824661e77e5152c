"""The POP3 of a course on networks: its commands, and the dialogue that is typed."""

import pytest

from core.pop3 import command as pop3_command
from core.pop3 import dialogue as pop3
from core.pop3.event import Piece
from core.pop3.grammar import Phase
from core.pop3.listing import parse_scan_listing
from core.pop3.response import Response, Status, parse_response
from core.pop3.syntax import parse_command, serialize_command
from core.wire.turn import Channel
from tests.core.pop3.standing import written


@pytest.mark.parametrize(
    ("line", "command"),
    [
        pytest.param(b"USER a@qq.com", pop3_command.User("a@qq.com"), id="USER"),
        pytest.param(b"PASS a code", pop3_command.Pass("a code"), id="PASS"),
        pytest.param(b"STAT", pop3_command.Stat(), id="STAT"),
        pytest.param(b"LIST", pop3_command.List(), id="LIST"),
        pytest.param(b"LIST 2", pop3_command.ListOne(2), id="LIST msg"),
        pytest.param(b"RETR 1", pop3_command.Retr(1), id="RETR"),
        pytest.param(b"DELE 3", pop3_command.Dele(3), id="DELE"),
        pytest.param(b"RSET", pop3_command.Rset(), id="RSET"),
        pytest.param(b"NOOP", pop3_command.Noop(), id="NOOP"),
        pytest.param(b"QUIT", pop3_command.Quit(), id="QUIT"),
    ],
)
def test_nine_commands(line: bytes, command: pop3_command.Command) -> None:
    verb, blank, argument = line.partition(b" ")
    for typed in (line, verb.lower() + blank + argument):
        parsed = parse_command(typed)
        assert parsed.value == command
        assert parsed.defects == ()
    assert serialize_command(command) == line + b"\r\n"


@pytest.mark.parametrize(
    "line",
    [
        b"+OK XMail POP3 Server v1.0 Service Ready(XMail v1.0)",
        b"+OK",
        b"+OK 14712",
        b"+OK Bye",
    ],
)
def test_lines_of_the_server(line: bytes) -> None:
    parsed = parse_response(line)
    assert parsed.value == Response(Status.OK, line[4:])
    assert parsed.defects == ()


def test_the_dialogue_is_the_one_that_is_typed() -> None:
    exchanges: tuple[tuple[bytes, pop3_command.Command, bytes], ...] = (
        (b"user 12345@qq.com", pop3_command.User("12345@qq.com"), b"+OK"),
        (b"pass abcdefghijklmnop", pop3_command.Pass("abcdefghijklmnop"), b"+OK"),
        (b"list", pop3_command.List(), b"+OK\r\n1 14712\r\n2 120\r\n3 99\r\n."),
        (b"retr 1", pop3_command.Retr(1), b"+OK 14712\r\nSubject: a\r\n\r\n..\r\n."),
        (b"quit", pop3_command.Quit(), b"+OK Bye"),
    )
    dialogue = pop3.Dialogue(channel=Channel.TRUSTED)
    greeting = b"+OK XMail POP3 Server v1.0 Service Ready(XMail v1.0)\r\n"
    dialogue, _ = pop3.receive(dialogue, greeting)
    told: list[object] = []
    for typed, command, answer in exchanges:
        dialogue, outputs = pop3.issue(dialogue, (command,))
        verb, blank, argument = typed.partition(b" ")
        assert written(outputs) == verb.upper() + blank + argument + b"\r\n"
        dialogue, events = pop3.receive(dialogue, answer + b"\r\n")
        told += events
    user, secret, listed, *retrieved, end = told
    assert user == secret == Response(Status.OK)
    assert isinstance(listed, Response)
    assert listed.body is not None
    scans = b"".join(listed.body).split(b"\r\n")[:-1]
    sizes = [parse_scan_listing(line).value for line in scans]
    assert [scan.size for scan in sizes if scan is not None] == [14712, 120, 99]
    # The size that RETR announces is text: the message is what stands before the dot.
    pieces = [event.octets for event in retrieved if isinstance(event, Piece)]
    assert b"".join(pieces) == b"Subject: a\r\n\r\n.\r\n"
    assert Response(Status.OK, b"14712") in retrieved
    assert end == Response(Status.OK, b"Bye")
    assert dialogue.phase is Phase.CLOSED
