"""Whether a server can be reached, secured and logged in to, and what it can do."""

from collections.abc import Iterator
from contextlib import ExitStack

from core.amount import size_text
from core.smtp.errand import Opened, Unopened
from shell.config.account import Account
from shell.config.choice import Wishes
from shell.exits import ExitCode
from shell.login import mechanisms
from shell.objects.failure import check_object
from shell.objects.text import json_line
from shell.options.send import SendOptions
from shell.preset import Occasion
from shell.run.reaching import reaching, secret_for
from shell.run.setting import Setting
from shell.send.order import terms_of
from shell.send.report import Met
from shell.send.session import Session
from shell.send.tale import Tale
from shell.send.verdict import Party, not_opened
from shell.send.watching import watching
from shell.server import Protocol, Security
from shell.terminal.screen import put


def check(
    options: SendOptions, setting: Setting, account: Account, wishes: Wishes
) -> int:
    """Return the exit code of a session without mail. Raises ShellError."""
    terms = terms_of(options)
    tale = Tale(setting.narrator(options.verbose))
    served = reaching(setting, account, wishes, Protocol.SMTP, terms)
    with served as access, ExitStack() as stack:
        watches = watching(options, setting, stack)
        secret = secret_for(access, setting)
        ways = () if secret is None else mechanisms(access, secret)
        session = stack.enter_context(Session(access, terms, tale, watches))
        held = session.open(ways)
        session.quit()
        match held.result:
            case Unopened() as unopened:
                raise not_opened(unopened, held, Party(access))
            case Opened() as opened:
                met = Met(access=access, opened=opened, tls=session.tls_version)
    preset = account.preset
    notes = () if preset is None else preset.sentences(Occasion.LOGIN)
    if options.json:
        told = check_object(account.name, access.user, met.server, notes)
        put(setting.out, json_line(told))
    else:
        put(setting.out, *_lines(met), *notes)
    return ExitCode.DONE


def _lines(met: Met) -> Iterator[str]:
    """Yield what the server can do, in words."""
    server, offer = met.access.server, met.opened.offer
    how = {Security.TLS: "from the start", Security.UPGRADE: "by STARTTLS"}
    secured = (
        "in clear text" if met.tls is None else f"{met.tls} {how[server.security]}"
    )
    yield f"server      {server.host}:{server.port}, {secured}"
    login = met.opened.login
    if login is None:
        yield "login       none"
    else:
        yield f"login       {met.access.user} by {login[0]}"
    if offer.mechanisms:
        yield f"mechanisms  {', '.join(offer.mechanisms)}"
    limit = None if offer.size is None else offer.size.limit
    yield f"size        {'no limit told' if limit is None else size_text(limit)}"
    can = {
        "UTF-8 addresses": offer.smtputf8,
        "8-bit mail": offer.eight_bit_mime,
        "delivery notices": offer.dsn,
        "TLS on every hop": offer.require_tls,
    }
    for word, wanted in (("can", True), ("cannot", False)):
        named = ", ".join(what for what, able in can.items() if able is wanted)
        yield f"{word:<12}{named or '-'}"
    yield f"offers      {', '.join(word.name for word in offer.keywords) or '-'}"
