"""The server's half: what it hears and answers, however its octets are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.limits import Limits
from core.pop3.capability import Capability, Offer
from core.pop3.command import (
    Auth,
    Capa,
    Command,
    List,
    Noop,
    Quit,
    Respond,
    Retr,
    Stat,
    Stls,
    User,
)
from core.pop3.grammar import GRAMMAR, Phase, after
from core.pop3.response import Response, Status
from core.pop3.service import (
    ARGUMENTS,
    CANCELLED,
    MISPLACED,
    NOT_OFFERED,
    TOO_LONG,
    Due,
    Heard,
    Service,
    feed,
    grant,
    hear,
    pour,
    say,
    secured,
)
from core.pop3.syntax import serialize_command
from core.wire.turn import Fault, Handshake, Violated
from tests.strategies.pop3 import EXAMPLES

OK, ERR = Response(Status.OK), Response(Status.ERR, b"no")
OFFER = Offer((Capability("STLS"), Capability("SASL", ("PLAIN",))))


def standing(phase: Phase, owed: Command | None = None) -> Service:
    return Service(OFFER, phase, owed)


def heard(service: Service, octets: bytes) -> tuple[Service, Heard | None]:
    return hear(feed(service, octets))


def test_a_session() -> None:
    service, octets = say(Service(OFFER), Response(Status.OK, b"ready"))
    assert octets == b"+OK ready\r\n"
    service, command = heard(service, b"user a\r\npass b\r\nSTAT\r\n")
    assert command == User("a")
    assert hear(service)[1] is None
    service, _ = say(service, OK)
    service, _ = hear(service)
    service, _ = say(service, OK)
    assert service.phase is Phase.TRANSACTION
    service, command = hear(service)
    assert command == Stat()
    service, octets = say(service, Response(Status.OK, b"0 0"))
    assert octets == b"+OK 0 0\r\n"
    assert hear(service) == (service, None)


@pytest.mark.parametrize("command", EXAMPLES, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("status", Status)
def test_it_moves_as_the_table_says(command: Command, status: Status) -> None:
    place = GRAMMAR[type(command)].places[0]
    phase = after(place, command, status)
    service = standing(place, command)
    if phase is None:
        with pytest.raises(ValueError, match="does not fit"):
            say(service, Response(status))
        return
    body = None
    if status is Status.OK and GRAMMAR[type(command)].body.value != "nothing":
        body = (b"a\r\n",)
    moved, octets = say(service, Response(status, b"", body))
    assert moved.phase is phase
    assert moved.owed is None
    assert octets.endswith(b".\r\n" if body else b"\r\n")


# What is heard by its verb: of these there is a line, and it answers no challenge.
SPOKEN = [
    command
    for command in EXAMPLES
    if serialize_command(command) and not isinstance(command, Respond)
]


@pytest.mark.parametrize("command", SPOKEN, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize(
    "phase",
    [Phase.CONNECTING, Phase.AUTHORIZATION, Phase.NAMED, Phase.TRANSACTION],
    ids=lambda phase: phase.name,
)
def test_what_has_no_place_is_refused(command: Command, phase: Phase) -> None:
    service, due = heard(standing(phase), serialize_command(command))
    if phase in GRAMMAR[type(command)].places:
        assert due == command
    else:
        assert due == Due(MISPLACED)
        assert say(service, MISPLACED)[0].phase is phase


def test_a_refusal_alone_answers_what_is_none() -> None:
    service, due = heard(standing(Phase.AUTHORIZATION), b"RETR 1\r\n")
    assert due == Due(MISPLACED)
    with pytest.raises(ValueError, match="only a refusal"):
        say(service, OK)
    assert heard(standing(Phase.TRANSACTION), b"RETR x\r\n")[1] == Due(ARGUMENTS)
    assert heard(standing(Phase.AUTHORIZATION), b"AUTH LOGIN\r\n")[1] == Due(
        NOT_OFFERED
    )
    assert heard(standing(Phase.AUTHORIZATION), b"AUTH PLAIN\r\n")[1] == Auth("PLAIN")
    bare = Service(Offer(), Phase.AUTHORIZATION, None)
    assert heard(bare, b"STLS\r\n")[1] == Due(NOT_OFFERED)


def test_an_exchange_that_fails_is_over() -> None:
    for line, due in (
        (b"*\r\n", CANCELLED),
        (b"a b\r\n", ARGUMENTS),
        (b"a" * 13_000 + b"\r\n", TOO_LONG),
    ):
        service, told = heard(standing(Phase.EXCHANGING), line)
        assert told == Due(due)
        assert say(service, due)[0].phase is Phase.AUTHORIZATION
    assert heard(standing(Phase.EXCHANGING), b"QUIT\r\n")[1] == Respond(b"QUIT")


def test_octets_in_clear_behind_stls() -> None:
    service, command = heard(standing(Phase.AUTHORIZATION), b"STLS\r\nUSER a\r\n")
    assert command == Stls()
    service, _ = say(service, OK)
    service, told = hear(service)
    assert told == Violated(Fault.INJECTED, b"")
    assert service.phase is Phase.CLOSED
    assert hear(service)[1] is None


def test_under_tls_everything_is_new() -> None:
    service, _ = heard(standing(Phase.AUTHORIZATION), b"STLS\r\n")
    service, _ = say(service, OK)
    assert hear(service)[1] == Handshake()
    service = secured(service, Offer())
    assert service.phase is Phase.AUTHORIZATION
    assert heard(service, b"STLS\r\n")[1] == Due(NOT_OFFERED)
    with pytest.raises(ValueError, match="handshake"):
        secured(service, Offer())


def test_a_line_past_its_limit_is_dropped() -> None:
    service = Service(OFFER, Phase.TRANSACTION, None, limits=Limits(reply_line=20))
    whole, due = heard(service, b"NOOP " + b"x" * 30 + b"\r\nNOOP\r\n")
    assert due == Due(TOO_LONG)
    for octet in b"NOOP " + b"x" * 30 + b"\r":
        service, told = heard(service, bytes([octet]))
        assert told is None
        assert len(service.pending) <= 22
    service, told = heard(service, b"\nNOOP\r\n")
    assert told == Due(TOO_LONG)
    for one in (whole, service):
        after_it, _ = say(one, TOO_LONG)
        assert hear(after_it)[1] == Noop()


MESSAGES = st.lists(
    st.sampled_from([b".", b"\r\n", b"\n", b"\r", b"a", b"\r\n.\r\n", b"\n.\n", b"\0"]),
    max_size=12,
).map(lambda parts: b"".join(parts) + b"\r\n")


@given(MESSAGES, st.lists(st.integers(0, 40), max_size=4))
def test_a_poured_message_is_cut_anyhow(octets: bytes, cuts: list[int]) -> None:
    owing = standing(Phase.TRANSACTION, Retr(1))
    _, whole = say(owing, Response(Status.OK, b"", (octets,)))
    service, written = say(owing, OK)
    places = sorted(cut % (len(octets) + 1) for cut in cuts)
    for start, stop in zip([0, *places], places, strict=False):
        service, more = pour(service, octets[start:stop], last=False)
        written += more
    assert hear(feed(service, b"NOOP\r\n"))[1] is None
    service, more = pour(service, octets[places[-1] if places else 0 :], last=True)
    assert written + more == whole
    assert whole.count(b"\r\n.\r\n") == 1
    assert service == standing(Phase.TRANSACTION)


def test_a_message_without_a_last_line_end_gets_one() -> None:
    owing = standing(Phase.TRANSACTION, Retr(1))
    assert say(owing, Response(Status.OK, b"", (b"a",)))[1] == b"+OK\r\na\r\n.\r\n"
    assert say(owing, Response(Status.OK, b"", ()))[1] == b"+OK\r\n.\r\n"


def test_answers_that_do_not_fit() -> None:
    idle = standing(Phase.TRANSACTION)
    with pytest.raises(ValueError, match="none is owed"):
        say(idle, OK)
    with pytest.raises(ValueError, match="announced"):
        pour(idle, b"", last=True)
    with pytest.raises(ValueError, match="body"):
        say(standing(Phase.TRANSACTION, List()), OK)
    with pytest.raises(ValueError, match="body"):
        say(standing(Phase.TRANSACTION, Noop()), Response(Status.OK, b"", (b"",)))
    pouring, _ = say(standing(Phase.TRANSACTION, Retr(1)), OK)
    with pytest.raises(ValueError, match="none is owed"):
        say(pouring, ERR)


def test_what_is_granted_without_a_maildrop() -> None:
    assert grant(standing(Phase.AUTHORIZATION, Capa())) == Response(
        Status.OK, b"", (b"STLS\r\nSASL PLAIN\r\n",)
    )
    assert grant(standing(Phase.AUTHORIZATION, Quit())) == OK
    with pytest.raises(ValueError, match="granted"):
        grant(standing(Phase.AUTHORIZATION))


@given(st.binary(max_size=80), st.sampled_from(Phase), st.integers(0, 80))
def test_any_octets_are_heard(octets: bytes, phase: Phase, cut: int) -> None:
    def told(pieces: list[bytes]) -> list[Heard]:
        service, found = standing(phase), list[Heard]()
        for piece in pieces:
            service = feed(service, piece)
            while True:
                service, one = hear(service)
                if one is None or isinstance(one, Handshake | Violated):
                    break
                found.append(one)
                service, _ = say(service, ERR)
        return found

    assert told([octets]) == told([octets[:cut], octets[cut:]])
