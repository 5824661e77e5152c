"""Mail without I/O: messages, SMTP and POP3 as values.

Parsers take octets and give the best value there is, beside the defects that they
met; they never raise. What was parsed is written back octet for octet. Start with
`parse_message`; `compose_message` is the way back.

The two protocols are packages of their own, since many of their words are the same:
`core.smtp` and `core.pop3`, each with commands, a grammar, a dialogue, a service
and errands.

A name is loaded when it is first used, with no more than it needs.
"""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.compose import Fields, envelope, reply_ids
    from core.compose import compose as compose_message
    from core.defect import Defect, DefectKind, Parsed
    from core.edit import (
        add_field,
        add_part,
        remove_field,
        replace_field,
        replace_leaf,
        text_field,
    )
    from core.filename import safe_filename
    from core.header.address import (
        Address,
        AddrSpec,
        Group,
        Mailbox,
        mailboxes,
        parse_addr_spec,
        parse_address_list,
        parse_mailbox,
        parse_mailbox_list,
        serialize_addr_spec,
        serialize_address_list,
        serialize_mailbox,
    )
    from core.header.authentication import (
        AuthenticationResults,
        MethodProperty,
        MethodResult,
        parse_authentication_results,
        serialize_authentication_results,
    )
    from core.header.content import (
        ContentDisposition,
        ContentType,
        parse_content_type,
        parse_disposition,
        serialize_content_type,
        serialize_disposition,
    )
    from core.header.date import UNKNOWN_ZONE, parse_date, serialize_date
    from core.header.field import Field, Header, parse_header, serialize_header
    from core.header.id_url import (
        IdUrl,
        MessageUrl,
        PartUrl,
        parse_id_url,
        serialize_id_url,
    )
    from core.header.list import (
        ListId,
        ListPost,
        ListPosting,
        ListUrls,
        UnsubscribePost,
        parse_list_id,
        parse_list_post,
        parse_list_urls,
        parse_unsubscribe_post,
        serialize_list_id,
        serialize_list_post,
        serialize_unsubscribe_post,
    )
    from core.header.msg_id import (
        MsgId,
        parse_msg_id,
        parse_msg_id_list,
        serialize_msg_id,
        serialize_msg_id_list,
    )
    from core.header.parameter import Parameter, parse_parameters
    from core.header.text import parse_phrase_list, parse_text
    from core.header.trace import (
        Clause,
        Received,
        ReturnPath,
        parse_received,
        parse_return_path,
        serialize_received,
        serialize_return_path,
    )
    from core.limits import Limits
    from core.mbox import (
        MboxEntry,
        MboxForm,
        mbox_entries,
        message_octets,
        serialize_mbox_entry,
    )
    from core.message import Message, parse_message, serialize_message
    from core.mime.draft import (
        Disposition,
        Draft,
        FileDraft,
        MessageDraft,
        MultipartDraft,
        NamedFile,
        TextDraft,
        arrange,
    )
    from core.mime.entity import Encapsulated, Entity, Leaf, Multipart, tiles
    from core.mime.parse import parse_entity
    from core.mime.part import EmbeddedFile, Part
    from core.mime.report import (
        DeliveryReport,
        DispositionNotification,
        FeedbackReport,
        RecipientReport,
        parse_report,
    )
    from core.mime.report_fields import TypedValue
    from core.mime.serialize import FilePiece, Piece, serialize_draft
    from core.mime.walk import entities, leaves
    from core.pop3.response import Response, parse_response, serialize_response
    from core.replay import Replay
    from core.replay import replay as replay_transcript
    from core.smtp.envelope import Envelope, Submission
    from core.smtp.path import ForwardPath, ReversePath
    from core.smtp.reply import Reply, parse_reply, serialize_reply
    from core.span import Source, Span
    from core.status import EnhancedStatusCode
    from core.transcript import TranscriptRecord, parse_transcript, serialize_transcript
    from core.visible import visible_line

# The one address of each name: the file that has it.
_ADDRESSES = """\
core.span: Span Source
core.defect: Defect DefectKind Parsed
core.limits: Limits
core.visible: visible_line
core.filename: safe_filename
core.message: Message parse_message serialize_message
core.mime.part: Part EmbeddedFile
core.mime.entity: Leaf Multipart Encapsulated Entity tiles
core.mime.parse: parse_entity
core.mime.walk: leaves entities
core.mime.report: DeliveryReport DispositionNotification FeedbackReport
core.mime.report: RecipientReport parse_report
core.mime.report_fields: TypedValue
core.mbox: MboxEntry MboxForm mbox_entries message_octets
core.mbox: serialize_mbox_entry
core.header.field: Field Header parse_header serialize_header
core.header.text: parse_text parse_phrase_list
core.header.address: AddrSpec Address Group Mailbox mailboxes parse_addr_spec
core.header.address: parse_address_list parse_mailbox parse_mailbox_list
core.header.address: serialize_addr_spec serialize_address_list serialize_mailbox
core.header.date: UNKNOWN_ZONE parse_date serialize_date
core.header.msg_id: MsgId parse_msg_id parse_msg_id_list serialize_msg_id
core.header.msg_id: serialize_msg_id_list
core.header.id_url: IdUrl MessageUrl PartUrl parse_id_url serialize_id_url
core.header.trace: Clause Received ReturnPath parse_received parse_return_path
core.header.trace: serialize_received serialize_return_path
core.header.content: ContentDisposition ContentType parse_content_type
core.header.content: parse_disposition serialize_content_type
core.header.content: serialize_disposition
core.header.parameter: Parameter parse_parameters
core.header.list: ListId ListPost ListPosting ListUrls UnsubscribePost
core.header.list: parse_list_id parse_list_post parse_list_urls
core.header.list: parse_unsubscribe_post serialize_list_id serialize_list_post
core.header.list: serialize_unsubscribe_post
core.header.authentication: AuthenticationResults MethodProperty MethodResult
core.header.authentication: parse_authentication_results
core.header.authentication: serialize_authentication_results
core.edit: add_field add_part remove_field replace_field replace_leaf
core.edit: text_field
core.mime.draft: Disposition Draft FileDraft MessageDraft MultipartDraft
core.mime.draft: NamedFile TextDraft arrange
core.mime.serialize: FilePiece Piece serialize_draft
core.compose: Fields envelope reply_ids
core.smtp.envelope: Envelope Submission
core.smtp.path: ForwardPath ReversePath
core.smtp.reply: Reply parse_reply serialize_reply
core.pop3.response: Response parse_response serialize_response
core.status: EnhancedStatusCode
core.transcript: TranscriptRecord parse_transcript serialize_transcript
core.replay: Replay
"""

# A function that is called like its file would be hidden by it.
_OTHERWISE_CALLED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "compose_message": ("core.compose", "compose"),
        "replay_transcript": ("core.replay", "replay"),
    }
)

_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        name: (file, name)
        for file, names in (line.split(": ") for line in _ADDRESSES.splitlines())
        for name in names.split()
    }
    | dict(_OTHERWISE_CALLED)
)

__all__ = (
    "UNKNOWN_ZONE",
    "AddrSpec",
    "Address",
    "AuthenticationResults",
    "Clause",
    "ContentDisposition",
    "ContentType",
    "Defect",
    "DefectKind",
    "DeliveryReport",
    "Disposition",
    "DispositionNotification",
    "Draft",
    "EmbeddedFile",
    "Encapsulated",
    "EnhancedStatusCode",
    "Entity",
    "Envelope",
    "FeedbackReport",
    "Field",
    "Fields",
    "FileDraft",
    "FilePiece",
    "ForwardPath",
    "Group",
    "Header",
    "IdUrl",
    "Leaf",
    "Limits",
    "ListId",
    "ListPost",
    "ListPosting",
    "ListUrls",
    "Mailbox",
    "MboxEntry",
    "MboxForm",
    "Message",
    "MessageDraft",
    "MessageUrl",
    "MethodProperty",
    "MethodResult",
    "MsgId",
    "Multipart",
    "MultipartDraft",
    "NamedFile",
    "Parameter",
    "Parsed",
    "Part",
    "PartUrl",
    "Piece",
    "Received",
    "RecipientReport",
    "Replay",
    "Reply",
    "Response",
    "ReturnPath",
    "ReversePath",
    "Source",
    "Span",
    "Submission",
    "TextDraft",
    "TranscriptRecord",
    "TypedValue",
    "UnsubscribePost",
    "add_field",
    "add_part",
    "arrange",
    "compose_message",
    "entities",
    "envelope",
    "leaves",
    "mailboxes",
    "mbox_entries",
    "message_octets",
    "parse_addr_spec",
    "parse_address_list",
    "parse_authentication_results",
    "parse_content_type",
    "parse_date",
    "parse_disposition",
    "parse_entity",
    "parse_header",
    "parse_id_url",
    "parse_list_id",
    "parse_list_post",
    "parse_list_urls",
    "parse_mailbox",
    "parse_mailbox_list",
    "parse_message",
    "parse_msg_id",
    "parse_msg_id_list",
    "parse_parameters",
    "parse_phrase_list",
    "parse_received",
    "parse_reply",
    "parse_report",
    "parse_response",
    "parse_return_path",
    "parse_text",
    "parse_transcript",
    "parse_unsubscribe_post",
    "remove_field",
    "replace_field",
    "replace_leaf",
    "replay_transcript",
    "reply_ids",
    "safe_filename",
    "serialize_addr_spec",
    "serialize_address_list",
    "serialize_authentication_results",
    "serialize_content_type",
    "serialize_date",
    "serialize_disposition",
    "serialize_draft",
    "serialize_header",
    "serialize_id_url",
    "serialize_list_id",
    "serialize_list_post",
    "serialize_mailbox",
    "serialize_mbox_entry",
    "serialize_message",
    "serialize_msg_id",
    "serialize_msg_id_list",
    "serialize_received",
    "serialize_reply",
    "serialize_response",
    "serialize_return_path",
    "serialize_transcript",
    "serialize_unsubscribe_post",
    "text_field",
    "tiles",
    "visible_line",
)


if not TYPE_CHECKING:  # A type checker knows the names, and no others.

    def __getattr__(name: str) -> object:
        """Return a public name, from the file that has it. PEP 562."""
        if name not in _NAMES:
            # With name and object a traceback can say which name was meant.
            raise AttributeError(
                f"module 'core' has no attribute {name!r}",
                name=name,
                obj=import_module(__name__),
            )
        file, inside = _NAMES[name]
        value: object = getattr(import_module(file), inside)
        return value


def __dir__() -> list[str]:
    """Return the public names."""
    return list(__all__)
