"""The server's half: what it hears and answers, however its octets are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.header.address import AddrSpec
from core.limits import Limits
from core.smtp.command.octets import serialize_command
from core.smtp.command.session import Auth, Ehlo, Lhlo, Quit, Respond
from core.smtp.command.transaction import (
    Bdat,
    BdatLast,
    Data,
    Mail,
    Rcpt,
)
from core.smtp.extension import Offer
from core.smtp.grammar import Phase
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.reply import Reply
from core.smtp.service import (
    Due,
    Heard,
    Piece,
    Service,
    feed,
    grant,
    hear,
    say,
    secured,
)
from core.smtp.talk import Protocol
from core.wire.turn import Fault, Handshake, Violated
from tests.core.smtp.served import OFFER, held
from tests.linear import in_linear_time
from tests.strategies.broken import broken
from tests.strategies.smtp import commands
from tests.strategies.wire import cuts

SESSION = (
    b"EHLO client.example\r\nMAIL FROM:<a@b> SIZE=20\r\nRCPT TO:<c@d>\r\nDATA\r\n"
    b"Subject: x\r\n\r\n..dot\r\n.\r\nMAIL FROM:<>\r\nRCPT TO:<c@d>\r\n"
    b"BDAT 8\r\nQUIT\r\n.."
    b"BDAT 5 LAST\r\n\r\n.\r\nAUTH PLAIN\r\nAGEAYg==\r\nNOPE\r\nQUIT\r\n"
)
HEARD: list[Heard] = [
    Ehlo("client.example"),
    Mail(ReversePath(AddrSpec("a", "b")), 20),
    Rcpt(ForwardPath(AddrSpec("c", "d"))),
    Data(),
    Piece(b"Subject: x\r\n\r\n.dot\r\n", last=True),
    Mail(ReversePath(None)),
    Rcpt(ForwardPath(AddrSpec("c", "d"))),
    Bdat("", 8),
    Piece(b"QUIT\r\n..", last=True),
    BdatLast("", 5),
    Piece(b"\r\n.\r\n", last=True),
    Auth("PLAIN"),
    Respond(b"AGEAYg=="),
    Due(Reply(500, (b"5.5.1 Command not recognized",))),
    Quit(),
]


def test_a_session_in_one_piece() -> None:
    heard, said = held(SESSION)
    assert heard == HEARD
    codes = [line[:4] for line in said.split(b"\r\n") if line[3:4] != b"-"]
    assert codes[:7] == [b"220 ", b"250 ", b"250 ", b"250 ", b"354 ", b"250 ", b"250 "]
    assert codes[-3:] == [b"500 ", b"221 ", b""]


@given(st.lists(st.integers(0, 999), max_size=20))
def test_how_octets_are_cut_never_shows(places: list[int]) -> None:
    assert held(*cuts(SESSION, places)) == held(SESSION)


def test_octet_by_octet() -> None:
    assert held(*(bytes([octet]) for octet in SESSION)) == held(SESSION)


LINES = st.lists(
    st.sampled_from(
        [
            b"EHLO x\r\n",
            b"MAIL FROM:<>\r\n",
            b"RCPT TO:<a@b>\r\n",
            b"DATA\r\n",
            b".\r\n",
            b"\r\n.\r\n",
            b"BDAT 3\r\n",
            b"BDAT 0 LAST\r\n",
            b"RSET\r\n",
            b"AUTH PLAIN\r\n",
            b"*\r\n",
            b"STARTTLS\r\n",
            b"\n",
            b"x" * 400,
        ]
    )
    | commands().map(serialize_command)
    | broken(commands().map(serialize_command)),
    max_size=12,
).map(b"".join)


@given(LINES, st.lists(st.integers(0, 999), max_size=6), st.sampled_from(Protocol))
def test_any_octets_are_borne_however_cut(
    octets: bytes, places: list[int], protocol: Protocol
) -> None:
    whole = held(octets, protocol=protocol)
    assert held(*cuts(octets, places), protocol=protocol) == whole


def test_only_crlf_dot_crlf_ends_mail_data() -> None:
    begin = b"EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nDATA\r\n"
    smuggled = b"a\n.\nMAIL FROM:<evil@x>\r\n\n.\r\nRCPT TO:<b@b>\r\n\r.\r\r\n"
    heard, _ = held(begin + smuggled + b".\r\nQUIT\r\n")
    assert heard[4:] == [Piece(smuggled, last=True), Quit()]


def test_a_long_line_is_dropped_as_it_grows() -> None:
    service, _ = say(Service(limits=Limits(challenge_line=100)), Reply(220))
    for _ in range(50):
        service = feed(service, b"x" * 90)
        service, heard = hear(service)
        assert heard is None
        assert len(service.pending) < 300
    service, heard = hear(feed(service, b"\r\nQUIT\r\n"))
    assert isinstance(heard, Due)
    assert heard.reply.code == 500


def agreed() -> Service:
    service, _ = say(Service(offer=OFFER), Reply(220))
    service = feed(service, b"EHLO x\r\nSTARTTLS\r\n")
    for _ in range(2):
        service, _ = hear(service)
        service, _ = say(service, grant(service))
    return service


def test_under_tls_everything_is_new() -> None:
    """RFC 3207 section 4.2."""
    service, heard = hear(agreed())
    assert heard == Handshake()
    service = secured(service, Offer("tls"))
    assert service.phase is Phase.GREETED
    assert service.offer == Offer("tls")
    with pytest.raises(ValueError, match="handshake"):
        secured(service, OFFER)


def test_clear_text_behind_starttls_is_never_heard() -> None:
    """RFC 3207 section 6; CVE-2011-0411."""
    service, heard = hear(feed(agreed(), b"NOOP\r\n"))
    assert heard == Violated(Fault.INJECTED, b"")
    assert service.phase is Phase.CLOSED
    assert hear(service) == (service, None)


def test_lmtp_owes_a_reply_for_each_recipient() -> None:
    """RFC 2033 section 4.2."""
    lines = b"LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n.\r\n"
    heard, said = held(lines + b"QUIT\r\n", protocol=Protocol.LMTP)
    assert heard[0] == Lhlo("x")
    assert said.count(b"250 ") == 1 + 3 + 2
    assert heard[-1] == Quit()
    refused, _ = held(b"EHLO x\r\n", protocol=Protocol.LMTP)
    assert refused == [Due(Reply(500, (b"5.5.1 Command not recognized",)))]


def test_our_mistake_is_a_value_error() -> None:
    service, _ = say(Service(offer=OFFER), Reply(220))
    with pytest.raises(ValueError, match="none is owed"):
        say(service, Reply(250))
    with pytest.raises(ValueError, match="granted"):
        grant(service)
    service, _ = hear(feed(service, b"EHLO x\r\n"))
    with pytest.raises(ValueError, match="does not fit"):
        say(service, Reply(354))


def test_closing_ends_everything() -> None:
    service, _ = say(Service(), Reply(421))
    assert service.phase is Phase.CLOSED
    assert hear(feed(service, b"EHLO x\r\n"))[1] is None


def test_what_is_owed_is_heard_before_the_rest() -> None:
    service, _ = say(Service(), Reply(220))
    service, heard = hear(feed(service, b"NOOP\r\nQUIT\r\n"))
    assert heard is not None
    assert hear(service) == (service, None)
    service, _ = say(service, Reply(250))
    assert hear(service)[1] == Quit()


def test_many_commands_in_one_chunk_take_linear_time() -> None:
    with in_linear_time():
        heard, _ = held(b"EHLO x\r\n" + b"NOOP\r\n" * 50_000)
        assert len(heard) == 50_001
