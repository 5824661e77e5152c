"""Our half of SMTP with Postfix and aiosmtpd: mail, and what becomes of it."""

import pytest

from core.header.address import AddrSpec
from core.smtp.command.transaction import Bdat, BdatLast, Content, Mail, Rcpt
from core.smtp.dialogue import Answer
from core.smtp.envelope import (
    Body,
    Notices,
    Notify,
    OnReject,
    Return,
)
from core.smtp.fate import Refused, Taken
from core.smtp.opening import (
    Opened,
    close_session,
    open_session,
)
from core.smtp.path import ReversePath
from core.smtp.plan import Lack, Unfit
from core.smtp.reply import Reply
from core.smtp.talk import Talk
from core.transcript import Poured, Wrote
from tests.servers.record import (
    DEFERRED,
    SIZE_LIMIT,
    UNKNOWN,
    Kind,
    Server,
)
from tests.servers.session import Memory, hold_smtp, opening
from tests.servers.submitting import ANN, BOB, arrived, mail, path, send

pytestmark = pytest.mark.slow

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
