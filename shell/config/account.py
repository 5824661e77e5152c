"""One account, and where its secrets come from."""

from pathlib import Path
from typing import Final, TypeAlias

from attrs import field

from core.value import frozen
from shell.preset import Preset
from shell.server import Protocol, Server

# The name that stands for every account of the file.
ALL: Final = "all"
# The account that is built in, and the address it sends from. RFC 2606 section 3.
SANDBOX: Final = "sandbox"
SANDBOX_ADDRESS: Final = "you@sandbox.example"
SANDBOX_PASSWORD: Final = "sandbox"

# What stands for the account's name in `deliver`, `sent` and commands.
ACCOUNT: Final = "{account}"
DEFAULT_TARGET: Final = f"maildir:~/Mail/{ACCOUNT}"


@frozen
class Inline:
    """A secret that the configuration file holds in so many words."""

    text: str = field(repr=False)


@frozen
class Command:
    """A program whose first output line is a secret; run without a shell."""

    words: tuple[str, ...]


SecretSource: TypeAlias = Inline | Command


@frozen(kw_only=True)
class Account:
    """One account as configured, before the options of a run.

    `email` is None for an account that is only a server. `delete_after` counts
    seconds from the moment a message was stored: None keeps mail on the server,
    0 deletes it once stored. `timeout` is seconds. `deliver` and `sent` are TARGETs
    with the account's name in place.
    """

    name: str
    email: str | None = None
    display_name: str | None = None
    also: tuple[str, ...] = ()
    preset: Preset | None = None
    smtp: Server | None = None
    pop3: Server | None = None
    user: str | None = None
    auth: str | None = None
    password: SecretSource | None = None
    token: SecretSource | None = None
    deliver: str = DEFAULT_TARGET
    delete_after: int | None = None
    sent: str | None = None
    ca_file: Path | None = None
    ehlo: str | None = None
    timeout: float | None = None

    def server(self, protocol: Protocol) -> Server | None:
        """Return the server that speaks `protocol`: its own, else its preset's."""
        match protocol:
            case Protocol.SMTP:
                own = self.smtp
            case Protocol.POP3:
                own = self.pop3
        if own is None and self.preset is not None:
            return self.preset.server(protocol)
        return own

    @property
    def domain(self) -> str | None:
        """The domain of `email`, in lower case."""
        return self.email.rpartition("@")[2].lower() if self.email else None


def sandbox_account(smtp: Server | None = None, pop3: Server | None = None) -> Account:
    """Return the built-in account, with the servers once they listen."""
    return Account(
        name=SANDBOX,
        email=SANDBOX_ADDRESS,
        smtp=smtp,
        pop3=pop3,
        user=SANDBOX,
        password=Inline(SANDBOX_PASSWORD),
        deliver=DEFAULT_TARGET.replace(ACCOUNT, SANDBOX),
    )
