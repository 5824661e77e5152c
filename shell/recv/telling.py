"""`status` and `info`: the login, the maildrop, our state and CAPA, in words."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from core.amount import size_words
from core.pop3.capability import Offer
from core.visible import read_octets
from shell.exits import ExitCode
from shell.objects.failure import check_object, server_object
from shell.objects.receiving import StatusObject, rfc3339
from shell.objects.text import VERSION
from shell.options.recv import Info, Status
from shell.preset import Occasion
from shell.quantity import counted
from shell.records import Summary
from shell.recv.desk import Desk
from shell.recv.maildrop import Maildrop
from shell.run.facts import abilities, login_words, tell_facts, times_words

# What a capability is good for, as a person would say it.
ABILITIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "UIDL": "unique-ids",
        "TOP": "header sections without the rest",
        "PIPELINING": "several commands at once",
        "STLS": "TLS on request",
        "RESP-CODES": "reasons for refusals",
        "AUTH-RESP-CODE": "reasons for refused logins",
        "UTF8": "UTF-8 in addresses",
        "LANG": "other languages",
    }
)


def tell(maildrop: Maildrop, verb: Status | Info, desk: Desk) -> ExitCode:
    """Return the exit code after what `verb` asks for was told."""
    match verb:
        case Status():
            _tell_status(maildrop, desk)
        case Info():
            _tell_info(maildrop, desk)
    return ExitCode.DONE


def _tell_status(maildrop: Maildrop, desk: Desk) -> None:
    """Tell STAT and our state."""
    state = maildrop.state
    summary = None if state is None else state.summary()
    if desk.json:
        desk.tell(_status_object(maildrop, summary))
    else:
        tell_facts(desk.setting.out, _status(maildrop, summary))


def _status(maildrop: Maildrop, summary: Summary | None) -> Iterator[tuple[str, str]]:
    holding, state = maildrop.holding, maildrop.state
    yield "account", maildrop.name
    yield "login", _login(maildrop)
    there = f"{counted(holding.count)}, {size_words(holding.size)}"
    yield "server", f"{there}; {_new(maildrop)} new"
    if maildrop.marked:
        yield "", f"{counted(len(maildrop.marked))} marked as deleted"
    if summary is None or state is None:
        return
    stored = f"{summary.stored} stored ({size_words(summary.octets)})"
    yield "here", f"{summary.shown} shown, {stored}"
    if (last := summary.last_stored_at) is not None:
        yield "", f"last stored at {_moment(last):%Y-%m-%d %H:%M}"
    if summary.pending:
        deletions = counted(summary.pending, "deletion")
        yield "", f"{deletions} not confirmed by the server yet"
    yield "target", maildrop.access.account.deliver
    yield "state", str(state.path)


def _status_object(maildrop: Maildrop, summary: Summary | None) -> StatusObject:
    """Return the same as an object; a login that keeps no state has none to tell."""
    holding, state = maildrop.holding, maildrop.state
    last = None if summary is None else summary.last_stored_at
    return {
        "v": VERSION,
        "account": maildrop.name,
        "user": maildrop.access.user,
        "count": holding.count,
        "size": holding.size,
        "new": _new(maildrop),
        "shown": 0 if summary is None else summary.shown,
        "stored": 0 if summary is None else summary.stored,
        "stored_size": 0 if summary is None else summary.octets,
        "pending": 0 if summary is None else summary.pending,
        "last_stored_at": None if last is None else rfc3339(_moment(last)),
        "state": None if state is None else str(state.path),
    }


def _new(maildrop: Maildrop) -> int:
    return sum(map(maildrop.is_new, maildrop.holding.numbers()))


def _tell_info(maildrop: Maildrop, desk: Desk) -> None:
    """Tell what the server can do."""
    line, access = maildrop.line, maildrop.access
    offer, preset = line.opened.offer, access.account.preset
    notes: list[str] = []
    if preset is not None:
        notes += preset.sentences(Occasion.LOGIN) + preset.sentences(Occasion.LIST)
    if desk.json:
        names = [" ".join((each.tag, *each.parameters)) for each in offer.capabilities]
        server = server_object(
            access.server,
            tls=line.tls_version,
            auth=line.opened.way,
            extensions=names,
        )
        desk.tell(check_object(maildrop.name, access.user, server, notes))
    else:
        tell_facts(desk.setting.out, _info(maildrop, notes))


def _info(maildrop: Maildrop, notes: list[str]) -> Iterator[tuple[str, str]]:
    line = maildrop.line
    yield "server", maildrop.access.server.url
    yield "greeting", read_octets(line.opened.greeting.text)
    yield "login", _login(maildrop)
    yield from _offered(line.opened.offer)
    took = {"connect": line.connecting * 1000, "login": line.logging_in * 1000}
    yield "times", times_words(took)
    yield from (("note", note) for note in notes)


def _login(maildrop: Maildrop) -> str:
    line = maildrop.line
    return login_words(maildrop.access.user, line.opened.way, line.tls_version)


def _offered(offer: Offer) -> Iterator[tuple[str, str]]:
    """Yield what CAPA has answered, in words. RFC 2449 section 6."""
    if not offer.capabilities:
        yield "offers", "nothing: it does not know CAPA"
        return
    if offer.implementation:
        yield "software", offer.implementation
    found = ", ".join(abilities(ABILITIES, filter(offer.has, ABILITIES)))
    yield "offers", found or "nothing beside the oldest commands"
    ways = [*offer.mechanisms, *(["USER and PASS"] if offer.user else [])]
    if ways:
        yield "logins", ", ".join(ways)
    if (delay := offer.login_delay) is not None:
        yield "delay", f"{delay.seconds} s must lie between two logins"
    if (expire := offer.expire) is not None:
        days = expire.days
        kept = "for ever" if days is None else f"for {counted(days, 'day')}"
        yield "keeps", f"messages {'not at all' if days == 0 else kept}"


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone()
