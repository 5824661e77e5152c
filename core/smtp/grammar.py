"""Where each command has its place, and where its reply leads. RFC 5321 section 4.1.4.

One table for both halves: the dialogue orders by it, the service obeys it, and
docs/dialogues.md is printed from it.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import TypeAlias

from core.smtp.command.octets import Command
from core.smtp.command.session import (
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
    Rcpt,
    Saml,
    Send,
    Soml,
    Verdict,
)
from core.value import frozen
from core.wire.turn import Handshake


class Phase(Enum):
    """Where a session stands: what may be said next."""

    CONNECTING = "the greeting is due"
    UNWELCOME = "the greeting was a refusal; only QUIT is left"
    GREETED = "greeted, or secured; the client has not said who it is"
    READY = "no mail transaction is under way"
    SECURING = "TLS was agreed on; the handshake is due"
    AUTHENTICATING = "a challenge was sent; its answer is due"
    MAILING = "a reverse-path was taken, no forward-path yet"
    ADDRESSED = "at least one forward-path was taken"
    POURING = "mail data may come"
    CHUNKING = "a chunk of mail data was taken, and more may come"
    SPOILED = "what the server holds of a transaction is not known; RSET mends it"
    CLOSED = "nothing more will be said"


Targets: TypeAlias = tuple[tuple[int, Phase], ...]

SECURED = 0
"""Stands in the table for the end of the handshake, which has no reply-code."""


@frozen(kw_only=True)
class Rule:
    """The place of one command.

    `places` are the phases in which it may be said. `to` gives the phase after
    each reply-code that grants it, the hoped one first; another 2yz counts as the
    first of them. In the phases of `stays` a grant leads
    nowhere. A refusal leads to `otherwise`, or nowhere. Said outside its places,
    whatever the reply, it leads to `astray`, or nowhere. `ends_group` bars what
    follows from the same group (RFC 2920 section 3.1). What `rides` has no line of
    its own, and is awaited as soon as what stands before it. What is `guarded`
    never goes out on a channel that is not trusted.
    """

    section: str
    places: tuple[Phase, ...]
    to: Targets = ()
    stays: tuple[Phase, ...] = ()
    otherwise: Phase | None = None
    astray: Phase | None = None
    ends_group: bool = False
    rides: bool = False
    guarded: bool = False


_GREETED = (Phase.GREETED,)
_READY = (Phase.READY,)
_TRANSACTION = (Phase.MAILING, Phase.ADDRESSED, Phase.CHUNKING, Phase.SPOILED)
_ALWAYS = (*_GREETED, *_READY, *_TRANSACTION)
_OBSOLETE = Rule(section="RFC 5321 F", places=(), guarded=True)


def _hello(section: str) -> Rule:
    ready = ((250, Phase.READY),)
    return Rule(section=section, places=_ALWAYS, to=ready, ends_group=True)


def _aside(section: str, *codes: int, ends_group: bool = True) -> Rule:
    """Return the rule of a command that changes nothing."""
    to = tuple((code, Phase.READY) for code in codes)
    return Rule(
        section=section, places=_ALWAYS, to=to, stays=_ALWAYS, ends_group=ends_group
    )


GRAMMAR: Mapping[type[Command], Rule] = MappingProxyType(
    {
        Greeting: Rule(
            section="RFC 5321 3.1",
            places=(Phase.CONNECTING,),
            to=((220, Phase.GREETED),),
            otherwise=Phase.UNWELCOME,
            ends_group=True,
        ),
        Ehlo: _hello("RFC 5321 4.1.1.1"),
        Helo: _hello("RFC 5321 4.1.1.1"),
        Lhlo: _hello("RFC 2033 4.1"),
        StartTls: Rule(
            section="RFC 3207 4",
            places=_READY,
            to=((220, Phase.SECURING),),
            ends_group=True,
        ),
        Handshake: Rule(
            section="RFC 3207 4.2",
            places=(Phase.SECURING,),
            to=((SECURED, Phase.GREETED),),
            otherwise=Phase.CLOSED,
            ends_group=True,
        ),
        Auth: Rule(
            section="RFC 4954 4",
            places=_READY,
            to=((235, Phase.READY), (334, Phase.AUTHENTICATING)),
            ends_group=True,
            guarded=True,
        ),
        Respond: Rule(
            section="RFC 4954 4",
            places=(Phase.AUTHENTICATING,),
            to=((235, Phase.READY), (334, Phase.AUTHENTICATING)),
            otherwise=Phase.READY,
            ends_group=True,
            guarded=True,
        ),
        Cancel: Rule(
            section="RFC 4954 4",
            places=(Phase.AUTHENTICATING,),
            otherwise=Phase.READY,
            ends_group=True,
        ),
        Mail: Rule(
            section="RFC 5321 4.1.1.2",
            places=_READY,
            to=((250, Phase.MAILING),),
            astray=Phase.SPOILED,
            guarded=True,
        ),
        Rcpt: Rule(
            section="RFC 5321 4.1.1.3",
            places=(Phase.MAILING, Phase.ADDRESSED),
            to=((250, Phase.ADDRESSED), (251, Phase.ADDRESSED)),
            guarded=True,
        ),
        Data: Rule(
            section="RFC 5321 4.1.1.4",
            places=(Phase.ADDRESSED,),
            to=((354, Phase.POURING),),
            ends_group=True,
            guarded=True,
        ),
        Content: Rule(
            section="RFC 5321 4.5.2",
            places=(Phase.POURING,),
            to=((250, Phase.READY),),
            otherwise=Phase.READY,
            guarded=True,
        ),
        Verdict: Rule(
            section="RFC 2033 4.2",
            places=(Phase.READY, Phase.SPOILED),
            to=((250, Phase.READY),),
            stays=(Phase.READY, Phase.SPOILED),
            rides=True,
            guarded=True,
        ),
        Bdat: Rule(
            section="RFC 3030 2",
            places=(Phase.ADDRESSED, Phase.CHUNKING),
            to=((250, Phase.CHUNKING),),
            otherwise=Phase.SPOILED,
            guarded=True,
        ),
        BdatLast: Rule(
            section="RFC 3030 2",
            places=(Phase.ADDRESSED, Phase.CHUNKING),
            to=((250, Phase.READY),),
            otherwise=Phase.SPOILED,
            guarded=True,
        ),
        Rset: Rule(
            section="RFC 5321 4.1.1.5",
            places=_ALWAYS,
            to=((250, Phase.READY),),
            stays=_GREETED,
            otherwise=Phase.SPOILED,
        ),
        Noop: _aside("RFC 5321 4.1.1.9", 250),
        Vrfy: _aside("RFC 5321 4.1.1.6", 250, 251, 252),
        Expn: _aside("RFC 5321 4.1.1.7", 250, 252),
        Help: _aside("RFC 5321 4.1.1.8", 214, 211, ends_group=False),
        Etrn: Rule(
            section="RFC 1985 5",
            places=_READY,
            to=((250, Phase.READY), (251, Phase.READY), (252, Phase.READY)),
            guarded=True,
        ),
        Quit: Rule(
            section="RFC 5321 4.1.1.10",
            places=(Phase.UNWELCOME, *_ALWAYS),
            to=((221, Phase.CLOSED),),
            otherwise=Phase.CLOSED,
            ends_group=True,
        ),
        Send: _OBSOLETE,
        Soml: _OBSOLETE,
        Saml: _OBSOLETE,
        Turn: _OBSOLETE,
    }
)

CLOSING = 421
"""The service ends the session, whatever was asked. RFC 5321 section 3.8."""


def hoped(phase: Phase, command: Command) -> Phase:
    """Return the phase after `command` is answered as hoped."""
    rule = GRAMMAR[type(command)]
    if phase not in rule.places:
        return phase if rule.astray is None else rule.astray
    if phase in rule.stays:
        return phase
    return rule.to[0][1] if rule.to else rule.otherwise or phase


def after(phase: Phase, command: Command, code: int) -> Phase | None:
    """Return the phase after a reply of `code` to `command`. Both halves call it.

    None is a code that does not fit. A refusal always fits. A 2yz must grant what
    2yz can grant, and have no second digit above 5 (RFC 5321 section 4.2.1). A 3yz
    must be the one that the rule has, and come where the command has its place:
    after 354 to a transaction that was refused, there is nothing that may be sent.
    """
    rule = GRAMMAR[type(command)]
    placed = phase in rule.places
    if placed:
        for granted, target in rule.to:
            if granted == code:
                return phase if phase in rule.stays else target
    if code == CLOSING:
        return Phase.CLOSED
    if code < 400:
        grants = [target for granted, target in rule.to if granted < 300]
        if code >= 260 or not grants:
            return None
        if placed:
            return phase if phase in rule.stays else grants[0]
    elif placed:
        return phase if rule.otherwise is None else rule.otherwise
    return phase if rule.astray is None else rule.astray
