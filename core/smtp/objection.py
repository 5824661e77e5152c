"""What a service answers of itself, before any policy is asked."""

from core.defect import Defect, DefectKind
from core.smtp.command.octets import Command
from core.smtp.command.session import Auth, Ehlo, Etrn, Helo, Lhlo, StartTls
from core.smtp.command.transaction import Bdat, BdatLast, Mail, Rcpt
from core.smtp.envelope import Body
from core.smtp.extension import Offer
from core.smtp.grammar import GRAMMAR, Phase
from core.smtp.reply import Reply
from core.smtp.talk import Protocol

UNKNOWN = Reply(500, (b"5.5.1 Command not recognized",))
TOO_LONG = Reply(500, (b"5.5.2 Line too long",))
ARGUMENT = Reply(501, (b"5.5.4 Syntax error in arguments",))
CANCELLED = Reply(501, (b"5.7.0 Authentication cancelled",))
NOT_IMPLEMENTED = Reply(502, (b"5.5.1 Command not implemented",))
OUT_OF_PLACE = Reply(503, (b"5.5.1 Bad sequence of commands",))
MECHANISM = Reply(504, (b"5.5.4 Mechanism not offered",))
TOO_LARGE = Reply(552, (b"5.3.4 Message larger than the maximum",))
MAILBOX = Reply(553, (b"5.1.3 Address not understood",))
UTF8 = Reply(553, (b"5.6.7 Address beyond US-ASCII without SMTPUTF8",))
PARAMETER = Reply(555, (b"5.5.4 Parameter not recognized",))


def refusal(defects: tuple[Defect, ...]) -> Reply:
    """Return the reply to a line that is no command, for the worst of `defects`."""
    kinds = {defect.kind for defect in defects}
    if DefectKind.COMMAND_UNKNOWN in kinds:
        return UNKNOWN
    if DefectKind.PATH_MALFORMED in kinds:
        return MAILBOX
    return ARGUMENT


def objection(
    offer: Offer, protocol: Protocol, phase: Phase, command: Command
) -> Reply | None:
    """Return what forbids `command` here, whoever says it; None if nothing does."""
    rule = GRAMMAR[type(command)]
    if not rule.places:
        return NOT_IMPLEMENTED
    missing = _not_offered(offer, protocol, command)
    if missing is not None:
        return missing
    return None if phase in rule.places else OUT_OF_PLACE


def _not_offered(offer: Offer, protocol: Protocol, command: Command) -> Reply | None:
    """Return the reply to what the offer does not have."""
    match command:
        case Ehlo() | Helo():
            return UNKNOWN if protocol is Protocol.LMTP else None
        case Lhlo():
            return None if protocol is Protocol.LMTP else UNKNOWN
        case StartTls():
            return None if offer.starttls else NOT_IMPLEMENTED
        case Auth(mechanism=mechanism):
            if not offer.mechanisms:
                return NOT_IMPLEMENTED
            return None if mechanism in offer.mechanisms else MECHANISM
        case Bdat() | BdatLast():
            return None if offer.chunking else NOT_IMPLEMENTED
        case Etrn():
            return None if offer.find("ETRN") else NOT_IMPLEMENTED
        case Mail():
            return _mail(offer, command)
        case Rcpt():
            return _rcpt(offer, command)
        case _:
            return None


def _mail(offer: Offer, mail: Mail) -> Reply | None:
    """Return the reply to MAIL with parameters that are not offered."""
    bodies = {
        Body.SEVEN_BIT: offer.eight_bit_mime or offer.binary_mime,
        Body.EIGHT_BIT: offer.eight_bit_mime,
        Body.BINARY: offer.binary_mime,
    }
    fits = (
        (mail.size is None or offer.size is not None)
        and (mail.body is None or bodies[mail.body])
        and (not mail.smtputf8 or offer.smtputf8)
        and (mail.sender is None or bool(offer.mechanisms))
        and ((mail.returned is None and mail.envelope_id is None) or offer.dsn)
        and (not mail.require_tls or offer.require_tls)
        and (mail.deliver_by is None or offer.deliver_by is not None)
        and (mail.hold is None or offer.future_release is not None)
        and (mail.priority is None or offer.priority_policy is not None)
    )
    if mail.others or not fits:
        return PARAMETER
    limit = offer.size.limit if offer.size else None
    if mail.size is not None and limit is not None and mail.size > limit:
        return TOO_LARGE
    ascii_only = mail.path.octets.isascii()
    return None if ascii_only or mail.smtputf8 else UTF8


def _rcpt(offer: Offer, rcpt: Rcpt) -> Reply | None:
    """Return the reply to RCPT with parameters that are not offered."""
    asked = bool(rcpt.notify) or rcpt.original is not None
    if rcpt.others or (asked and not offer.dsn):
        return PARAMETER
    return None if rcpt.path.octets.isascii() or offer.smtputf8 else UTF8
