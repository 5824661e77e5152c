"""Every command as octets, and without its secrets. RFC 5321 section 4.1."""

from typing import TypeAlias

from core.smtp.command.parameter import (
    HoldFor,
    HoldUntil,
    encode_xtext,
    serialize_by,
)
from core.smtp.command.session import (
    CANCEL,
    Auth,
    Cancel,
    Ehlo,
    Etrn,
    Expn,
    Greeting,
    Helo,
    Help,
    Lhlo,
    Noop,
    Quit,
    Respond,
    Rset,
    StartTls,
    Turn,
    Vrfy,
)
from core.smtp.command.transaction import (
    Bdat,
    BdatLast,
    Content,
    Data,
    Mail,
    Parameters,
    Rcpt,
    Saml,
    Send,
    Soml,
    Verdict,
)
from core.smtp.path import ReversePath
from core.wire.turn import Handshake

Command: TypeAlias = (
    Greeting
    | Ehlo
    | Helo
    | Lhlo
    | StartTls
    | Handshake
    | Auth
    | Respond
    | Cancel
    | Mail
    | Rcpt
    | Data
    | Content
    | Verdict
    | Bdat
    | BdatLast
    | Rset
    | Noop
    | Vrfy
    | Expn
    | Help
    | Etrn
    | Quit
    | Send
    | Soml
    | Saml
    | Turn
)
"""What may be ordered and awaited, also where no line is sent for it."""

STARS = b"***"
"""What stands for a secret, of whatever length."""


def serialize_command(command: Command) -> bytes:  # noqa: C901 - a case each
    """Return the line of `command` with its CRLF; nothing where it has no line."""
    match command:
        case Mail():
            return _mail(command)
        case Rcpt():
            return _rcpt(command)
        case Data():
            return b"DATA\r\n"
        case Greeting() | Handshake() | Content() | Verdict():
            return b""
        case Rset() | Quit() | StartTls() | Turn():
            return _verb(command) + b"\r\n"
        case Ehlo(domain=text) | Helo(domain=text) | Lhlo(domain=text):
            return _with_text(command, text)
        case Vrfy(text=text) | Expn(text=text) | Noop(text=text):
            return _with_text(command, text)
        case Help(topic=text) | Etrn(node=text):
            return _with_text(command, text)
        case Auth(mechanism=mechanism, initial=initial):
            start = b"" if initial is None else b" " + initial
            return b"AUTH %b%b\r\n" % (mechanism.encode(), start)
        case Respond(octets=octets):
            return octets + b"\r\n"
        case Cancel():
            return CANCEL + b"\r\n"
        case Bdat(size=size):
            return b"BDAT %d\r\n" % size
        case BdatLast(size=size):
            return b"BDAT %d LAST\r\n" % size
        case Send(path=path) | Soml(path=path) | Saml(path=path):
            return b"%b FROM:%b\r\n" % (_verb(command), path.octets)


def _verb(command: Command) -> bytes:
    """Return the verb of a command whose class is named after it."""
    return type(command).__name__.upper().encode()


def _with_text(command: Command, text: str) -> bytes:
    argument = f" {text}" if text else ""
    return b"%b%b\r\n" % (_verb(command), argument.encode())


def shown(command: Command) -> Command:
    """Return `command` with stars for the secrets in it, as a transcript holds it."""
    match command:
        case Auth(mechanism=mechanism, initial=bytes()):
            return Auth(mechanism, STARS)
        case Respond(octets=octets) if octets:
            return Respond(STARS)
        case _:
            return command


def _mail(mail: Mail) -> bytes:  # noqa: C901 - a parameter each
    """Return MAIL, its parameters in the order in which the class names them."""
    parts = [b"MAIL FROM:" + mail.path.octets]
    if mail.size is not None:
        parts.append(b"SIZE=%d" % mail.size)
    if mail.body is not None:
        parts.append(b"BODY=" + mail.body.value.encode())
    if mail.smtputf8:
        parts.append(b"SMTPUTF8")
    if mail.sender is not None:
        parts.append(b"AUTH=" + _sender(mail.sender))
    if mail.returned is not None:
        parts.append(b"RET=" + mail.returned.value.encode())
    if mail.envelope_id is not None:
        parts.append(b"ENVID=" + encode_xtext(mail.envelope_id).encode())
    if mail.require_tls:
        parts.append(b"REQUIRETLS")
    if mail.deliver_by is not None:
        parts.append(b"BY=" + serialize_by(mail.deliver_by).encode())
    match mail.hold:
        case HoldFor(seconds=seconds):
            parts.append(b"HOLDFOR=%d" % seconds)
        case HoldUntil(moment=moment):
            parts.append(b"HOLDUNTIL=" + moment.encode())
        case None:
            pass
    if mail.priority is not None:
        parts.append(b"MT-PRIORITY=%d" % mail.priority)
    return _joined(parts, mail.others)


def _rcpt(rcpt: Rcpt) -> bytes:
    """Return RCPT, its parameters in the order in which the class names them."""
    parts = [b"RCPT TO:" + rcpt.path.octets]
    if rcpt.notify:
        words = ",".join(one.value for one in rcpt.notify)
        parts.append(b"NOTIFY=" + words.encode())
    if rcpt.original is not None:
        address = encode_xtext(rcpt.original.address)
        parts.append(f"ORCPT={rcpt.original.kind};{address}".encode())
    return _joined(parts, rcpt.others)


def _sender(path: ReversePath) -> bytes:
    """Return the value of AUTH=: a mailbox without brackets, or "<>". RFC 4954."""
    if path.addr_spec is None:
        return b"<>"
    return encode_xtext(path.octets[1:-1].decode()).encode()


def _joined(parts: list[bytes], others: Parameters) -> bytes:
    for other in others:
        value = "" if other.value is None else f"={other.value}"
        parts.append(f"{other.keyword}{value}".encode())
    return b" ".join(parts) + b"\r\n"
