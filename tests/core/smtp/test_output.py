"""What goes out for the commands that are ordered, and when. RFC 2920."""

import pytest

from core.smtp.command.octets import Command
from core.smtp.command.session import (
    Auth,
    Ehlo,
    Noop,
    StartTls,
)
from core.smtp.command.transaction import BdatLast, Content, Data
from core.smtp.dialogue import (
    IN_FLIGHT,
    finish,
    issue,
    receive,
)
from core.smtp.extension import Offer
from core.smtp.grammar import Phase
from core.wire.turn import (
    Channel,
    Fault,
    Handshake,
    Missing,
    Pour,
    PourChunk,
    Violated,
    Write,
)
from tests.core.smtp.standing import MAIL, RCPT, standing, written


def test_groups_leave_as_the_offer_allows() -> None:
    orders = (MAIL, RCPT, RCPT, Data())
    dialogue, outputs = issue(standing(), orders)
    assert outputs == (Write(written(outputs), written(outputs)),)
    assert written(outputs).count(b"\r\n") == 4
    assert dialogue.in_flight == orders
    dialogue, outputs = issue(standing(offer=Offer("mx")), orders)
    assert written(outputs) == b"MAIL FROM:<>\r\n"
    assert dialogue.held == orders[1:]
    dialogue, _ = receive(dialogue, b"250 ok\r\n")
    dialogue, outputs = issue(dialogue, ())
    assert written(outputs) == b"RCPT TO:<Postmaster>\r\n"


def test_what_ends_a_group_has_nothing_behind_it() -> None:
    """RFC 2920 section 3.1."""
    dialogue, outputs = issue(standing(), (Noop(), MAIL))
    assert written(outputs) == b"NOOP\r\n"
    assert issue(dialogue, ())[1] == ()
    dialogue, _ = receive(dialogue, b"250 ok\r\n")
    assert written(issue(dialogue, ())[1]) == b"MAIL FROM:<>\r\n"


def test_mail_data_begin_the_next_group() -> None:
    dialogue = standing(Phase.POURING)
    _, outputs = issue(dialogue, (Content("a"), MAIL, RCPT, Data()))
    assert outputs[0] == Pour("a")
    assert written(outputs) == b"MAIL FROM:<>\r\nRCPT TO:<Postmaster>\r\nDATA\r\n"
    _, outputs = issue(standing(Phase.ADDRESSED), (BdatLast("a", 3),))
    assert outputs == (
        Write(b"BDAT 3 LAST\r\n", b"BDAT 3 LAST\r\n"),
        PourChunk("a", 3, last=True),
    )


def test_no_more_are_in_flight_than_buffers_hold() -> None:
    recipients = (RCPT,) * 300
    dialogue, outputs = issue(standing(), (MAIL, *recipients))
    assert len(dialogue.in_flight) == IN_FLIGHT
    dialogue, events = receive(dialogue, b"250 ok\r\n" * 10)
    assert len(events) == 10
    dialogue, outputs = issue(dialogue, ())
    assert len(dialogue.in_flight) == IN_FLIGHT
    assert written(outputs).count(b"\r\n") == 10


def test_the_last_room_is_for_one_command() -> None:
    dialogue, _ = issue(standing(), (MAIL, *(RCPT,) * (IN_FLIGHT - 2)))
    dialogue, outputs = issue(dialogue, (RCPT, RCPT))
    assert written(outputs).count(b"\r\n") == 1
    assert len(dialogue.in_flight) == IN_FLIGHT
    assert issue(dialogue, (RCPT,))[1] == ()


@pytest.mark.parametrize("command", [Auth("PLAIN", b"AGEAYg=="), MAIL])
def test_nothing_private_goes_out_in_clear(command: Command) -> None:
    """Promise 5."""
    clear = standing(channel=Channel.CLEAR)
    said = f"{type(command).__name__} in clear text"
    with pytest.raises(ValueError, match=said):
        issue(clear, (command,))
    with pytest.raises(ValueError, match=said):
        issue(clear, (Ehlo("x"), command))
    with pytest.raises(ValueError, match=said):
        issue(issue(clear, (Noop(),))[0], (command,))
    behind = (StartTls(), Handshake(), Ehlo("x"), command)
    dialogue, outputs = issue(clear, behind)
    assert written(outputs) == b"STARTTLS\r\n"
    assert dialogue.held == behind[1:]


def test_secrets_are_written_and_not_shown() -> None:
    _, outputs = issue(standing(), (Auth("PLAIN", b"AGEAaHVudGVyMg=="),))
    assert outputs == (
        Write(b"AUTH PLAIN AGEAaHVudGVyMg==\r\n", b"AUTH PLAIN ***\r\n"),
    )
    assert "AGEAaHVudGVyMg" not in repr(outputs)


def test_half_an_unasked_line_holds_everything_back() -> None:
    dialogue, events = receive(standing(), b"25")
    assert events == ()
    dialogue, outputs = issue(dialogue, (MAIL,))
    assert outputs == ()
    dialogue, events = receive(dialogue, b"0 ok\r\n")
    assert events == (Violated(Fault.UNASKED, b"250 ok"),)
    assert finish(dialogue)[1] == (Missing.UNSENT,)
    dialogue, _ = receive(standing(), b"25")
    assert finish(dialogue)[1] == (Violated(Fault.UNASKED, b"25"),)
