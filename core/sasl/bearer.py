r"""Mechanisms that carry an OAuth 2.0 token: OAUTHBEARER (RFC 7628) and XOAUTH2.

XOAUTH2 is what Gmail, Outlook and Yahoo document; it has the same key and value
pairs, ended by %x01, without the GS2 header.
"""

from attrs import Attribute, field

from core.pattern import pattern
from core.sasl.step import no_control
from core.value import frozen

# b64token, and the wider set of characters that tokens in the wild have: VCHAR.
TOKEN_TEXT = pattern(r"[\x21-\x7e]++")

KVSEP = b"\x01"


def _token(_: object, attribute: "Attribute[str]", value: str) -> None:
    if not TOKEN_TEXT.fullmatch(value):
        raise ValueError(f"{attribute.name} must be printable US-ASCII, without spaces")


@frozen(kw_only=True)
class OAuthBearer:
    """A token for `user` at the host and port that is spoken to. RFC 7628.

    Raises ValueError for a control character, or a token that is no token.
    """

    user: str = field(validator=no_control)
    token: str = field(validator=_token, repr=False)
    host: str = field(default="", validator=no_control)
    port: int | None = None


@frozen
class XOAuth2:
    """A token for `user`. Raises ValueError as OAuthBearer does."""

    user: str = field(validator=no_control)
    token: str = field(validator=_token, repr=False)


@frozen
class BearerSent:
    """A token under judgement. A refusal comes as a challenge, before the verdict.

    `acknowledgement` is what answers it: %x01 in OAUTHBEARER (RFC 7628 section
    3.2.3), nothing in XOAUTH2.
    """

    acknowledgement: bytes


@frozen
class BearerRefused:
    """A token that was refused. `error` is the server's JSON, as it came."""

    error: bytes


def escaped(text: str) -> str:
    """Return `text` as a saslname. RFC 5801 section 4."""
    return text.replace("=", "=3D").replace(",", "=2C")


def bearer_message(mechanism: OAuthBearer) -> bytes:
    """Return the message of OAUTHBEARER. RFC 7628 section 3.1."""
    pairs = [f"n,a={escaped(mechanism.user)},".encode()]
    if mechanism.host:
        pairs.append(f"host={mechanism.host}".encode())
    if mechanism.port is not None:
        pairs.append(b"port=%d" % mechanism.port)
    pairs.append(f"auth=Bearer {mechanism.token}".encode())
    return KVSEP.join((*pairs, b"", b""))


def xoauth2_message(mechanism: XOAuth2) -> bytes:
    """Return the message of XOAUTH2."""
    user = f"user={mechanism.user}".encode()
    return KVSEP.join((user, f"auth=Bearer {mechanism.token}".encode(), b"", b""))
