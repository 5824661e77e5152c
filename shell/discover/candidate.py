"""A server that may be the one, and who said so."""

from core.value import frozen
from shell.server import Server


@frozen(kw_only=True)
class Candidate:
    """A server to try for a mail address, with the login that goes with it.

    `source` says who named it. `vouched` is False where DNS alone, which anybody on
    the way can forge, names a host outside the mail domain: the person is to agree
    before a password goes there. RFC 6186 section 6. `auth` is the mechanism that the
    source insists on, None for any.
    """

    server: Server
    user: str
    source: str
    vouched: bool = True
    auth: str | None = None


def is_within(host: str, domain: str) -> bool:
    """Return whether `host` is `domain` or a name below it."""
    return host == domain or host.endswith(f".{domain}")
