"""Where each command has its place, and where its answer leads: one table.

docs/dialogues.md is printed from it. Both halves read it, so that they cannot
disagree. RFC 1939 sections 3 to 6.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from core.pop3.command import (
    Apop,
    Auth,
    Capa,
    Command,
    Dele,
    Greeting,
    Keep,
    Lang,
    LangOne,
    List,
    ListOne,
    Noop,
    Other,
    Pass,
    Quit,
    Respond,
    Retr,
    Rset,
    Stat,
    Stls,
    Top,
    Uidl,
    UidlOne,
    User,
    Utf8,
)
from core.pop3.response import Status
from core.value import frozen
from core.wire.turn import Handshake


class Phase(Enum):
    """Where a session stands. RFC 1939 section 3 names three states of it."""

    CONNECTING = "the greeting is due"
    AUTHORIZATION = "nobody is logged in"
    NAMED = "USER was accepted, PASS is due"
    EXCHANGING = "AUTH is under way, an answer to a challenge is due"
    SECURING = "STLS was granted, the TLS handshake is due"
    TRANSACTION = "the maildrop is open"
    CLOSED = "the session is over"


class Follows(Enum):
    """What stands behind the first line of an answer that says +OK."""

    NOTHING = "nothing"
    KEPT = "lines up to a lone dot, part of the answer"
    STREAMED = "lines up to a lone dot, handed on in pieces"


@frozen
class Rule:
    """Where a command has its place, and where its answer leads.

    `form` is how the command is written, in parentheses where no line is sent.
    `ok` and `err` are the phases after +OK and -ERR, None where it stays as it is;
    `challenge` is the phase after "+", None where a challenge is no answer.
    What is `guarded` never goes out in clear, unless that was allowed.
    Where the server offers PIPELINING, commands go out in groups: what ends a
    group has nothing sent behind it before it is answered, what begins one is
    not sent before all that went out is answered.
    """

    form: str
    section: str
    places: tuple[Phase, ...]
    ok: Phase | None = None
    err: Phase | None = None
    challenge: Phase | None = None
    body: Follows = Follows.NOTHING
    guarded: bool = False
    begins_group: bool = False
    ends_group: bool = False


START = (Phase.CONNECTING,)
LOGIN = (Phase.AUTHORIZATION,)
# Servers let a client correct the name it gave.
USERS = (Phase.AUTHORIZATION, Phase.NAMED)
PASSES = (Phase.NAMED,)
EXCHANGE = (Phase.EXCHANGING,)
HANDSHAKE = (Phase.SECURING,)
MAILDROP = (Phase.TRANSACTION,)
EITHER = (Phase.AUTHORIZATION, Phase.TRANSACTION)
ANYWHERE = (Phase.AUTHORIZATION, Phase.NAMED, Phase.TRANSACTION)

# What a login or an offer answers decides what is said next, so each ends its
# group; RFC 2449 section 6.6 leaves that to the client.
GRAMMAR: Mapping[type[Command], Rule] = MappingProxyType(
    {
        Greeting: Rule(
            "(greeting)",
            "RFC 1939 4",
            START,
            ok=Phase.AUTHORIZATION,
            err=Phase.CLOSED,
            ends_group=True,
        ),
        Capa: Rule("CAPA", "RFC 2449 5", EITHER, body=Follows.KEPT, ends_group=True),
        Stls: Rule(
            "STLS",
            "RFC 2595 4",
            LOGIN,
            ok=Phase.SECURING,
            begins_group=True,
            ends_group=True,
        ),
        Handshake: Rule(
            "(TLS handshake)",
            "RFC 2595 4",
            HANDSHAKE,
            ok=Phase.AUTHORIZATION,
            err=Phase.CLOSED,
            begins_group=True,
            ends_group=True,
        ),
        User: Rule(
            "USER name",
            "RFC 1939 7",
            USERS,
            ok=Phase.NAMED,
            err=Phase.AUTHORIZATION,
            guarded=True,
            ends_group=True,
        ),
        Pass: Rule(
            "PASS string",
            "RFC 1939 7",
            PASSES,
            ok=Phase.TRANSACTION,
            err=Phase.AUTHORIZATION,
            guarded=True,
            ends_group=True,
        ),
        Apop: Rule(
            "APOP name digest",
            "RFC 1939 7",
            LOGIN,
            ok=Phase.TRANSACTION,
            guarded=True,
            ends_group=True,
        ),
        Auth: Rule(
            "AUTH mechanism [response]",
            "RFC 5034 4",
            LOGIN,
            ok=Phase.TRANSACTION,
            challenge=Phase.EXCHANGING,
            guarded=True,
            ends_group=True,
        ),
        Respond: Rule(
            "(response or *)",
            "RFC 5034 4",
            EXCHANGE,
            ok=Phase.TRANSACTION,
            err=Phase.AUTHORIZATION,
            challenge=Phase.EXCHANGING,
            guarded=True,
            ends_group=True,
        ),
        Utf8: Rule("UTF8", "RFC 6856 2.1", LOGIN, ends_group=True),
        Lang: Rule("LANG", "RFC 6856 3.2", EITHER, body=Follows.KEPT),
        LangOne: Rule("LANG tag", "RFC 6856 3.2", EITHER),
        Stat: Rule("STAT", "RFC 1939 5", MAILDROP),
        List: Rule("LIST", "RFC 1939 5", MAILDROP, body=Follows.KEPT),
        ListOne: Rule("LIST msg", "RFC 1939 5", MAILDROP),
        Uidl: Rule("UIDL", "RFC 1939 7", MAILDROP, body=Follows.KEPT),
        UidlOne: Rule("UIDL msg", "RFC 1939 7", MAILDROP),
        Retr: Rule("RETR msg", "RFC 1939 5", MAILDROP, body=Follows.STREAMED),
        Top: Rule("TOP msg n", "RFC 1939 7", MAILDROP, body=Follows.STREAMED),
        Keep: Rule(
            "(messages to disk)",
            "RFC 1939 8",
            MAILDROP,
            begins_group=True,
            ends_group=True,
        ),
        Dele: Rule("DELE msg", "RFC 1939 5", MAILDROP),
        Rset: Rule("RSET", "RFC 1939 5", MAILDROP),
        Noop: Rule("NOOP", "RFC 1939 5", MAILDROP),
        Other: Rule("(any other)", "RFC 2449 7", ANYWHERE, ends_group=True),
        Quit: Rule(
            "QUIT",
            "RFC 1939 4, 6",
            ANYWHERE,
            ok=Phase.CLOSED,
            err=Phase.CLOSED,
            ends_group=True,
        ),
    }
)


def after(phase: Phase, command: Command, status: Status) -> Phase | None:
    """Return the phase after an answer of `status` to `command`.

    None says that the status does not fit: a challenge outside AUTH.
    """
    rule = GRAMMAR[type(command)]
    match status:
        case Status.OK:
            return rule.ok or phase
        case Status.ERR:
            return rule.err or phase
        case Status.CHALLENGE:
            return rule.challenge


def fits(phase: Phase, command: Command) -> bool:
    """Return whether `command` has a place in `phase`."""
    return phase in GRAMMAR[type(command)].places
