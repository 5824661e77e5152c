"""Our client's half of SMTP with Postfix and aiosmtpd."""

from collections.abc import Sequence

import pytest

from core.header.address import AddrSpec
from core.sasl.password import Plain
from core.smtp.command.session import Auth, Ehlo, Help, Noop, Rset, StartTls, Vrfy
from core.smtp.command.transaction import Bdat, BdatLast, Content, Mail, Rcpt
from core.smtp.dialogue import Answer
from core.smtp.envelope import (
    Body,
    Envelope,
    Notices,
    Notify,
    OnReject,
    Return,
    Submission,
)
from core.smtp.extension import parse_offer
from core.smtp.fate import Fate, Refused, Taken
from core.smtp.login import LoginRefused
from core.smtp.opening import (
    Opened,
    Opening,
    Unoffered,
    Unopened,
    close_session,
    open_session,
)
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.plan import Lack, Unfit
from core.smtp.reply import Reply
from core.smtp.submit import submit
from core.smtp.talk import Talk
from core.transcript import Poured, Wrote
from tests.servers.record import (
    DEFERRED,
    PASSWORDS,
    SIZE_LIMIT,
    UNKNOWN,
    Kind,
    Server,
    wait_until,
)
from tests.servers.session import MECHANISMS, Memory, Session, hold_smtp, opening

pytestmark = pytest.mark.slow

ANN, BOB = PASSWORDS
HEADER = (
    b"Date: Tue, 1 Jan 2030 12:00:00 +0000\r\nFrom: ann@example.org\r\n"
    b"To: bob@example.org\r\nMessage-ID: <%d@example.org>\r\nSubject: dots\r\n\r\n"
)
BODIES = (
    b".one\r\n..two\r\n.\r\nthe end\r\n",
    b"",
    b".\r\n",
    b".\r\n.\r\n\r\n.\r\n",
    b"x" * 998 + b"\r\n" + b"." * 998 + b"\r\n",
    b"".join(b".%d\r\n" % number for number in range(20_000)),
    b"trailing blanks  \t\r\n\r\n\r\n",
)
OFFERED = {
    "postfix": ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256"),
    "aiosmtpd": ("PLAIN", "LOGIN"),
}


@pytest.fixture(params=["postfix", "aiosmtpd"])
def submission(request: pytest.FixtureRequest) -> Server:
    server: Server = request.getfixturevalue(request.param)
    server.clear()
    return server


def path(address: str) -> ForwardPath:
    return ForwardPath(AddrSpec(*address.split("@")))


def mail(
    source: str,
    to: Sequence[str] = (BOB,),
    size: int | None = None,
    *,
    on_reject: OnReject = OnReject.ABORT,
    utf8: bool = False,
    body: Body = Body.SEVEN_BIT,
    notices: Notices | None = None,
) -> Submission:
    sender = ReversePath(AddrSpec(*ANN.split("@")))
    return Submission(
        envelope=Envelope(sender, tuple(map(path, to))),
        source=source,
        size=size,
        on_reject=on_reject,
        utf8=utf8,
        body=body,
        notices=notices,
    )


def session(
    how: Opening, *submissions: Submission
) -> Talk[tuple[Opened | Unopened, tuple[Fate, ...]]]:
    opened = yield from open_session(how)
    if isinstance(opened, Unopened):
        return opened, ()
    fates = yield from submit(opened.offer, submissions)
    yield from close_session()
    return opened, fates


def send(
    server: Server,
    octets: dict[str, bytes],
    *submissions: Submission,
    kind: Kind = Kind.IMPLICIT_TLS,
    login: str = "PLAIN",
) -> tuple[tuple[Fate, ...], Session]:
    """Return the fates of `submissions`, and the session, which replays."""
    talk = session(opening(kind, login), *submissions)
    held, recorded = hold_smtp(server, kind, talk, Memory(octets))
    assert held.faults == ()
    assert held.ended is None
    assert isinstance(held.result[0], Opened)
    recorded.again()
    return held.result[1], recorded


def arrived(server: Server, count: int, user: str = BOB) -> list[bytes]:
    """Return the messages of `user` with CRLF line ends, once there are `count`."""
    wait_until(lambda: len(server.messages(user)) >= count, "delivery")
    stored = server.messages(user)
    return [one.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for one in stored]


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("user", PASSWORDS)
@pytest.mark.parametrize(
    ("name", "mechanism"),
    [(name, one) for name, mechanisms in OFFERED.items() for one in mechanisms],
)
def test_open(
    request: pytest.FixtureRequest, name: str, mechanism: str, kind: Kind, user: str
) -> None:
    server: Server = request.getfixturevalue(name)
    talk = session(opening(kind, mechanism, user))
    held, recorded = hold_smtp(server, kind, talk)
    opened, _ = held.result
    assert isinstance(opened, Opened)
    assert opened.login is not None
    assert (opened.login[0], opened.login[1].code) == (mechanism, 235)
    assert opened.offer.size is not None
    assert opened.offer.size.limit == SIZE_LIMIT
    assert {*OFFERED[name]} <= {*opened.offer.mechanisms}
    assert held.faults == ()
    recorded.again()
    assert PASSWORDS[user].encode() not in recorded.written
    assert (b"STARTTLS\r\n" in recorded.written) == (kind is Kind.UPGRADE)
    assert recorded.written.endswith(b"QUIT\r\n")


@pytest.mark.parametrize("kind", Kind)
def test_a_wrong_password_is_refused_once(submission: Server, kind: Kind) -> None:
    wrong = Plain(user=ANN, password="wrong")
    how = opening(kind)
    talk = open_session(
        Opening(domain=how.domain, upgrade=how.upgrade, mechanisms=(wrong,))
    )
    held, recorded = hold_smtp(submission, kind, talk)
    assert isinstance(held.result, Unopened)
    assert isinstance(held.result.cause, LoginRefused)
    assert isinstance(held.result.cause.cause, Reply)
    assert held.result.cause.cause.code == 535
    recorded.again()


def test_starttls_is_not_offered_in_clear(submission: Server) -> None:
    held, _ = hold_smtp(submission, Kind.PLAIN, open_session(opening(Kind.UPGRADE)))
    assert held.result == Unopened(StartTls, Unoffered.STARTTLS, held.dialogue.offer)


def test_a_mechanism_that_is_not_offered(aiosmtpd: Server) -> None:
    talk = open_session(opening(Kind.IMPLICIT_TLS, "SCRAM-SHA-256"))
    held, _ = hold_smtp(aiosmtpd, Kind.IMPLICIT_TLS, talk)
    assert held.result == Unopened(Auth, Unoffered.MECHANISM, held.dialogue.offer)


@pytest.mark.parametrize("kind", Kind)
def test_messages_arrive_as_they_were_sent(submission: Server, kind: Kind) -> None:
    octets = {str(number): HEADER % number + body for number, body in enumerate(BODIES)}
    mails = [mail(name, size=len(one)) for name, one in octets.items()]
    fates, recorded = send(submission, octets, *mails, kind=kind)
    assert all(isinstance(fate, Taken) for fate in fates)
    stored = arrived(submission, len(BODIES))
    for one in octets.values():
        assert sum(each.endswith(one) for each in stored) == 1
    poured = [one for one in recorded.records if isinstance(one, Poured)]
    assert [one.source for one in poured] == list(octets)


def test_a_line_end_is_put_behind_the_last_line(submission: Server) -> None:
    octets = HEADER % 0 + b"no end"
    fates, _ = send(submission, {"one": octets}, mail("one"))
    assert isinstance(fates[0], Taken)
    (stored,) = arrived(submission, 1)
    assert stored.endswith(octets + b"\r\n")


def test_many_messages_share_their_round_trips(postfix: Server) -> None:
    postfix.clear()
    octets = {str(number): HEADER % number + b"%d\r\n" % number for number in range(50)}
    fates, recorded = send(postfix, octets, *(mail(name) for name in octets))
    assert all(isinstance(fate, Taken) for fate in fates)
    # EHLO, AUTH and the first group; then mail data with the next group; QUIT.
    writes = [one for one in recorded.records if isinstance(one, Wrote)]
    assert len(writes) == 3 + 49 + 1
    stored = arrived(postfix, 50)
    for one in octets.values():
        assert sum(each.endswith(one) for each in stored) == 1


def test_all_recipients_or_none(submission: Server) -> None:
    octets = {"one": HEADER % 1 + b"one\r\n", "two": HEADER % 2 + b"two\r\n"}
    mails = mail("one", (BOB, UNKNOWN)), mail("two", (BOB, ANN))
    fates, _ = send(submission, octets, *mails)
    match fates:
        case Refused(at=at, cause=Reply(code=code), recipients=recipients), Taken():
            assert (at, code) == (Rcpt, 550)
            assert [str(path) for path, _ in recipients] == [f"<{BOB}>", f"<{UNKNOWN}>"]
        case _:
            pytest.fail(f"{fates}")
    (stored,) = arrived(submission, 1)
    assert stored.endswith(octets["two"])
    assert len(arrived(submission, 1, ANN)) == 1


@pytest.mark.parametrize(("refused", "code"), [(UNKNOWN, 550), (DEFERRED, 450)])
def test_refused_recipients_may_be_skipped(
    submission: Server, refused: str, code: int
) -> None:
    octets = {"one": HEADER % 1 + b"one\r\n"}
    one = mail("one", (refused, BOB), on_reject=OnReject.SKIP)
    fates, _ = send(submission, octets, one)
    match fates:
        case (Taken(recipients=((path, Reply(code=refusal)), (_, Reply(code=250)))),):
            assert (str(path), refusal) == (f"<{refused}>", code)
        case _:
            pytest.fail(f"{fates}")
    assert len(arrived(submission, 1)) == 1


def test_no_recipient_is_left(submission: Server) -> None:
    one = mail("one", (UNKNOWN, DEFERRED), on_reject=OnReject.SKIP)
    two = mail("two")
    octets = {"one": HEADER % 1 + b"one\r\n", "two": HEADER % 2 + b"two\r\n"}
    fates, _ = send(submission, octets, one, two)
    assert isinstance(fates[0], Refused)
    assert isinstance(fates[1], Taken)
    (stored,) = arrived(submission, 1)
    assert stored.endswith(octets["two"])


def test_a_size_over_the_limit_is_not_tried(submission: Server) -> None:
    fates, recorded = send(submission, {}, mail("one", size=SIZE_LIMIT + 1))
    assert fates == (Refused(Mail, Unfit(Lack.SIZE)),)
    assert b"MAIL" not in recorded.written


def test_a_size_that_shows_too_late_is_refused(submission: Server) -> None:
    octets = HEADER % 1 + b"0123456789abcd\r\n" * (SIZE_LIMIT // 16 + 1000)
    small = HEADER % 2 + b"two\r\n"
    fates, _ = send(submission, {"one": octets, "two": small}, mail("one"), mail("two"))
    match fates:
        case Refused(at=at, cause=Reply(code=552)), Taken():
            assert at is Content
        case _:
            pytest.fail(f"{fates}")
    (stored,) = arrived(submission, 1)
    assert stored.endswith(small)


def test_smtputf8(submission: Server) -> None:
    header = "From: Ann Grün <ann@example.org>\r\nSubject: 你好\r\n".encode()
    octets = header + (HEADER % 1).replace(b"Subject: dots\r\n", b"") + b"\xff\r\n"
    one = mail("one", utf8=True, body=Body.EIGHT_BIT)
    fates, recorded = send(submission, {"one": octets}, one)
    assert isinstance(fates[0], Taken)
    assert b" BODY=8BITMIME SMTPUTF8" in recorded.written
    (stored,) = arrived(submission, 1)
    for line in octets.split(b"\r\n"):
        assert line in stored


def test_an_address_beyond_ascii(submission: Server) -> None:
    fates, recorded = send(submission, {}, mail("one", ("jörg@example.org",)))
    match fates:
        case (Refused(at=at, cause=Reply(code=550)),):
            assert at is Rcpt
        case _:
            pytest.fail(f"{fates}")
    assert "RCPT TO:<jörg@example.org>\r\n".encode() in recorded.written


def test_what_is_not_offered_is_not_tried(submission: Server) -> None:
    fates, _ = send(submission, {}, mail("one", size=10, body=Body.BINARY))
    assert fates == (Refused(Mail, Unfit(Lack.BINARY)),)


def test_delivery_notices(postfix: Server) -> None:
    postfix.clear()
    notices = Notices(
        notify=(Notify.SUCCESS, Notify.FAILURE),
        returned=Return.HEADERS,
        envelope_id="QQ+314159",
    )
    octets = {"one": HEADER % 1 + b"one\r\n"}
    fates, recorded = send(postfix, octets, mail("one", notices=notices))
    assert isinstance(fates[0], Taken)
    assert b" RET=HDRS ENVID=QQ+2B314159" in recorded.written
    assert b" NOTIFY=SUCCESS,FAILURE" in recorded.written
    assert len(arrived(postfix, 1)) == 1
    # Postfix tells the sender, as was asked.
    (notice,) = arrived(postfix, 1, ANN)
    assert b"Original-Envelope-Id: QQ+314159" in notice
    assert b"Action: delivered" in notice or b"Action: relayed" in notice


def test_chunks(postfix: Server) -> None:
    postfix.clear()
    first, last = HEADER % 1 + b".\r\n", b"\xe4.\r\n.\r\nend\r\n"

    def talk() -> Talk[tuple[Answer, ...]]:
        opened = yield from open_session(opening(Kind.IMPLICIT_TLS))
        assert isinstance(opened, Opened)
        assert opened.offer.chunking
        answers = [(yield (Mail(ReversePath(AddrSpec("ann", "example.org"))),))]
        answers.append((yield (Rcpt(path(BOB)),)))
        answers.append((yield (Bdat("first", len(first)),)))
        answers.append((yield (BdatLast("last", len(last)),)))
        yield from close_session()
        return tuple(answers)

    memory = Memory({"first": first, "last": last})
    held, recorded = hold_smtp(postfix, Kind.IMPLICIT_TLS, talk(), memory)
    codes = [one.code for one in held.result if isinstance(one, Reply)]
    assert codes == [250] * 4
    recorded.again()
    (stored,) = arrived(postfix, 1)
    assert stored.endswith(first + last)


def test_other_commands(submission: Server) -> None:
    def talk() -> Talk[list[Answer]]:
        opened = yield from open_session(opening(Kind.IMPLICIT_TLS))
        assert isinstance(opened, Opened)
        noop = yield (Noop(),)
        vrfy = yield (Vrfy(BOB),)
        helped = yield (Help(),)
        rset = yield (Rset(),)
        ehlo = yield (Ehlo("again.example"),)
        yield from close_session()
        return [noop, vrfy, helped, rset, ehlo]

    held, recorded = hold_smtp(submission, Kind.IMPLICIT_TLS, talk())
    noop, vrfy, helped, rset, ehlo = (
        one.code for one in held.result if isinstance(one, Reply)
    )
    assert (noop, rset, ehlo) == (250, 250, 250)
    assert vrfy in {250, 252}
    assert helped in {214, 250, 500, 502}
    assert held.faults == ()
    recorded.again()


def test_offers_are_read_without_defects(submission: Server) -> None:
    held, _ = hold_smtp(
        submission, Kind.IMPLICIT_TLS, session(opening(Kind.IMPLICIT_TLS))
    )
    opened, _ = held.result
    assert isinstance(opened, Opened)
    assert parse_offer(opened.hello).defects == ()
    assert opened.offer.domain == "mail.example.org"
    assert opened.offer.eight_bit_mime
    assert opened.offer.smtputf8


def test_every_mechanism_has_a_server() -> None:
    assert {*MECHANISMS} == {one for each in OFFERED.values() for one in each}
