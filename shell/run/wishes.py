"""What the options of either command say of account and server, and what they allow."""

from typing import TYPE_CHECKING

from shell.config.choice import Wishes
from shell.connect import Terms

if TYPE_CHECKING:
    from shell.options.recv import RecvOptions
    from shell.options.send import SendOptions


def wishes_of(
    options: "RecvOptions | SendOptions",
    accounts: tuple[str, ...],
    sender: str | None = None,
) -> Wishes:
    """Return what is wished for: `accounts` by name, or the account of `sender`."""
    return Wishes(
        accounts=accounts,
        sender=sender,
        server=options.server,
        user=options.user,
        auth=options.auth,
        password_command=options.password_command,
        ca_file=options.ca_file,
        timeout=options.timeout,
    )


def terms_of(options: "RecvOptions | SendOptions") -> Terms:
    """Return what the run allows beyond what is safe."""
    return Terms(insecure=options.insecure, plaintext=options.plaintext)
