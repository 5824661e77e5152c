"""The mechanisms of one or two messages that send a password or prove one.

PLAIN (RFC 4616), LOGIN (as Exchange, QQ and their likes speak it), CRAM-MD5
(RFC 2195); and EXTERNAL (RFC 4422 appendix A) and ANONYMOUS (RFC 4505), which
need none.
"""

import hmac

from attrs import field

from core.sasl.step import no_control, no_nul
from core.value import frozen


@frozen(kw_only=True)
class Plain:
    """A name and its password, sent as they are. RFC 4616.

    `authzid` is who to act as; empty for the name itself. Raises ValueError for
    NUL in any of them and for an empty name or password (RFC 4616 section 2).
    """

    user: str = field(validator=no_nul)
    password: str = field(validator=no_nul, repr=False)
    authzid: str = field(default="", validator=no_nul)

    def __attrs_post_init__(self) -> None:
        if not self.user or not self.password:
            raise ValueError("user and password must not be empty for PLAIN")


@frozen
class Login:
    """A name and its password, each asked for. Its prompts are not looked at."""

    user: str = field(validator=no_nul)
    password: str = field(validator=no_nul, repr=False)


@frozen
class LoginNamed:
    """LOGIN after the name was sent."""

    password: str = field(repr=False)


@frozen
class CramMd5:
    """A name, and proof of a password by a digest of the challenge. RFC 2195.

    Raises ValueError for a control character in the name.
    """

    user: str = field(validator=no_control)
    password: str = field(validator=no_nul, repr=False)


@frozen
class External:
    """Who the client is was shown outside, by its certificate. RFC 4422 appendix A."""

    authzid: str = field(default="", validator=no_nul)


@frozen
class Anonymous:
    """Nobody, with a trace for the log. RFC 4505."""

    trace: str = field(default="", validator=no_control)


def plain_message(mechanism: Plain) -> bytes:
    """Return the message of PLAIN. RFC 4616 section 2."""
    parts = (mechanism.authzid, mechanism.user, mechanism.password)
    return "\0".join(parts).encode()


def cram_message(mechanism: CramMd5, challenge: bytes) -> bytes:
    """Return the answer of CRAM-MD5 to `challenge`. RFC 2195 section 2."""
    digest = hmac.new(mechanism.password.encode(), challenge, "md5").hexdigest()
    return f"{mechanism.user} {digest}".encode()
