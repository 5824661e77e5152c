"""Reports: the examples of their RFCs, and octets that are none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.defect import DefectKind
from core.header.msg_id import MsgId
from core.message import parse_message
from core.mime.entity import Encapsulated, Leaf
from core.mime.report import (
    DeliveryReport,
    DispositionNotification,
    FeedbackReport,
    parse_delivery_status,
    parse_disposition_notification,
    parse_feedback_report,
    parse_report,
    returned,
)
from core.mime.report_fields import TypedValue
from core.status import EnhancedStatusCode
from tests.strategies import mime
from tests.strategies.broken import broken

REPORT = b"""Content-Type: multipart/report; report-type=%s; boundary=b

--b

See below.
--b
Content-Type: message/%s

%s
--b
Content-Type: message/rfc822

Subject: original

hello
--b--
"""

# RFC 3464 appendix E.1, and a second recipient.
DELIVERY = b"""Reporting-MTA: dns; cs.utk.edu
Original-Envelope-Id: 1234 (as given)
Arrival-Date: Fri, 8 Jul 1994 09:11:00 +0000

Original-Recipient: rfc822;louisl@larry.slip.umd.edu
Final-Recipient: rfc822;louisl@larry.slip.umd.edu
Action: failed (for good)
Status: 4.0.0 (undefined status)
Remote-MTA: dns; larry.slip.umd.edu
Diagnostic-Code: smtp; 426 connection timed out (after a day)
Last-Attempt-Date: Thu, 7 Jul 1994 17:15:49 -0400
X-More: yes

Final-Recipient: utf-8; J\\x{FC}rgen@example.org
Action: Delayed
Status: 4.4.7
Will-Retry-Until: Sat, 9 Jul 1994 09:11:00 +0000
"""

# RFC 8098 section 9.
DISPOSITION = b"""Reporting-UA: joes-pc.cs.example.com; Foomail 97.1
Original-Recipient: rfc822;Joe_Recipient@example.com
Final-Recipient: rfc822;Joe_Recipient@example.com
Original-Message-ID: <199509192301.23456@example.org>
Disposition: manual-action/MDN-sent-manually; displayed/Error, expired
Error: not for my eyes
"""

# RFC 5965 appendix B.2.
FEEDBACK = b"""Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <somespammer@example.net>
Original-Rcpt-To: <user@example.com>
Arrival-Date: Thu, 8 Mar 2005 14:00:00 -0400
Reporting-MTA: dns; mail.example.com
Source-IP: 192.0.2.1
Authentication-Results: mail.example.com;
   spf=fail smtp.mail=somespammer@example.com
Reported-Domain: example.net
Reported-Uri: http://example.net/earn_money.html
Reported-Uri: mailto:user@example.com
Incidents: 2
Removal-Recipient: user@example.com
"""


def message(kind: bytes, subtype: bytes, body: bytes) -> bytes:
    return REPORT % (kind, subtype, body)


def test_delivery_status() -> None:
    report = parse_delivery_status(DELIVERY)
    assert report.reporting_mta == TypedValue("dns", "cs.utk.edu")
    assert report.original_envelope_id == "1234 (as given)"
    assert report.arrival_date == datetime(1994, 7, 8, 9, 11, tzinfo=UTC)
    assert (report.dsn_gateway, report.received_from_mta) == (None, None)
    failed, delayed = report.recipients
    louis = TypedValue("rfc822", "louisl@larry.slip.umd.edu")
    assert (failed.original_recipient, failed.final_recipient) == (louis, louis)
    assert (failed.action, delayed.action) == ("failed", "delayed")
    assert failed.status == EnhancedStatusCode(4, 0, 0)
    assert failed.remote_mta == TypedValue("dns", "larry.slip.umd.edu")
    assert failed.diagnostic_code == TypedValue(
        "smtp", "426 connection timed out (after a day)"
    )
    assert failed.last_attempt_date == datetime(1994, 7, 7, 21, 15, 49, tzinfo=UTC)
    assert [field.text for field in failed.fields.every("x-more")] == ["yes"]
    assert delayed.final_recipient == TypedValue("utf-8", "Jürgen@example.org")
    assert delayed.will_retry_until == datetime(1994, 7, 9, 9, 11, tzinfo=UTC)


def test_one_group_for_message_and_recipient() -> None:
    octets = b"Reporting-MTA: dns; a\nFinal-Recipient: b@c\nAction: failed\n"
    report = parse_delivery_status(octets)
    (recipient,) = report.recipients
    assert recipient.final_recipient == TypedValue("", "b@c")


def test_disposition_notification() -> None:
    report = parse_disposition_notification(DISPOSITION)
    assert report.reporting_ua == "joes-pc.cs.example.com; Foomail 97.1"
    assert report.final_recipient == TypedValue("rfc822", "Joe_Recipient@example.com")
    assert report.original_recipient == report.final_recipient
    assert report.original_message_id == MsgId("199509192301.23456", "example.org")
    assert report.action_mode == "manual-action"
    assert report.sending_mode == "mdn-sent-manually"
    assert report.disposition == "displayed"
    assert report.modifiers == ("error", "expired")
    assert report.errors == ("not for my eyes",)


def test_feedback_report() -> None:
    report = parse_feedback_report(FEEDBACK)
    assert report.feedback_type == "abuse"
    assert report.user_agent == "SomeGenerator/1.0"
    assert report.version == "1"
    assert report.original_mail_from == "<somespammer@example.net>"
    assert report.original_rcpt_to == ("<user@example.com>",)
    assert report.arrival_date == datetime(2005, 3, 8, 18, tzinfo=UTC)
    assert report.reporting_mta == TypedValue("dns", "mail.example.com")
    assert report.source_ip == "192.0.2.1"
    assert report.incidents == 2
    assert len(report.authentication_results) == 1
    assert report.reported_domains == ("example.net",)
    assert report.reported_uris == (
        "http://example.net/earn_money.html",
        "mailto:user@example.com",
    )


@pytest.mark.parametrize("crlf", [False, True], ids=["lf", "crlf"])
@pytest.mark.parametrize(
    ("kind", "subtype", "body", "expected"),
    [
        (b"delivery-status", b"delivery-status", DELIVERY, DeliveryReport),
        (b"delivery-status", b"global-delivery-status", DELIVERY, DeliveryReport),
        (
            b"disposition-notification",
            b"disposition-notification",
            DISPOSITION,
            DispositionNotification,
        ),
        (b"feedback-report", b"feedback-report", FEEDBACK, FeedbackReport),
    ],
)
def test_found_in_a_message(
    kind: bytes, subtype: bytes, body: bytes, expected: type, crlf: bool
) -> None:
    octets = message(kind, subtype, body)
    if crlf:
        octets = octets.replace(b"\n", b"\r\n")
    whole = parse_message(octets)
    parsed = parse_report(whole.source, whole.entity)
    assert type(parsed.value) is expected
    assert parsed.defects == ()
    assert whole.report == parsed.value
    assert isinstance(returned(whole.entity), Encapsulated)


def test_a_report_within_a_message_is_its_own() -> None:
    inner = message(b"delivery-status", b"delivery-status", DELIVERY)
    whole = parse_message(
        b"Content-Type: multipart/mixed; boundary=outer\n\n--outer\n\nText.\n"
        b"--outer\nContent-Type: message/rfc822\n\n%b\n--outer--\n" % inner
    )
    assert whole.messages[0].report == parse_message(inner).report
    assert isinstance(whole.messages[0].report, DeliveryReport)


def test_the_header_alone_may_be_returned() -> None:
    octets = message(b"delivery-status", b"delivery-status", DELIVERY)
    octets = octets.replace(b"message/rfc822", b"text/rfc822-headers")
    assert isinstance(returned(parse_message(octets).entity), Leaf)


@pytest.mark.parametrize(
    ("subtype", "body"),
    [
        (b"delivery-status", b"X: y"),
        (b"delivery-status", b"Reporting-MTA: dns; a\n\nAction: failed"),
        (b"disposition-notification", b"Disposition: nonsense"),
        (b"feedback-report", b"Version: 1"),
    ],
)
def test_missing_fields(subtype: bytes, body: bytes) -> None:
    whole = parse_message(message(subtype, subtype, body))
    parsed = parse_report(whole.source, whole.entity)
    assert parsed.value is not None
    assert [each.kind for each in parsed.defects] == [DefectKind.REPORT_FIELD_MISSING]


@given(mime.octets())
def test_most_messages_are_no_report(octets: bytes) -> None:
    whole = parse_message(octets)
    assert parse_report(whole.source, whole.entity).value is None
    returned(whole.entity)


@given(st.binary() | broken(st.sampled_from((DELIVERY, DISPOSITION, FEEDBACK))))
def test_totality(octets: bytes) -> None:
    parse_delivery_status(octets)
    parse_disposition_notification(octets)
    parse_feedback_report(octets)
