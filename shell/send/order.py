"""What one run of send was asked to do, once its options are understood."""

from typing import TYPE_CHECKING

from attrs import evolve

from core.smtp.envelope import OnReject, Submission
from core.value import frozen
from shell.config.account import SANDBOX, Account
from shell.config.choice import Wishes
from shell.connect import Terms
from shell.options import send
from shell.options.send import SendOptions
from shell.run.setting import Setting
from shell.run.wishes import terms_of, wishes_of
from shell.send.address import mailbox
from shell.send.mail import Mail, Way

if TYPE_CHECKING:
    from shell.unsent import Kept

# The name by which the dialogue asks for the message.
SOURCE = "message"


@frozen(kw_only=True)
class Order:
    """A message to be delivered by an account, and how. `again` is where it was kept.

    `anew` says that send has made it just now, so that it may ask about it.
    """

    options: SendOptions
    setting: Setting
    account: Account
    wishes: Wishes
    mail: Mail
    anew: bool = True
    again: "Kept | None" = None
    way: Way

    @property
    def terms(self) -> Terms:
        """What the run allows beyond what is safe."""
        return terms_of(self.options)

    @property
    def submission(self) -> Submission:
        """The message as the errand takes it."""
        return Submission(
            envelope=self.mail.envelope,
            source=SOURCE,
            size=self.mail.size,
            body=self.mail.body,
            utf8=self.mail.utf8,
            notices=self.mail.notices,
            require_tls=self.way.require_tls,
            on_reject=OnReject.SKIP if self.way.skip else OnReject.ABORT,
        )


def asked_wishes(options: SendOptions) -> Wishes:
    """Return what the options say of account and server. Raises ShellError."""
    sender: str | None = None
    if options.from_ is not None:
        sender = mailbox(options.from_, "--from").addr_spec.text
    accounts = () if options.account is None else (options.account,)
    return wishes_of(options, accounts, sender)


def way_of(options: SendOptions, setting: Setting, account: Account) -> Way:
    """Return how a message goes by the options, for a second try."""
    known = setting.config.account(account.name) is not None
    named = known or account.name == SANDBOX
    server = options.server
    if server is None and not named and account.smtp is not None:
        server = account.smtp.url
    return Way(
        account=account.name if named else None,
        server=server or "",
        require_tls=options.require_tls,
        skip=options.on_reject is send.OnReject.SKIP,
    )


def with_way(wishes: Wishes, way: Way) -> Wishes:
    """Return the wishes of a second try: what is not said again holds as before."""
    accounts = wishes.accounts or (() if way.account is None else (way.account,))
    return evolve(wishes, accounts=accounts, server=wishes.server or way.server or None)


def target_text(options: SendOptions, account: Account) -> str | None:
    """Return where a copy goes: --save-sent, else what the account says."""
    return options.save_sent or account.sent
