"""`status` and `info`: the login, the maildrop, our state and CAPA, in words."""

from collections.abc import Iterator
from datetime import UTC, datetime

from core.amount import size_words
from core.columns import pad, wrap
from core.pop3.capability import Offer
from core.visible import read_octets
from shell.exits import ExitCode
from shell.objects.failure import check_object, server_object
from shell.objects.receiving import rfc3339
from shell.objects.text import VERSION
from shell.options.recv import Info, Status
from shell.preset import Occasion
from shell.records import Summary
from shell.recv.desk import Desk
from shell.recv.mailbox import Mailbox
from shell.terminal.screen import Painted, Style, put

LABEL = 10


def tell(mailbox: Mailbox, verb: Status | Info, desk: Desk) -> ExitCode:
    """Return the exit code after what `verb` asks for was told."""
    match verb:
        case Status():
            _tell_status(mailbox, desk)
        case Info():
            _tell_info(mailbox, desk)
    return ExitCode.DONE


def _tell_status(mailbox: Mailbox, desk: Desk) -> None:
    """Tell STAT and our state."""
    holding, state = mailbox.holding, mailbox.state
    new = sum(map(mailbox.is_new, holding.numbers()))
    summary = None if state is None else state.summary()
    last = None if summary is None else summary.last_stored_at
    if desk.json:
        desk.tell(_status_object(mailbox, new, summary))
        return
    _tell(desk, "account", mailbox.name)
    _tell(desk, "login", _login(mailbox))
    count = _counted(holding.count, "message")
    _tell(desk, "server", f"{count}, {size_words(holding.size)}; {new} new")
    if mailbox.marked:
        _tell(desk, "", f"{_counted(len(mailbox.marked), 'message')} marked as deleted")
    if summary is not None and state is not None:
        stored = f"{summary.stored} stored ({size_words(summary.octets)})"
        _tell(desk, "here", f"{summary.shown} shown, {stored}")
        if last is not None:
            _tell(desk, "", f"last stored at {_moment(last):%Y-%m-%d %H:%M}")
        if summary.pending:
            deletions = _counted(summary.pending, "deletion")
            _tell(desk, "", f"{deletions} not confirmed by the server yet")
        _tell(desk, "target", mailbox.access.account.deliver)
        _tell(desk, "state", str(state.path))


def _status_object(
    mailbox: Mailbox, new: int, summary: Summary | None
) -> dict[str, object]:
    """Return the same as an object; a login that keeps no state has none to tell."""
    holding, state = mailbox.holding, mailbox.state
    last = None if summary is None else summary.last_stored_at
    return {
        "v": VERSION,
        "account": mailbox.name,
        "user": mailbox.access.user,
        "count": holding.count,
        "size": holding.size,
        "new": new,
        "shown": 0 if summary is None else summary.shown,
        "stored": 0 if summary is None else summary.stored,
        "stored_size": 0 if summary is None else summary.octets,
        "pending": 0 if summary is None else summary.pending,
        "last_stored_at": None if last is None else rfc3339(_moment(last)),
        "state": None if state is None else str(state.path),
    }


def _tell_info(mailbox: Mailbox, desk: Desk) -> None:
    """Tell what the server can do."""
    line, access = mailbox.line, mailbox.access
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
        desk.tell(check_object(mailbox.name, access.user, server, notes))
        return
    _tell(desk, "server", access.server.url)
    _tell(desk, "greeting", read_octets(line.opened.greeting.text))
    _tell(desk, "login", _login(mailbox))
    for label, text in _abilities(offer):
        _tell(desk, label, text)
    connecting, logging_in = line.connecting * 1000, line.logging_in * 1000
    _tell(desk, "times", f"connect {connecting:.0f} ms, login {logging_in:.0f} ms")
    for note in notes:
        _tell(desk, "note", note)


def _login(mailbox: Mailbox) -> str:
    """Return who is logged in, how, and under what."""
    line, access = mailbox.line, mailbox.access
    under = line.tls_version or "clear text"
    if access.user is None or line.opened.way is None:
        return f"nobody, under {under}"
    return f"{access.user} by {line.opened.way}, under {under}"


def _abilities(offer: Offer) -> Iterator[tuple[str, str]]:
    """Yield what CAPA has answered, in words. RFC 2449 section 6."""
    if not offer.capabilities:
        yield "CAPA", "refused: the server tells nothing of itself"
        return
    if offer.implementation:
        yield "software", offer.implementation
    words = {
        "UIDL": "unique-ids",
        "TOP": "header sections without the rest",
        "PIPELINING": "several commands at once",
        "STLS": "TLS on request",
        "RESP-CODES": "reasons for refusals",
        "AUTH-RESP-CODE": "reasons for refused logins",
        "UTF8": "UTF-8 in addresses",
        "LANG": "other languages",
    }
    found = [f"{words[tag]} ({tag})" for tag in words if offer.has(tag)]
    yield "offers", ", ".join(found) or "nothing beside the oldest commands"
    ways = [*offer.mechanisms, *(["USER and PASS"] if offer.user else [])]
    if ways:
        yield "logins", ", ".join(ways)
    if (delay := offer.login_delay) is not None:
        yield "delay", f"{delay.seconds} s must lie between two logins"
    if (expire := offer.expire) is not None:
        days = expire.days
        kept = "for ever" if days is None else f"for {_counted(days, 'day')}"
        yield "keeps", f"messages {'not at all' if days == 0 else kept}"


def _tell(desk: Desk, label: str, text: str) -> None:
    out = desk.setting.out
    room = max(out.width - LABEL, LABEL)
    pieces = wrap(text, room, whole=True) if out.terminal else (text,)
    head = f"{label}:" if label else ""
    for piece in pieces:
        put(out, (Painted(pad(head, LABEL), Style.CYAN), piece))
        head = ""


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone()
