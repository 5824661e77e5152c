"""From options to an order: which account, which message, how it goes."""

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from shell.config.account import Account
from shell.config.choice import Wishes, access, choose
from shell.exits import Kind, ShellError
from shell.options.send import SendOptions
from shell.run.setting import Setting
from shell.send.mail import Mail
from shell.send.order import Order, asked_wishes, way_of, with_way
from shell.server import Protocol

if TYPE_CHECKING:
    from shell.unsent import Kept


def order_of(options: SendOptions, setting: Setting) -> Order:
    """Return what `options` ask for. Raises ShellError."""
    if options.again:
        return _again(options, setting)
    wishes = asked_wishes(options)
    account = account_of(setting, wishes)
    _check_server(account, wishes, setting)
    return Order(
        options=options,
        setting=setting,
        account=account,
        wishes=wishes,
        mail=mail_of(options, setting, account),
        anew=options.eml is None and not options.read_recipients,
        way=way_of(options, setting, account),
    )


def _check_server(account: Account, wishes: Wishes, setting: Setting) -> None:
    """Raise ShellError for a server that can never be reached, before a text is asked.

    One that is yet to be started, or to be found in DNS, is none of them.
    """
    if wishes.server is not None or account.server(Protocol.SMTP) is not None:
        access(account, wishes, setting.environment, Protocol.SMTP)


def account_of(setting: Setting, wishes: Wishes) -> Account:
    """Return the one account of the run. Raises ShellError."""
    account, *others = choose(
        setting.config, wishes, setting.environment, Protocol.SMTP
    )
    if others:
        what = "a message is sent by one account"
        raise ShellError(kind=Kind.USAGE, what=what, hint="Name one with -A.")
    return account


def mail_of(options: SendOptions, setting: Setting, account: Account | None) -> Mail:
    """Return the message that `options` give or make. Raises ShellError."""
    if options.eml is not None or options.read_recipients:
        from shell.send.given import take

        return take(options, setting, account)
    from shell.send.writing import write

    return write(options, setting, account)


def dry_mail(options: SendOptions, setting: Setting) -> Mail:
    """Return the message of a dry run, for which no account need be known.

    Raises ShellError.
    """
    if options.again:
        return _again(options, setting).mail
    account: Account | None = None
    try:
        account = account_of(setting, asked_wishes(options))
    except ShellError as error:
        if error.kind is not Kind.CONFIG or (
            options.from_ is None
            and options.eml is None
            and not options.read_recipients
        ):
            raise
    return mail_of(options, setting, account)


def _again(options: SendOptions, setting: Setting) -> Order:
    """Return the order of a kept message. Raises ShellError."""
    from shell.send.keeping import take_up

    kept = _kept(options, setting)
    mail, way = take_up(kept)
    wishes = with_way(asked_wishes(options), way)
    account = account_of(setting, wishes)
    return Order(
        options=options,
        setting=setting,
        account=account,
        wishes=wishes,
        mail=mail,
        anew=False,
        again=kept,
        way=evolve(way, require_tls=way.require_tls or options.require_tls),
    )


def _kept(options: SendOptions, setting: Setting) -> "Kept":
    from shell.unsent import last_kept, load_kept

    if options.recipients:
        return load_kept(Path(options.recipients[0]))
    kept = last_kept(setting.states)
    if kept is None:
        what = f"no message is kept in {setting.states}"
        raise ShellError(kind=Kind.INPUT, what=what)
    return kept
