"""Laws of what reads who handled a message: trace, lists, verdicts, reports, mbox."""

from datetime import UTC, datetime

from core import mbox
from core.header import authentication, trace
from core.header import list as list_fields
from core.mime import report
from core.mime.parse import parse_entity
from tests.fuzz.messages import SEEDS, asked
from tests.fuzz.target import Target, check_parser, in_range, is_clean

NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)


def received(octets: bytes) -> None:
    parsed = trace.parse_received(octets)
    assert in_range(parsed.defects, len(octets))
    written = trace.serialize_received(parsed.value)
    assert trace.serialize_received(trace.parse_received(written).value) == written


def return_path(octets: bytes) -> None:
    check_parser(octets, trace.parse_return_path, trace.serialize_return_path)


def list_urls(octets: bytes) -> None:
    assert in_range(list_fields.parse_list_urls(octets).defects, len(octets))
    parsed = list_fields.parse_list_post(octets)
    assert in_range(parsed.defects, len(octets))
    written = list_fields.serialize_list_post(parsed.value)
    assert list_fields.parse_list_post(written).value == parsed.value


def list_id(octets: bytes) -> None:
    check_parser(octets, list_fields.parse_list_id, list_fields.serialize_list_id)
    assert in_range(list_fields.parse_unsubscribe_post(octets).defects, len(octets))


def authentication_results(octets: bytes) -> None:
    check_parser(
        octets,
        authentication.parse_authentication_results,
        authentication.serialize_authentication_results,
    )


def reports(octets: bytes) -> None:
    for read in (
        report.parse_delivery_status,
        report.parse_disposition_notification,
        report.parse_feedback_report,
    ):
        found = asked(read(octets))
        assert all(is_clean(text) for text in found if isinstance(text, str))
    parsed = report.parse_report(octets, parse_entity(octets).value)
    assert in_range(parsed.defects, len(octets))


def mbox_entries(octets: bytes) -> None:
    for form in mbox.MboxForm:
        at = 0
        for entry in mbox.mbox_entries(octets, form):
            assert at <= entry.from_line.start <= entry.from_line.stop
            assert entry.from_line.stop <= entry.stored.start <= entry.stored.stop
            at = entry.stored.stop
            mbox.message_octets(octets, entry, form)
        assert at <= len(octets)


def mbox_entry(octets: bytes) -> None:
    """A message written to an mbox is one message, and comes back as it was."""
    text = octets.replace(b"\r", b"")
    stored = mbox.serialize_mbox_entry(text, "ann@example.org", NOON)
    (entry,) = mbox.mbox_entries(stored)
    read = mbox.message_octets(stored, entry).replace(b"\r\n", b"\n")
    assert read.rstrip(b"\n") == text.rstrip(b"\n")


STATUS = (
    b"Reporting-MTA: dns; mail.example.org\r\nArrival-Date: Mon, 1 Jan 2024 00:00:00 Z"
    b"\r\n\r\nFinal-Recipient: rfc822; ann@example.org\r\nAction: failed\r\n"
    b"Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no\r\n"
)
REPORT = (
    b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
    b"--b\r\n\r\nno\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" + STATUS
)
MBOX = (
    b"From ann@example.org Mon Jan  1 00:00:00 2024\nSubject: a\n\n>From b\n\n"
    b"From c Mon Jan  1 00:00:00 2024\nContent-Length: 3\n\nd\n\n"
)
VERDICTS = (
    b'mx.example.org 1; spf=pass (c) smtp.mailfrom=a@b; dkim=fail reason="x"',
    b"mx.example.org; none",
)
HANDLED = (
    b"from a (b [1.2.3.4]) by c with ESMTPS id d for <e@f>; Mon, 1 Jan 2024 00:00:00 Z",
    b"by c via TCP; x; 1 Jan 24 00:00 EST (y)",
)
TARGETS = (
    Target(received, HANDLED),
    Target(return_path, (b"<>", b"<ann@example.org>", b"(x) a@b")),
    Target(
        list_urls, (b"<mailto:a@b?subject=c>, (d) <https://e.example/f>", b"NO (x)")
    ),
    Target(list_id, (b'"a list" <a.list.example.org>', b"List-Unsubscribe=One-Click")),
    Target(authentication_results, VERDICTS),
    Target(reports, (STATUS, REPORT, *SEEDS), whole=True),
    Target(mbox_entries, (MBOX,), whole=True),
    Target(mbox_entry, (MBOX, b"From x\n>>From y\n"), whole=True),
)
