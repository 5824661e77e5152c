"""Who a message is from, and the identifier that it gets."""

from core.header.address import Mailbox
from core.header.msg_id import MsgId
from shell import clock
from shell.config.account import Account
from shell.config.choice import sender_of
from shell.exits import Kind, ShellError
from shell.options.send import SendOptions
from shell.run.setting import Setting
from shell.send.address import mailbox


def sender_mailbox(
    options: SendOptions, setting: Setting, account: Account | None
) -> Mailbox:
    """Return who the message is from: --from, else the account's address, else EMAIL.

    The account's own address has the account's name. Raises ShellError.
    """
    own = None if account is None else sender_of(account, setting.environment)
    text = options.from_ or own
    if text is None:
        whose = "" if account is None else f" of account {account.name}"
        what = f"no address{whose} to send from is known"
        raise ShellError(kind=Kind.CONFIG, what=what, hint="Give one with --from.")
    found = mailbox(text, "--from" if options.from_ else "the account's address")
    if account is None or found.display_name is not None or account.email is None:
        return found
    if found.addr_spec.text.lower() == account.email.lower():
        return Mailbox(found.addr_spec, account.display_name)
    return found


def fresh_msg_id(domain: str) -> MsgId:
    """Return a new identifier whose right side is `domain`."""
    if not domain.isascii():
        # The tables of IDNA take long to load.
        from core.header.domain import to_ascii

        domain = to_ascii(domain) or "localhost"
    return MsgId(clock.fresh_msg_id_left(), domain)
