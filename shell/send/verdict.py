"""What a session and a message came to, as the error that a person and a script get."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from attrs import evolve

from core.sasl.step import Distrust
from core.smtp.command.octets import Command
from core.smtp.dialogue import Dialogue
from core.smtp.envelope import Envelope
from core.smtp.fate import Fate, Recipients, Refused
from core.smtp.login import LoginRefused
from core.smtp.opening import Opened, Unoffered, Unopened
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.plan import Lack, Unfit
from core.smtp.reply import Reply
from core.value import frozen
from core.visible import read_octets
from core.wire.turn import Missing, Secured
from shell.advice import advised
from shell.config.choice import Access
from shell.drive.loop import Driven
from shell.exits import Kind, ShellError, reply_kind
from shell.run.ending import broken_off
from shell.send.mail import Given, Mail
from shell.send.report import enhanced_text, refusals
from shell.send.tale import verb

# What a server cannot do with a message: the message is at fault, or the server.
LACKS: Final[Mapping[Lack, Kind]] = MappingProxyType(
    {
        Lack.SIZE: Kind.TOO_LARGE,
        Lack.EIGHT_BIT: Kind.MESSAGE,
        Lack.BINARY: Kind.MESSAGE,
        Lack.UTF8: Kind.MESSAGE,
        Lack.ADDRESS: Kind.MESSAGE,
        Lack.DOMAIN: Kind.MESSAGE,
        Lack.NOTICES: Kind.REFUSED,
        Lack.REQUIRE_TLS: Kind.REFUSED,
    }
)


@frozen
class Party:
    """The two ends: how the server was reached, and the message, if one is sent."""

    access: Access
    mail: Mail | None = None

    @property
    def server(self) -> str:
        """The server's host and port."""
        return self.access.server.authority


def not_opened(
    result: Unopened, driven: "Driven[Dialogue, Opened | Unopened]", party: Party
) -> ShellError:
    """Return why a session could not be opened."""
    return advised(_not_opened(result, driven, party), party.access.server)


def _not_opened(
    result: Unopened, driven: "Driven[Dialogue, Opened | Unopened]", party: Party
) -> ShellError:
    stage = verb(result.at)
    match result.cause:
        case Reply() as reply:
            return _refusal(stage, reply, _refused_words(stage, party))
        case LoginRefused(cause=Distrust(doubt=doubt), explanation=said):
            return ShellError(
                kind=Kind.PROTOCOL,
                what=f"the login was broken off: {doubt.value}",
                stage=stage,
                text=read_octets(said) or None,
            )
        case LoginRefused(cause=Reply() as reply, explanation=said):
            error = _refusal(stage, reply, _refused_words(stage, party))
            if not said:
                return error
            return evolve(error, text=f"{error.text} {read_octets(said)}")
        case Unoffered() as lacking:
            return _unoffered(lacking, result, party)
        case Missing() | Secured() | LoginRefused():
            return broken_off(driven.faults, driven.ended, party.server, stage)


def _unoffered(lacking: Unoffered, result: Unopened, party: Party) -> ShellError:
    kind = Kind.TLS if lacking is Unoffered.STARTTLS else Kind.REFUSED
    offered = ", ".join(result.offer.mechanisms)
    also = f"; it offers {offered}" if lacking is Unoffered.MECHANISM else ""
    return ShellError(
        kind=kind,
        what=f"{party.server} does not offer {lacking.value}{also}",
        stage=verb(result.at),
    )


def _refused_words(stage: str, party: Party) -> str:
    match stage:
        case "greeting":
            return f"{party.server} takes no session"
        case "AUTH":
            return f"the login of {party.access.user} was refused"
        case "MAIL" if party.mail is not None:
            return f"the sender {party.mail.envelope.reverse_path} was refused"
        case "DATA" | "content":
            return "the message was refused"
        case _:
            return f"{party.server} refuses"


def _refusal(
    stage: str, reply: Reply, what: str, *, own_sender: bool = True
) -> ShellError:
    """Return the error that an unwelcome reply is."""
    return ShellError(
        kind=reply_kind(stage, reply.code, own_sender=own_sender),
        what=what,
        stage=stage,
        code=reply.code,
        enhanced=enhanced_text(reply),
        text=read_octets(reply.text),
    )


def refused(
    fate: Refused, driven: "Driven[Dialogue, tuple[Fate, ...]]", party: Party
) -> ShellError:
    """Return why a message was not taken."""
    match fate.cause:
        case Unfit() as unfit:
            error = _unfit(unfit, party)
        case Reply() as reply:
            error = _answered(fate.at, reply, fate.recipients, party)
        case Missing() | Secured():
            error = broken_off(driven.faults, driven.ended, party.server, verb(fate.at))
    return advised(error, party.access.server)


def _answered(
    at: type[Command], reply: Reply, recipients: Recipients, party: Party
) -> ShellError:
    stage = verb(at)
    if stage == "RCPT":
        return _recipients_refused(recipients, reply)
    own = _is_own_sender(party)
    return _refusal(stage, reply, _refused_words(stage, party), own_sender=own)


def _recipients_refused(recipients: Recipients, first: Reply) -> ShellError:
    """Return the error for refused recipients, of which one for good weighs most."""
    bad = refusals(recipients)
    lasting = [(path, reply) for path, reply in bad if reply.code >= 500]
    path, reply = (*lasting, *bad, (None, first))[0]
    if len(recipients) == 1:
        what = f"the recipient {path} was refused"
    else:
        what = f"{len(bad)} of {len(recipients)} recipients were refused"
    return _refusal("RCPT", reply, what)


def _is_own_sender(party: Party) -> bool:
    """Return whether the mail comes from the address that logs in."""
    access = party.access
    if access.user is None or party.mail is None:
        return True
    addr_spec = party.mail.envelope.reverse_path.addr_spec
    text = "" if addr_spec is None else addr_spec.text.lower()
    own = (access.user, access.account.email or access.user)
    return text in [each.lower() for each in own] or addr_spec is None


def _beyond_ascii(envelope: Envelope) -> ReversePath | ForwardPath | None:
    """Return the first address whose local-part is beyond US-ASCII."""
    paths: tuple[ReversePath | ForwardPath, ...] = (
        envelope.reverse_path,
        *envelope.forward_paths,
    )
    for path in paths:
        if path.addr_spec is not None and not path.addr_spec.local_part.isascii():
            return path
    return None


def _unfit(unfit: Unfit, party: Party) -> ShellError:
    """Return the error for a message that the offer has no place for."""
    content = None if party.mail is None else party.mail.content
    if unfit.lack is Lack.UTF8 and party.mail and not isinstance(content, Given):
        # What send composes is US-ASCII but for addresses.
        unfit = Unfit(Lack.ADDRESS, _beyond_ascii(party.mail.envelope))
    what = f"nothing was sent: {unfit.lack.value}"
    if unfit.path is not None:
        what = f"{what}: {unfit.path}"
    if isinstance(content, Given):
        sendable = content.sendable
        eight_bit = unfit.lack is Lack.EIGHT_BIT
        line = sendable.eight_bit_line if eight_bit else sendable.utf8_line
        if line is not None and unfit.lack in {Lack.EIGHT_BIT, Lack.UTF8}:
            what = f"{what} (line {line})"
    return ShellError(kind=LACKS[unfit.lack], what=what, stage="MAIL")
