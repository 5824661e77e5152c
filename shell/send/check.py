"""Whether a server can be reached, secured and logged in to, and what it can do."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from core.amount import size_words
from core.smtp.opening import Opened, Unopened
from core.visible import read_octets
from shell.config.account import Account
from shell.config.choice import Wishes
from shell.exits import ExitCode
from shell.objects.failure import check_object
from shell.objects.text import json_line
from shell.options.send import SendOptions
from shell.preset import Occasion
from shell.run.facts import abilities, login_words, tell_facts, times_words
from shell.run.reaching import mechanisms_for, reaching
from shell.run.setting import Setting
from shell.run.watching import watching
from shell.run.wishes import terms_of
from shell.send.report import Met
from shell.send.session import Session
from shell.send.tale import Tale
from shell.send.verdict import Party, not_opened
from shell.server import Protocol
from shell.terminal.screen import put

if TYPE_CHECKING:
    from shell.objects.sending import Milliseconds

# What an extension is good for, as a person would say it.
ABILITIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SMTPUTF8": "UTF-8 in addresses",
        "8BITMIME": "8-bit mail",
        "BINARYMIME": "mail of any octets",
        "CHUNKING": "mail in pieces of known size",
        "DSN": "delivery notices",
        "PIPELINING": "several commands at once",
        "STARTTLS": "TLS on request",
        "REQUIRETLS": "TLS on every hop",
        "ENHANCEDSTATUSCODES": "reasons for refusals",
    }
)
# What an option of `send` asks for, or addresses and mail may.
WANTED = ("SMTPUTF8", "8BITMIME", "DSN", "REQUIRETLS")


def check(
    options: SendOptions, setting: Setting, account: Account, wishes: Wishes
) -> int:
    """Return the exit code of a session without mail. Raises ShellError."""
    terms = terms_of(options)
    tale = Tale(setting.narrator(options.verbose))
    served = reaching(setting, account, wishes, Protocol.SMTP, terms)
    with served as access, ExitStack() as stack:
        watches = watching(options, setting, stack)
        ways = mechanisms_for(access, setting)
        session = stack.enter_context(Session(access, terms, tale, watches))
        driven = session.open(ways)
        session.quit()
        match driven.result:
            case Unopened() as unopened:
                raise not_opened(unopened, driven, Party(access))
            case Opened() as opened:
                met = Met(access=access, opened=opened, tls=session.tls_version)
    preset = account.preset
    notes = () if preset is None else preset.sentences(Occasion.LOGIN)
    if options.json:
        told = check_object(account.name, access.user, met.server, notes)
        put(setting.out, json_line(told))
    else:
        tell_facts(setting.out, _facts(met, tale.milliseconds(), notes))
    return ExitCode.DONE


def _facts(
    met: Met, took: "Milliseconds", notes: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield what the server is, and can do, in words."""
    offer, login = met.opened.offer, met.opened.login
    yield "server", met.access.server.url
    yield "greeting", read_octets(met.opened.greeting.text)
    way = None if login is None else login[0]
    yield "login", login_words(met.access.user, way, met.tls)
    names = tuple(word.name for word in offer.keywords)
    yield "offers", ", ".join(abilities(ABILITIES, names)) or "nothing beside mail"
    lacking = abilities(ABILITIES, (name for name in WANTED if name not in names))
    if lacks := ", ".join(lacking):
        yield "lacks", lacks
    if offer.mechanisms:
        yield "logins", ", ".join(offer.mechanisms)
    limit = None if offer.size is None else offer.size.limit
    yield "size", "no limit told" if limit is None else f"at most {size_words(limit)}"
    steps = {"connect": took["connect"], "TLS": took["tls"], "login": took["auth"]}
    yield "times", times_words(steps)
    yield from (("note", note) for note in notes)
