"""Reports in words: delivery, disposition and abuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.message import parse_message
from core.report_words import SHOWN_RECIPIENTS, report_lines
from core.visible import visible_line

RECIPIENT = "Final-Recipient: rfc822; a@b.example\r\n"


def words(kind: str, *fields: str) -> list[str]:
    """Return what is said of a report whose groups of fields are `fields`."""
    octets = (
        "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n"
        f"Content-Type: message/{kind}\r\n\r\n" + "\r\n".join(fields) + "\r\n--b--\r\n"
    ).encode("utf-8", "surrogateescape")
    lines = report_lines(parse_message(octets))
    assert {line.label for line in lines} <= {"Report"}
    return [line.text for line in lines]


def delivery(*fields: str) -> list[str]:
    return words("delivery-status", "Reporting-MTA: dns; m.example\r\n", *fields)


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ("failed", "the message was not delivered, and will not be"),
        ("delayed", "the message is not delivered yet"),
        ("delivered", "the message was delivered."),
        ("relayed", "handed to a system that sends no reports"),
        ("expanded", "delivered to a list"),
        ("eaten", 'has a report of "eaten"'),
    ],
)
def test_actions(action: str, text: str) -> None:
    (line,) = delivery(f"{RECIPIENT}Action: {action}\r\n")
    assert line.startswith("To a@b.example: ")
    assert text in line


def test_all_that_is_known() -> None:
    assert delivery(
        f"{RECIPIENT}Original-Recipient: rfc822;first@b.example\r\nAction: delayed\r\n"
        "Status: 4.2.2\r\nRemote-MTA: dns; mx.b.example\r\n"
        "Diagnostic-Code: smtp; 452 mailbox\r\n  full\r\n"
        "Will-Retry-Until: Wed, 25 Nov 2026 08:59:58 +0800\r\n"
    ) == [
        (
            "To a@b.example: the message is not delivered yet: mailbox full (4.2.2), "
            "tries go on until Wed 2026-11-25 08:59 +0800."
        ),
        'mx.b.example said: "452 mailbox full"',
        "The message was sent to first@b.example first.",
    ]


def test_little_is_known() -> None:
    assert delivery("X-Nothing: x\r\n") == [
        (
            "To somebody who is not named: the message has a report that does not "
            "say what became of it."
        )
    ]


def test_many_recipients() -> None:
    lines = delivery(*[f"{RECIPIENT}Action: failed\r\n"] * (SHOWN_RECIPIENTS + 5))
    assert len(lines) == SHOWN_RECIPIENTS + 1
    assert lines[-1] == "and 5 more recipients"


@pytest.mark.parametrize(
    ("disposition", "text"),
    [
        ("manual-action/MDN-sent-manually; displayed", "has opened the message."),
        (
            "automatic-action/MDN-sent-automatically; deleted",
            "has deleted the message; a program says so by itself.",
        ),
        ("manual-action/MDN-sent-manually; dispatched", "has passed the message on."),
        ("automatic-action/MDN-sent-manually; processed", "handled by a program."),
        ("manual-action/MDN-sent-manually; pondered", 'reports "pondered"'),
    ],
)
def test_dispositions(disposition: str, text: str) -> None:
    line, original = words(
        "disposition-notification",
        f"{RECIPIENT}Disposition: {disposition}\r\nOriginal-Message-ID: <1@x>\r\n",
    )
    assert "a@b.example" in line
    assert text in line
    assert original == "The message was <1@x>."


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("abuse", "calls it unwanted"),
        ("fraud", "calls it a fraud"),
        ("virus", "is said to hold a virus"),
        ("not-spam", "says that it is wanted"),
        ("other", 'a complaint of the kind "other"'),
    ],
)
def test_complaints(kind: str, text: str) -> None:
    first, *rest = words(
        "feedback-report",
        f"Feedback-Type: {kind}\r\nSource-IP: 192.0.2.1\r\nIncidents: 3\r\n"
        "Original-Rcpt-To: <a@b.example>\r\n",
    )
    assert text in first
    assert first.endswith(", 3 times.")
    assert rest == [
        "The message came from 192.0.2.1.",
        "The message went to <a@b.example>.",
    ]


def test_no_report() -> None:
    assert report_lines(parse_message(b"Subject: x\r\n\r\ntext\r\n")) == ()


@given(
    st.sampled_from(["delivery-status", "disposition-notification", "feedback-report"]),
    st.lists(st.text(st.characters(codec="utf-8"), max_size=60), max_size=6),
)
def test_any_report_is_harmless(kind: str, fields: list[str]) -> None:
    names = "Final-Recipient: ", "Action: ", "Disposition: ;", "Feedback-Type: ", ""
    for name in names:
        for line in words(kind, "", *(f"{name}{text}" for text in fields)):
            assert visible_line(line) == line
