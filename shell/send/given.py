"""A finished message that is sent as it stands: --eml and -t."""

from pathlib import Path

from core.header.address import Address, AddrSpec, mailboxes
from core.message import Message, parse_message
from core.sendable import Objection, Sendable, prepare, section
from core.smtp.envelope import Body, Envelope
from core.smtp.path import ForwardPath, ReversePath
from shell import clock
from shell.config.account import Account
from shell.exits import Kind, ShellError
from shell.files import STANDARD_INPUT, open_source
from shell.options.send import SendOptions
from shell.run.setting import Setting
from shell.send.address import all_addresses, field_addresses, mailbox
from shell.send.envelope import notices, returned_to
from shell.send.mail import Given, Mail
from shell.send.sender import fresh_msg_id, sender_mailbox

# The fields that -t reads.
RECIPIENT_FIELDS = frozenset({"to", "cc", "bcc"})


def take(options: SendOptions, setting: Setting, account: Account | None) -> Mail:
    """Return the message of --eml, or of standard input, with its envelope.

    Raises ShellError if it cannot go without being written anew.
    """
    name = options.eml or STANDARD_INPUT
    source = open_source(name)
    if not len(source):
        what = f"{_shown(name)} is empty"
        raise ShellError(kind=Kind.MESSAGE, what=what)
    message = parse_message(section(source))
    if not message.from_:
        setting.warn(f"{_shown(name)} names no author in From (RFC 5322 section 3.6)")
    sender = _sender(message, options, setting, account)
    envelope = Envelope(ReversePath(sender), _forward_paths(message, options))
    envelope = returned_to(envelope, options.envelope_from)
    asked = notices(options)
    fresh = fresh_msg_id(sender.domain)
    sendable = _sendable(prepare(source, clock.now(), fresh), name)
    eight_bit = sendable.eight_bit_line is not None
    msg_id = message.message_id or fresh
    return Mail(
        content=Given(
            source, sendable, None if name == STANDARD_INPUT else _absolute(name)
        ),
        envelope=envelope,
        message_id=f"<{msg_id.text}>",
        subject=message.subject,
        size=sendable.size,
        body=Body.EIGHT_BIT if eight_bit else Body.SEVEN_BIT,
        utf8=sendable.utf8_line is not None,
        notices=asked,
    )


def _shown(name: str) -> str:
    return "the message" if name == STANDARD_INPUT else name


def _sendable(prepared: Sendable | Objection, name: str) -> Sendable:
    match prepared:
        case Sendable():
            return prepared
        case Objection(line=line, rule=rule):
            what = f"{_shown(name)} cannot be sent as it is: line {line}: {rule.value}"
            hint = "send changes nothing of a message that it is given."
            raise ShellError(kind=Kind.MESSAGE, what=what, hint=hint)


def _sender(
    message: Message,
    options: SendOptions,
    setting: Setting,
    account: Account | None,
) -> AddrSpec:
    """Return whom notices of failure go to: --from, Sender, From, the account."""
    if options.from_ is not None:
        return mailbox(options.from_, "--from").addr_spec
    if message.sender is not None:
        return message.sender.addr_spec
    for author in mailboxes(message.from_):
        return author.addr_spec
    return sender_mailbox(options, setting, account).addr_spec


def _forward_paths(message: Message, options: SendOptions) -> tuple[ForwardPath, ...]:
    """Return where the message goes, each place once. Raises ShellError for nowhere."""
    found: tuple[Address, ...] = (
        *all_addresses(options.recipients, "RECIPIENT"),
        *all_addresses(options.bcc, "--bcc"),
    )
    if options.read_recipients:
        for field in message.header.fields:
            if field.name.lower() in RECIPIENT_FIELDS:
                found += field_addresses(field.body, field.name)
    paths = dict.fromkeys(each.addr_spec for each in mailboxes(found))
    if paths:
        return tuple(map(ForwardPath, paths))
    if options.read_recipients:
        what = "the message names no recipient in To, Cc or Bcc"
        hint = "Name one behind the options."
    else:
        what = "no recipient is given"
        hint = "Name one behind the options, or take those of the message with -t."
    raise ShellError(kind=Kind.USAGE, what=what, hint=hint)


def _absolute(name: str) -> str:
    return str(Path(name).absolute())
