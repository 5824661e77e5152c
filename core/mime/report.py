"""Reports on mail: delivery, disposition and abuse, as values.

Delivery status: RFC 3464, RFC 6522, and RFC 6533 for addresses in UTF-8. Disposition:
RFC 8098. Abuse: RFC 5965. Each is a leaf of a multipart/report that holds groups of
fields, with an empty line between.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeAlias

from core.defect import Defect, DefectKind, Parsed
from core.header.field import Header
from core.header.msg_id import MsgId
from core.limits import DEFAULT_LIMITS, Limits
from core.mime import report_fields as fields
from core.mime.body import decoded
from core.mime.entity import Encapsulated, Entity, Leaf, Multipart
from core.mime.report_fields import TypedValue
from core.pattern import pattern
from core.span import Source
from core.status import EnhancedStatusCode
from core.value import frozen

# disposition-field = "Disposition" ":" action-mode "/" sending-mode ";"
#     disposition-type [ "/" disposition-modifier *( "," disposition-modifier ) ]
#                                                            RFC 8098 section 3.2.6
DISPOSITION_TEXT = pattern(r"([^/;]*+)(?:/([^;]*+))?;([^/]*+)(?:/(.*+))?", re.DOTALL)


@frozen
class RecipientReport:
    """What became of a message for one recipient. RFC 3464 section 2.3.

    `action` is "failed", "delayed", "delivered", "relayed" or "expanded", or whatever
    the field says, in lower case. `original_recipient` is what the sender asked for,
    RFC 3461 section 4.2. `fields` are all fields, extensions too.
    """

    final_recipient: TypedValue | None
    original_recipient: TypedValue | None
    action: str | None
    status: EnhancedStatusCode | None
    remote_mta: TypedValue | None
    diagnostic_code: TypedValue | None
    last_attempt_date: datetime | None
    will_retry_until: datetime | None
    final_log_id: str | None
    fields: Header


@frozen
class DeliveryReport:
    """A message/delivery-status. RFC 3464 section 2.

    The fields of the message as a whole, and a value for each recipient.
    """

    reporting_mta: TypedValue | None
    dsn_gateway: TypedValue | None
    received_from_mta: TypedValue | None
    original_envelope_id: str | None
    arrival_date: datetime | None
    recipients: tuple[RecipientReport, ...]
    fields: Header


@frozen
class DispositionNotification:
    """A message/disposition-notification: what a reader did with a message.

    RFC 8098 section 3. `action_mode` is "manual-action" or "automatic-action",
    `sending_mode` "mdn-sent-manually" or "mdn-sent-automatically", and `disposition`
    "displayed", "deleted", "dispatched" or "processed": in lower case as they stand.
    """

    reporting_ua: str | None
    mdn_gateway: TypedValue | None
    original_recipient: TypedValue | None
    final_recipient: TypedValue | None
    original_message_id: MsgId | None
    action_mode: str | None
    sending_mode: str | None
    disposition: str | None
    modifiers: tuple[str, ...]
    errors: tuple[str, ...]
    fields: Header


@frozen
class FeedbackReport:
    """A message/feedback-report: a complaint about a message. RFC 5965 section 3.

    `feedback_type` is "abuse", "fraud", "virus", "not-spam" or "other", or what else
    the field says, in lower case; `incidents` is 1 where nothing is said.
    """

    feedback_type: str | None
    user_agent: str | None
    version: str | None
    original_envelope_id: str | None
    original_mail_from: str | None
    original_rcpt_to: tuple[str, ...]
    arrival_date: datetime | None
    reporting_mta: TypedValue | None
    source_ip: str | None
    incidents: int
    authentication_results: tuple[str, ...]
    reported_domains: tuple[str, ...]
    reported_uris: tuple[str, ...]
    fields: Header


Report: TypeAlias = DeliveryReport | DispositionNotification | FeedbackReport


def parse_report(
    source: Source, entity: Entity, limits: Limits = DEFAULT_LIMITS
) -> Parsed[Report | None]:
    """Return the report that a message is, None if it is none. RFC 6522 section 3.

    A report is told by the media type of one of its parts, also outside a
    multipart/report. REPORT_FIELD_MISSING stands for a field that the RFC asks for.
    Defects count from the start of the source, and span the leaf.
    """
    for leaf in _leaves(entity):
        match leaf.content.content_type.media_type:
            case "message/delivery-status" | "message/global-delivery-status":
                parse: Callable[[bytes, Limits], Report] = parse_delivery_status
            case (
                "message/disposition-notification"
                | "message/global-disposition-notification"
            ):
                parse = parse_disposition_notification
            case "message/feedback-report":
                parse = parse_feedback_report
            case _:
                continue
        report = parse(decoded(source, leaf), limits)
        missing = Defect(DefectKind.REPORT_FIELD_MISSING, leaf.body_span)
        return Parsed(report, (missing,) if _lacks(report) else ())
    return Parsed(None)


def returned(entity: Entity) -> Leaf | Encapsulated | None:
    """Return the part with the message reported on, or its header section.

    RFC 6522 section 3: the third part of a multipart/report, where there is one.
    """
    match entity:
        case Multipart(parts=(_, _, (Leaf() | Encapsulated()) as part, *_)):
            is_report = entity.content.content_type.media_type == "multipart/report"
            return part if is_report else None
        case _:
            return None


def parse_delivery_status(
    octets: bytes, limits: Limits = DEFAULT_LIMITS
) -> DeliveryReport:
    """Return what the decoded body of a message/delivery-status says. RFC 3464."""
    first, *rest = fields.groups(octets, limits) or [Header(())]
    if not rest and first.first("final-recipient"):
        rest = [first]
    return DeliveryReport(
        fields.read(first, "reporting-mta", fields.typed),
        fields.read(first, "dsn-gateway", fields.typed),
        fields.read(first, "received-from-mta", fields.typed),
        fields.read(first, "original-envelope-id", fields.text),
        fields.read(first, "arrival-date", fields.date),
        tuple(_recipient(group) for group in rest),
        first,
    )


def _recipient(group: Header) -> RecipientReport:
    return RecipientReport(
        fields.read(group, "final-recipient", fields.typed),
        fields.read(group, "original-recipient", fields.typed),
        fields.read(group, "action", fields.word),
        fields.read(group, "status", fields.status),
        fields.read(group, "remote-mta", fields.typed),
        fields.read(group, "diagnostic-code", fields.diagnostic),
        fields.read(group, "last-attempt-date", fields.date),
        fields.read(group, "will-retry-until", fields.date),
        fields.read(group, "final-log-id", fields.text),
        group,
    )


def parse_disposition_notification(
    octets: bytes, limits: Limits = DEFAULT_LIMITS
) -> DispositionNotification:
    """Return what a decoded message/disposition-notification says. RFC 8098."""
    group = fields.whole(octets, limits)
    said = DISPOSITION_TEXT.match(fields.read(group, "disposition", fields.plain) or "")
    action, sending, disposition, modifiers = said.groups() if said else (None,) * 4
    return DispositionNotification(
        fields.read(group, "reporting-ua", fields.text),
        fields.read(group, "mdn-gateway", fields.typed),
        fields.read(group, "original-recipient", fields.typed),
        fields.read(group, "final-recipient", fields.typed),
        fields.read(group, "original-message-id", fields.msg_id),
        fields.lower(action),
        fields.lower(sending),
        fields.lower(disposition),
        tuple(filter(None, map(fields.lower, (modifiers or "").split(",")))),
        (
            *fields.every(group, "failure"),
            *fields.every(group, "error"),
            *fields.every(group, "warning"),
        ),
        group,
    )


def parse_feedback_report(
    octets: bytes, limits: Limits = DEFAULT_LIMITS
) -> FeedbackReport:
    """Return what the decoded body of a message/feedback-report says. RFC 5965."""
    group = fields.whole(octets, limits)
    incidents = fields.read(group, "incidents", fields.plain) or ""
    return FeedbackReport(
        fields.read(group, "feedback-type", fields.word),
        fields.read(group, "user-agent", fields.text),
        fields.read(group, "version", fields.text),
        fields.read(group, "original-envelope-id", fields.text),
        fields.read(group, "original-mail-from", fields.text),
        fields.every(group, "original-rcpt-to"),
        fields.read(group, "arrival-date", fields.date)
        or fields.read(group, "received-date", fields.date),
        fields.read(group, "reporting-mta", fields.typed),
        fields.read(group, "source-ip", fields.text),
        int(incidents) if re.fullmatch("[0-9]{1,18}", incidents) else 1,
        fields.every(group, "authentication-results"),
        fields.every(group, "reported-domain"),
        fields.every(group, "reported-uri"),
        group,
    )


def _lacks(report: Report) -> bool:
    """Return whether a field is missing that a report has to have."""
    match report:
        case DeliveryReport(recipients=recipients):
            return report.reporting_mta is None or not all(
                each.final_recipient and each.action and each.status
                for each in recipients
            )
        case DispositionNotification(final_recipient=recipient, disposition=said):
            return recipient is None or said is None
        case FeedbackReport(feedback_type=kind, user_agent=agent, version=version):
            return None in {kind, agent, version}


def _leaves(entity: Entity) -> Iterator[Leaf]:
    """Yield the leaves of a message, not those of messages in it."""
    match entity:
        case Leaf():
            yield entity
        case Multipart(parts=parts):
            for part in parts:
                yield from _leaves(part)
        case Encapsulated():
            pass
