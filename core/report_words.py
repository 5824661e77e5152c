"""What a report says, in words: who did not get what, and why.

RFC 3464, RFC 8098, RFC 5965. The words of a server stand in quotes.
"""

from collections.abc import Iterator
from typing import Final

from core.message import Message
from core.mime.report import (
    DeliveryReport,
    DispositionNotification,
    FeedbackReport,
    RecipientReport,
)
from core.mime.report_fields import TypedValue
from core.present import Line, Role, date_text
from core.status import meaning
from core.visible import visible_line

# Recipients of one report that are shown.
SHOWN_RECIPIENTS: Final = 100


def report_lines(message: Message) -> tuple[Line, ...]:
    """Return what the report in `message` says, a line a fact; none if it has none."""
    match message.report:
        case None:
            said: tuple[str, ...] = ()
        case DeliveryReport() as report:
            said = tuple(_delivery(report))
        case DispositionNotification() as notification:
            said = tuple(_disposition(notification))
        case FeedbackReport() as complaint:
            said = tuple(_complaint(complaint))
    return tuple(Line(Role.FIELD, visible_line(text), "Report") for text in said)


def _delivery(report: DeliveryReport) -> Iterator[str]:
    for recipient in report.recipients[:SHOWN_RECIPIENTS]:
        yield from _recipient(recipient)
    more = len(report.recipients) - SHOWN_RECIPIENTS
    if more > 0:
        yield f"and {more} more recipients"


def _recipient(recipient: RecipientReport) -> Iterator[str]:
    address = recipient.final_recipient or recipient.original_recipient
    who = address.value if address is not None else "somebody who is not named"
    match recipient.action:
        case "failed":
            what = "was not delivered, and will not be"
        case "delayed":
            what = "is not delivered yet"
        case "delivered":
            what = "was delivered"
        case "relayed":
            what = "was handed to a system that sends no reports"
        case "expanded":
            what = "was delivered to a list, and sent on to its members"
        case None:
            what = "has a report that does not say what became of it"
        case other:
            what = f'has a report of "{other}"'
    until = recipient.will_retry_until
    tries = f", tries go on until {date_text(until)}" if until is not None else ""
    code = recipient.status
    why = f": {meaning(code)} ({code})" if code is not None else ""
    yield f"To {who}: the message {what}{why}{tries}."
    yield from _words(recipient)
    first = recipient.original_recipient
    if first is not None and first.value.lower() != who.lower():
        yield f"The message was sent to {first.value} first."


def _words(recipient: RecipientReport) -> Iterator[str]:
    said = recipient.diagnostic_code
    if said is not None and said.value:
        server = recipient.remote_mta
        who = server.value if server is not None and server.value else "The server"
        yield f'{who} said: "{" ".join(said.value.split())}"'


def _disposition(notification: DispositionNotification) -> Iterator[str]:
    who = _who(notification.final_recipient or notification.original_recipient)
    match notification.disposition:
        case "displayed":
            what = f"{who} has opened the message"
        case "deleted":
            what = f"{who} has deleted the message"
        case "dispatched":
            what = f"{who} has passed the message on"
        case "processed":
            what = f"The message to {who} was handled by a program"
        case None:
            what = f"{who} does not say what became of the message"
        case other:
            what = f'{who} reports "{other}"'
    itself = notification.sending_mode == "mdn-sent-automatically"
    yield f"{what}{'; a program says so by itself' if itself else ''}."
    if notification.original_message_id is not None:
        yield f"The message was <{notification.original_message_id.text}>."
    yield from notification.errors


def _who(address: TypedValue | None) -> str:
    return address.value if address is not None else "The receiver"


def _complaint(report: FeedbackReport) -> Iterator[str]:
    count = report.incidents
    times = f", {count} times" if count > 1 else ""
    match report.feedback_type:
        case "abuse":
            what = "Somebody who got the message calls it unwanted"
        case "fraud":
            what = "Somebody who got the message calls it a fraud"
        case "virus":
            what = "The message is said to hold a virus"
        case "not-spam":
            what = "Somebody who got the message says that it is wanted"
        case other:
            what = f'There is a complaint of the kind "{other or "unnamed"}"'
    yield f"{what}{times}."
    if report.source_ip:
        yield f"The message came from {report.source_ip}."
    if report.original_rcpt_to:
        yield f"The message went to {', '.join(report.original_rcpt_to)}."
