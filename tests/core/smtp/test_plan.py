"""What a submission asks, and whether an offer has it. Promise 19."""

import pytest

from core.header.address import AddrSpec
from core.smtp.command.octets import serialize_command
from core.smtp.command.transaction import (
    Mail,
)
from core.smtp.envelope import (
    Body,
    Envelope,
    Notices,
    Notify,
    Return,
    Submission,
)
from core.smtp.extension import Keyword, Offer
from core.smtp.fate import Refused, Taken
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.plan import Lack, Plan, Unfit, plan
from core.smtp.submit import submit
from tests.core.smtp.hold import held, kindly, to

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
    fates, ordered = held(submit(small, (submission, to("a"))), kindly)
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
