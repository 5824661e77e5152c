"""Errands alone: what they order, whatever is answered."""

from base64 import b64encode
from collections.abc import Callable

import pytest

from core.header.address import AddrSpec
from core.sasl.bearer import XOAuth2
from core.sasl.password import CramMd5, Login, Plain
from core.sasl.scram import Digest, Scram
from core.sasl.step import Distrust, Doubt
from core.smtp.command.octets import Command, serialize_command
from core.smtp.command.session import (
    Auth,
    Cancel,
    Ehlo,
    Greeting,
    Helo,
    Lhlo,
    Respond,
    Rset,
    StartTls,
)
from core.smtp.command.transaction import (
    BdatLast,
    Content,
    Data,
    Mail,
    Rcpt,
    Verdict,
)
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
from core.smtp.errand import (
    Opened,
    Opening,
    Unoffered,
    Unopened,
    Upgrade,
    open_session,
)
from core.smtp.extension import Keyword, Offer, serialize_offer
from core.smtp.fate import Refused, Taken, Uncertain
from core.smtp.login import LoginRefused, authenticate
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.plan import Lack, Plan, Unfit, plan
from core.smtp.reply import Reply
from core.smtp.submit import submit
from core.smtp.talk import Protocol, T, Talk
from core.wire.turn import Handshake, Missing, Secured

OK = Reply(250, (b"ok",))
GO = Reply(354, (b"go",))
NO = Reply(550, (b"no",))
LATER = Reply(450, (b"later",))
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
    return GO if isinstance(command, Data) else OK


def refusing(kind: type[Command], answer: Answer = NO) -> Server:
    return lambda command: answer if type(command) is kind else kindly(command)


def to(
    *names: str,
    size: int | None = None,
    body: Body = Body.SEVEN_BIT,
    utf8: bool = False,
    notices: Notices | None = None,
    require_tls: bool = False,
    on_reject: OnReject = OnReject.ABORT,
) -> Submission:
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


ONE, TWO = to("a"), to("a", "b")
SKIPPING = to("a", "b", on_reject=OnReject.SKIP)


def test_data_joins_one_recipient() -> None:
    fates, ordered = held(submit(Offer(), (ONE, ONE)), kindly)
    assert [type(fate) for fate in fates] == [Taken, Taken]
    kinds = [[type(command) for command in group] for group in ordered]
    assert kinds == [[Mail, Rcpt, Data], [Content, Mail, Rcpt, Data], [Content]]


def test_data_waits_for_several_recipients_unless_some_may_be_skipped() -> None:
    """Promise 15."""
    _, ordered = held(submit(Offer(), (TWO,)), kindly)
    assert [len(group) for group in ordered] == [3, 1, 1]
    _, ordered = held(submit(Offer(), (SKIPPING,)), kindly)
    assert [len(group) for group in ordered] == [4, 1]


def refusing_b(command: Command) -> Answer:
    refused = isinstance(command, Rcpt) and b"<b@" in command.path.octets
    return NO if refused else kindly(command)


def test_one_refused_recipient_stops_all_or_none() -> None:
    fates, ordered = held(submit(Offer(), (TWO, ONE)), refusing_b)
    assert isinstance(fates[0], Refused)
    assert fates[0].at is Rcpt
    assert fates[0].cause == NO
    assert [answer for _, answer in fates[0].recipients] == [OK, NO]
    assert isinstance(fates[1], Taken)
    assert ordered[1] == (Rset(),)
    fates, _ = held(submit(Offer(), (SKIPPING,)), refusing_b)
    assert isinstance(fates[0], Taken)
    assert [answer for _, answer in fates[0].recipients] == [OK, NO]


@pytest.mark.parametrize(
    ("kind", "reset"), [(Mail, False), (Rcpt, True), (Data, True), (Content, False)]
)
@pytest.mark.parametrize("answer", [NO, LATER])
def test_a_refusal_is_certain_and_the_next_message_goes(
    kind: type[Command], reset: bool, answer: Reply
) -> None:
    refused = iter([answer])

    def once(command: Command) -> Answer:
        return (
            next(refused, kindly(command)) if type(command) is kind else kindly(command)
        )

    fates, ordered = held(submit(Offer(), (ONE, ONE)), once)
    assert isinstance(fates[0], Refused)
    assert (fates[0].at, fates[0].cause) == (kind, answer)
    assert isinstance(fates[1], Taken)
    assert ((Rset(),) in ordered) is reset


def test_nothing_follows_a_refused_reset() -> None:
    def stuck(command: Command) -> Answer:
        return NO if isinstance(command, Rset | Data) else kindly(command)

    fates, ordered = held(submit(Offer(), (ONE, ONE, ONE)), stuck)
    assert [fate.at for fate in fates if isinstance(fate, Refused)] == [
        Data,
        Rset,
        Rset,
    ]
    assert sum(Mail in map(type, group) for group in ordered) == 1


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (Missing.UNANSWERED, Uncertain),
        (Missing.UNENDED, Refused),
        (Missing.UNSENT, Refused),
        (Reply(421, (b"bye",)), Refused),
        (Reply(252, (b"well",)), Taken),
    ],
)
def test_what_is_uncertain(answer: Answer, fate: type) -> None:
    """One definition: the end was sent, and no answer came."""
    fates, _ = held(submit(Offer(), (ONE,)), refusing(Content, answer))
    assert type(fates[0]) is fate


def test_a_lost_line_leaves_nothing_uncertain_but_what_was_ended() -> None:
    fates, _ = held(submit(Offer(), (ONE, TWO, ONE)), lambda _: Missing.UNSENT)
    assert [type(fate) for fate in fates] == [Refused] * 3


BINARY = to("a", body=Body.BINARY, size=5)
BDAT = Offer("mx", (Keyword("BINARYMIME"), Keyword("CHUNKING")))


def test_binary_goes_as_one_chunk() -> None:
    fates, ordered = held(submit(BDAT, (BINARY, BINARY)), kindly)
    assert [type(fate) for fate in fates] == [Taken, Taken]
    assert ordered[1] == (BdatLast("a", 5),)
    fates, ordered = held(submit(BDAT, (BINARY,)), refusing(BdatLast))
    assert isinstance(fates[0], Refused)
    assert ordered[2] == (Rset(),)


@pytest.mark.parametrize(
    ("answers", "fate"),
    [
        ((OK, NO), Taken),
        ((NO, OK), Taken),
        ((NO, LATER), Refused),
        ((OK, Missing.UNANSWERED), Uncertain),
    ],
)
def test_lmtp_answers_for_each_recipient(
    answers: tuple[Answer, ...], fate: type
) -> None:
    """RFC 2033 section 4.2."""
    rest = iter(answers)

    def server(command: Command) -> Answer:
        if isinstance(command, Content | Verdict):
            return next(rest)
        return kindly(command)

    fates, ordered = held(submit(Offer(), (TWO,), Protocol.LMTP), server)
    assert type(fates[0]) is fate
    assert ordered[-1] == (Content("a/b"), Verdict())
    assert fates[0].recipients == tuple(
        zip(TWO.envelope.forward_paths, answers, strict=True)
    )


FULL = Offer(
    "mx",
    (
        Keyword("SIZE", ("1000",)),
        Keyword("8BITMIME"),
        Keyword("SMTPUTF8"),
        Keyword("DSN"),
        Keyword("REQUIRETLS"),
    ),
)
FOREIGN = ForwardPath(AddrSpec("用户", "例え.jp"))
ABROAD = ForwardPath(AddrSpec("a", "例え.jp"))


def sent(path: ForwardPath) -> Submission:
    return Submission(envelope=Envelope(ReversePath(None), (path,)), source="x")


@pytest.mark.parametrize(
    ("submission", "unfit"),
    [
        (to("a", size=1001), Unfit(Lack.SIZE)),
        (to("a", body=Body.EIGHT_BIT), Unfit(Lack.EIGHT_BIT)),
        (to("a", body=Body.BINARY, size=1), Unfit(Lack.BINARY)),
        (to("a", utf8=True), Unfit(Lack.UTF8)),
        (to("a", notices=Notices()), Unfit(Lack.NOTICES)),
        (to("a", require_tls=True), Unfit(Lack.REQUIRE_TLS)),
        (
            sent(FOREIGN),
            Unfit(Lack.ADDRESS, FOREIGN),
        ),
        (
            sent(ForwardPath(AddrSpec("a", "☃-.jp"))),
            Unfit(Lack.DOMAIN, ForwardPath(AddrSpec("a", "☃-.jp"))),
        ),
    ],
)
def test_what_the_offer_lacks(submission: Submission, unfit: Unfit) -> None:
    """Promise 19: decided before MAIL."""
    small = Offer("mx", (Keyword("SIZE", ("1000",)),))
    assert plan(small, submission) == unfit
    fates, ordered = held(submit(small, (submission, ONE)), kindly)
    assert fates[0] == Refused(Mail, unfit)
    assert isinstance(fates[1], Taken)
    assert len(ordered) == 2


@pytest.mark.parametrize(
    ("submission", "line"),
    [
        (to("a"), b"MAIL FROM:<me@example.com>\r\n"),
        (to("a", size=9), b"MAIL FROM:<me@example.com> SIZE=9\r\n"),
        (to("a", body=Body.EIGHT_BIT), b"MAIL FROM:<me@example.com> BODY=8BITMIME\r\n"),
        (to("a", utf8=True), b"MAIL FROM:<me@example.com> SMTPUTF8\r\n"),
        (to("a", require_tls=True), b"MAIL FROM:<me@example.com> REQUIRETLS\r\n"),
        (
            to("a", notices=Notices(returned=Return.HEADERS, envelope_id="x=1")),
            b"MAIL FROM:<me@example.com> RET=HDRS ENVID=x+3D1\r\n",
        ),
        (sent(FOREIGN), b"MAIL FROM:<> SMTPUTF8\r\n"),
    ],
)
def test_what_goes_out_where_it_is_offered(submission: Submission, line: bytes) -> None:
    made = plan(FULL, submission)
    assert isinstance(made, Plan)
    assert serialize_command(made.mail) == line


def test_recipients_as_they_go_out() -> None:
    made = plan(FULL, to("a", notices=Notices(notify=(Notify.FAILURE, Notify.DELAY))))
    assert isinstance(made, Plan)
    assert made.rcpts[0].notify == (Notify.FAILURE, Notify.DELAY)
    made = plan(Offer(), sent(ABROAD))
    assert isinstance(made, Plan)
    assert made.rcpts[0].path.octets == b"<a@xn--r8jz45g.jp>"
    assert not made.mail.smtputf8


def opened_by(
    opening: Opening, server: Server
) -> tuple[Opened | Unopened, list[tuple[Command, ...]]]:
    return held(open_session(opening), server)


HELLO = serialize_offer(
    Offer("mx", (Keyword("STARTTLS"), Keyword("AUTH", ("PLAIN", "LOGIN"))))
)
PLAIN = Plain(user="u", password="p")


def polite(command: Command) -> Answer:
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


def test_a_session_is_opened_secured_and_logged_in() -> None:
    opening = Opening(domain="me", upgrade=Upgrade.STARTTLS, mechanisms=(PLAIN,))
    opened, ordered = opened_by(opening, polite)
    assert isinstance(opened, Opened)
    assert opened.offer.mechanisms == ("PLAIN", "LOGIN")
    assert opened.login == ("PLAIN", Reply(235))
    kinds = [type(command) for group in ordered for command in group]
    assert kinds == [Ehlo, StartTls, Handshake, Ehlo, Auth]


@pytest.mark.parametrize(
    ("kind", "answer", "at"),
    [
        (Greeting, NO, Greeting),
        (Greeting, Missing.UNANSWERED, Greeting),
        (Ehlo, NO, Ehlo),
        (StartTls, Reply(454), StartTls),
        (Handshake, Missing.UNANSWERED, Handshake),
        (Auth, Reply(535), Auth),
    ],
)
def test_where_a_session_fails(
    kind: type[Command], answer: Answer, at: type[Command]
) -> None:
    """No silent fallback in any branch. Promise 1."""
    opening = Opening(domain="me", upgrade=Upgrade.STARTTLS, mechanisms=(PLAIN,))
    opened, ordered = opened_by(
        opening, lambda command: answer if type(command) is kind else polite(command)
    )
    assert isinstance(opened, Unopened)
    assert opened.at is at
    if kind is not Auth:
        assert not any(
            isinstance(command, Auth) for group in ordered for command in group
        )


def bare(command: Command) -> Answer:
    return Reply(250, (b"mx",)) if isinstance(command, Ehlo) else polite(command)


def test_what_is_needed_and_not_offered() -> None:
    opened, _ = opened_by(Opening(domain="me", upgrade=Upgrade.STARTTLS), bare)
    assert opened == Unopened(StartTls, Unoffered.STARTTLS, Offer("mx"))
    opened, _ = opened_by(Opening(domain="me", mechanisms=(PLAIN,)), bare)
    assert opened == Unopened(Auth, Unoffered.AUTH, Offer("mx"))
    opened, _ = opened_by(Opening(domain="me", mechanisms=(CramMd5("u", "p"),)), polite)
    assert isinstance(opened, Unopened)
    assert opened.cause is Unoffered.MECHANISM


def test_the_first_mechanism_that_is_offered_is_tried_once() -> None:
    scram = Scram(digest=Digest.SHA_1, user="u", password="p", nonce="n")
    opening = Opening(domain="me", mechanisms=(scram, PLAIN, Login("u", "p")))
    _, ordered = opened_by(
        opening, lambda c: Reply(535) if isinstance(c, Auth) else polite(c)
    )
    said = [command for group in ordered for command in group]
    auths = [command.mechanism for command in said if isinstance(command, Auth)]
    assert auths == ["PLAIN"]


def test_helo_is_tried_where_nothing_needs_more() -> None:
    opened, ordered = opened_by(
        Opening(domain="me"), lambda c: NO if isinstance(c, Ehlo) else polite(c)
    )
    assert isinstance(opened, Opened)
    assert ordered[-1] == (Helo("me"),)
    opened, ordered = opened_by(
        Opening(domain="me"), lambda c: LATER if isinstance(c, Ehlo) else polite(c)
    )
    assert isinstance(opened, Unopened)
    assert len(ordered) == 1


def test_a_long_initial_response_waits_for_a_challenge() -> None:
    """RFC 4954 section 4: the line stays within 512 octets."""
    token = XOAuth2("u@example.com", "t" * 1000)
    verdict, ordered = held(authenticate(token), polite)
    assert ordered[0] == (Auth("XOAUTH2"),)
    assert len(ordered) == 2
    assert verdict == OK
    _, ordered = held(authenticate(XOAuth2("u@example.com", "t")), polite)
    assert len(ordered) == 1


def scripted(*answers: Answer) -> Server:
    rest = iter(answers)
    return lambda _: next(rest)


def test_xoauth2_tells_why_after_an_empty_answer() -> None:
    error = b'{"status":"400"}'
    server = scripted(Reply(334, (b64encode(error),)), Reply(535))
    verdict, ordered = held(authenticate(XOAuth2("u", "t")), server)
    assert ordered[1] == (Respond(b""),)
    assert verdict == LoginRefused(Reply(535), error)


def test_a_server_that_does_not_prove_itself_is_not_believed() -> None:
    scram = Scram(digest=Digest.SHA_256, user="u", password="p", nonce="n")
    verdict, _ = held(authenticate(scram), scripted(Reply(235)))
    assert verdict == LoginRefused(Distrust(Doubt.UNPROVED))


def test_a_distrusted_exchange_is_cancelled() -> None:
    scram = Scram(digest=Digest.SHA_256, user="u", password="p", nonce="n")
    server = scripted(Reply(334, (b"bm90IHNjcmFt",)), Reply(501))
    verdict, ordered = held(authenticate(scram), server)
    assert ordered[1] == (Cancel(),)
    assert verdict == LoginRefused(Distrust(Doubt.MALFORMED))


def test_prompts_in_clear_are_borne() -> None:
    server = scripted(
        Reply(334, (b"Username:",)), Reply(334, (b"Password:",)), Reply(235)
    )
    verdict, ordered = held(authenticate(Login("u", "p")), server)
    assert verdict == Reply(235)
    assert ordered[1:] == [(Respond(b"dQ=="),), (Respond(b"cA=="),)]
