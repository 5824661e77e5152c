"""From options to a message: what send composes."""

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import evolve

from core import compose
from core.compose import Fields
from core.header.address import Address, Mailbox
from core.header.text import parse_phrase_list
from core.mime import serialize
from core.mime.draft import arrange
from core.value import frozen
from shell import clock
from shell.config.account import Account
from shell.exits import Kind, ShellError
from shell.options.send import SendOptions
from shell.run.setting import Setting
from shell.send.address import all_addresses, mailbox, msg_id
from shell.send.attach import Attachment, attach
from shell.send.body import written
from shell.send.envelope import notices, returned_to
from shell.send.mail import Composed, Mail
from shell.send.sender import fresh_msg_id, sender_mailbox

if TYPE_CHECKING:
    from collections.abc import Mapping

Addresses: TypeAlias = tuple[Address, ...]

# What gives a field that --header does not.
INSTEAD: Final["Mapping[str, str]"] = MappingProxyType(
    {
        "to": "give the address as RECIPIENT",
        "cc": "use --cc",
        "bcc": "use --bcc",
        "from": "use --from",
        "subject": "use --subject",
        "reply-to": "use --reply-to",
        "in-reply-to": "use --in-reply-to",
        "references": "use --in-reply-to",
    }
)


@frozen(kw_only=True)
class Others:
    """The fields of --header: those with a form of their own, and the free ones."""

    sender: Mailbox | None = None
    keywords: tuple[str, ...] = ()
    free: tuple[tuple[str, str], ...] = ()


def write(options: SendOptions, setting: Setting, account: Account | None) -> Mail:
    """Return the message that `options` ask for. Raises ShellError.

    The text is asked for last, so that nobody writes one that cannot be sent.
    """
    fields = _fields(options, setting, account)
    try:
        envelope = compose.envelope(fields)
    except ValueError as error:
        what = "no recipient is given"
        hint = "Name one behind the options, or with --cc or --bcc."
        raise ShellError(kind=Kind.USAGE, what=what, hint=hint) from error
    envelope = returned_to(envelope, options.envelope_from)
    asked = notices(options)
    files = [attach(name, at) for at, name in enumerate(options.attach or ())]
    return evolve(
        _mail(options, setting, fields, files), envelope=envelope, notices=asked
    )


def _mail(
    options: SendOptions, setting: Setting, fields: Fields, files: list[Attachment]
) -> Mail:
    text = written(
        options.text, options.message, options.body_format, setting.environment
    )
    try:
        draft = arrange(
            text=text.text,
            html=text.html,
            attachments=tuple(each.draft for each in files),
        )
        pieces = compose.compose(fields, draft, clock.fresh_seed())
    except ValueError as error:
        raise _unusable(error) from error
    return Mail(
        content=Composed(pieces, {str(at): each.file for at, each in enumerate(files)}),
        envelope=compose.envelope(fields),
        message_id=f"<{fields.message_id.text}>",
        subject=fields.subject,
        size=serialize.size(pieces),
        utf8=compose.is_internationalized(fields),
        attached=tuple(each.attached for each in files),
        speaks=f"{fields.subject or ''}\n{text.text}",
    )


def _fields(options: SendOptions, setting: Setting, account: Account | None) -> Fields:
    sender = sender_mailbox(options, setting, account)
    others = _others(options.header)
    answered = (
        msg_id(options.in_reply_to, "--in-reply-to") if options.in_reply_to else None
    )
    in_reply_to, references = compose.reply_ids(answered)
    try:
        return Fields(
            date=clock.now(),
            message_id=fresh_msg_id(sender.addr_spec.domain),
            from_=(sender,),
            sender=others.sender,
            reply_to=all_addresses(options.reply_to, "--reply-to"),
            to=all_addresses(options.recipients, "RECIPIENT"),
            cc=all_addresses(options.cc, "--cc"),
            bcc=all_addresses(options.bcc, "--bcc"),
            subject=options.subject,
            in_reply_to=in_reply_to,
            references=references,
            keywords=others.keywords,
            others=others.free,
        )
    except ValueError as error:
        raise _unusable(error) from error


def _others(headers: list[str] | None) -> Others:
    """Return the fields of --header. Raises ShellError for those that are not free."""
    others = Others()
    for header in headers or ():
        name, colon, text = header.partition(":")
        name, text = name.strip(), text.strip()
        if not colon or not name:
            what = f'--header: "{header}" is not NAME: VALUE'
            raise ShellError(kind=Kind.USAGE, what=what)
        match name.lower():
            case "sender":
                others = evolve(others, sender=mailbox(text, "--header Sender"))
            case "keywords":
                phrases = parse_phrase_list(text.encode("utf-8", "replace")).value
                others = evolve(others, keywords=(*others.keywords, *phrases))
            case lowered:
                _check_free(name, lowered)
                others = evolve(others, free=(*others.free, (name, text)))
    return others


def _check_free(name: str, lowered: str) -> None:
    if lowered in compose.OWN_FIELDS or lowered.startswith("content-"):
        instead = INSTEAD.get(lowered, "send writes it itself")
        what = f"--header cannot give {name}: {instead}"
        raise ShellError(kind=Kind.USAGE, what=what)


def _unusable(error: ValueError) -> ShellError:
    # The constructors name their class, which is nobody's business here.
    what = str(error).replace("Fields.others: ", "--header ").replace("Fields.", "")
    return ShellError(kind=Kind.MESSAGE, what=what)
