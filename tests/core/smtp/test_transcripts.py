"""Whole sessions as the RFCs print them: what the client says, octet for octet."""

from collections.abc import Generator
from pathlib import Path

import pytest
from attrs import frozen

from core.header.address import AddrSpec
from core.sasl.password import CramMd5, Login, Plain
from core.smtp.command.octets import Command
from core.smtp.command.parse import parse_command
from core.smtp.dialogue import (
    Answer,
    Dialogue,
    finish,
    issue,
    receive,
    secured,
)
from core.smtp.envelope import Body, Envelope, OnReject, Submission
from core.smtp.fate import Fate, Refused, Taken
from core.smtp.grammar import Phase
from core.smtp.opening import (
    Opened,
    Opening,
    Unopened,
    Upgrade,
    close_session,
    open_session,
)
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.reply import parse_reply
from core.smtp.submit import submit
from core.smtp.talk import Protocol
from core.wire import dots
from core.wire.turn import (
    Channel,
    Goodbye,
    Handshake,
    Output,
    Pour,
    PourChunk,
    Violated,
    Write,
)

VECTORS = Path(__file__).parents[2] / "vectors" / "smtp"
BLAH = b"Blah blah blah...\r\n"


def addr_spec(text: str) -> AddrSpec | None:
    local, _, domain = text.partition("@")
    return AddrSpec(local, domain) if text else None


def mail(
    reverse: str,
    *forward: str,
    data: bytes = BLAH,
    body: Body = Body.SEVEN_BIT,
    on_reject: OnReject = OnReject.SKIP,
) -> tuple[Submission, bytes]:
    paths = tuple(ForwardPath(addr_spec(text)) for text in forward)
    submission = Submission(
        envelope=Envelope(ReversePath(addr_spec(reverse)), paths),
        source=str(len(data)),
        size=len(data) if body is Body.BINARY else None,
        body=body,
        on_reject=on_reject,
    )
    return submission, data


@frozen
class Session:
    opening: Opening
    mails: tuple[tuple[Submission, bytes], ...]
    fates: tuple[type[Fate], ...]


TYPED = (
    b"subject:I love computer networks!\r\nfrom:12345@qq.com\r\n\r\n"
    b"I love computer networks!\r\n"
)
FOO = ("Jones@foo.com", "Green@foo.com", "Brown@foo.com")
DBC = "mrose@dbc.mtview.ca.us"
SESSIONS = {
    "rfc5321-d1": Session(
        Opening(domain="bar.com"),
        (mail("Smith@bar.com", *FOO, data=BLAH + b"...etc. etc. etc.\r\n"),),
        (Taken,),
    ),
    "rfc5321-d2": Session(
        Opening(domain="bar.com"),
        (mail("Smith@bar.com", *FOO[:2], on_reject=OnReject.ABORT),),
        (Refused,),
    ),
    "rfc2033-4": Session(
        Opening(domain="foo.edu", protocol=Protocol.LMTP),
        (mail("chris@bar.com", "pat@foo.edu", "jones@foo.edu", "green@foo.edu"),),
        (Taken,),
    ),
    "rfc2920-4": Session(
        Opening(domain="dbc.mtview.ca.us"),
        (
            mail(DBC, "ned@innosoft.com", "dan@innosoft.com", "kvc@innosoft.com"),
            mail(DBC, "ned@innosoft.com"),
        ),
        (Taken, Taken),
    ),
    "rfc3207-5": Session(
        Opening(
            domain="mail.example.com",
            upgrade=Upgrade.STARTTLS,
            mechanisms=(Plain(user="test", password="1234", authzid="test"),),
        ),
        (),
        (),
    ),
    "rfc4954-4": Session(
        Opening(
            domain="client.example.com",
            mechanisms=(CramMd5("tim", "tanstaaftanstaaf"),),
        ),
        (),
        (),
    ),
    "rfc3030-4": Session(
        Opening(domain="ymir.claremont.edu"),
        (
            mail(
                "ned@ymir.claremont.edu",
                "gvaudre@cnri.reston.va.us",
                body=Body.BINARY,
            ),
        ),
        (Taken,),
    ),
    "rfc5321-helo": Session(
        Opening(domain="client.example.com"), (mail("", ""),), (Taken,)
    ),
    "qq-auth-login": Session(
        Opening(
            domain="qq.com", mechanisms=(Login("12345@qq.com", "abcdefghijklmnop"),)
        ),
        (mail("12345@qq.com", "12345@qq.com", data=TYPED),),
        (Taken,),
    ),
}


def entries(name: str) -> list[tuple[str, bytes]]:
    """Return the lines of a vector by side, neighbours of one side joined."""
    joined: list[tuple[str, bytes]] = []
    for line in (VECTORS / f"{name}.txt").read_text("utf-8").splitlines():
        side, text = line[:2], line[3:].encode() + b"\r\n"
        if side == "# ":
            continue
        if joined and joined[-1][0] == side:
            joined[-1] = (side, joined[-1][1] + text)
        else:
            joined.append((side, text))
    return joined


def errands(
    session: Session,
) -> Generator[tuple[Command, ...], Answer, tuple[Fate, ...]]:
    opened = yield from open_session(session.opening)
    fates: tuple[Fate, ...] = ()
    if isinstance(opened, Opened):
        submissions = tuple(submission for submission, _ in session.mails)
        fates = yield from submit(opened.offer, submissions, session.opening.protocol)
    else:
        assert isinstance(opened, Unopened)
    yield from close_session()
    return fates


def written(output: Output, sources: dict[str, bytes]) -> bytes:
    """Return the octets that a shell writes for `output`."""
    match output:
        case Write(octets=octets):
            return octets
        case Pour(source=source):
            at_line, stuffed = dots.stuff(True, sources[source])
            return stuffed + dots.end(at_line)
        case PourChunk(source=source):
            return sources[source]
        case Handshake():
            return b""


@pytest.mark.parametrize("name", SESSIONS)
def test_the_client_says_what_the_rfc_prints(name: str) -> None:
    session = SESSIONS[name]
    sources = {submission.source: data for submission, data in session.mails}
    clear = session.opening.upgrade is Upgrade.STARTTLS
    dialogue = Dialogue(channel=Channel.CLEAR if clear else Channel.TRUSTED)
    talk = errands(session)
    orders = next(talk)
    lines = iter(entries(name))
    side, expected = next(lines)
    try:
        while True:
            dialogue, outputs = issue(dialogue, orders)
            said = b"".join(written(output, sources) for output in outputs)
            assert (Handshake() in outputs) is (side == "=:")
            if said:
                assert (side, said) == ("C:", expected)
                side, expected = next(lines)
            if side == "=:":
                dialogue, events = secured(dialogue)
                side, expected = next(lines)
            elif side == "S:" and dialogue.phase is not Phase.CLOSED:
                dialogue, events = receive(dialogue, expected)
                side, expected = next(lines, ("", b""))
            else:
                dialogue, events = finish(dialogue)
            orders = ()
            for event in events:
                assert not isinstance(event, Violated | Goodbye)
                orders += talk.send(event)
    except StopIteration as stop:
        fates = stop.value
    assert side == ""
    assert tuple(type(fate) for fate in fates) == session.fates


@pytest.mark.parametrize("name", SESSIONS)
def test_every_line_of_a_server_is_a_reply(name: str) -> None:
    for side, octets in entries(name):
        if side == "S:":
            for line in octets.split(b"\r\n")[:-1]:
                assert parse_reply((line.replace(b"-", b" ", 1),)).value is not None


def test_every_vector_is_held() -> None:
    assert {path.stem for path in VECTORS.glob("*.txt")} == set(SESSIONS)


def test_lines_of_clients_are_commands() -> None:
    for name in SESSIONS:
        before = b""
        for side, octets in entries(name):
            first = octets.split(b"\r\n")[0]
            if side == "C:" and not before.startswith((b"334", b"354")):
                parsed = parse_command(first)
                assert parsed.value is not None
                assert not parsed.defects
            before = octets.split(b"\r\n")[-2]
