"""The server's side of every mechanism: what to ask, and whom to believe."""

import binascii
import hmac
import re
from collections.abc import Callable
from typing import TypeAlias

from attrs import field

from core.pattern import pattern
from core.sasl import scram
from core.sasl.password import CramMd5, cram_message
from core.sasl.scram import Bound, Digest
from core.value import frozen

# gs2-header client-first-message-bare                        RFC 5802 section 7
CLIENT_FIRST = pattern(
    rb"(?P<header>(?P<flag>[ny]|p=[A-Za-z0-9.\-]++),(?:a=(?P<authzid>[^\x00,]++))?,)"
    rb"(?P<bare>n=(?P<user>[^\x00,]++),r=(?P<nonce>[\x21-\x2b\x2d-\x7e]++)"
    rb"(?:,[A-Za-z]=[^\x00,]++)*+)"
)
# client-final-message = channel-binding "," nonce ["," extensions] "," proof
CLIENT_FINAL = pattern(
    rb"(?P<bare>c=(?P<bound>[A-Za-z0-9+/]++={0,2}),r=(?P<nonce>[\x21-\x2b\x2d-\x7e]++)"
    rb"(?:,[A-Zabd-oqs-z]=[^\x00,]++)*+),p=(?P<proof>[A-Za-z0-9+/]++={0,2})"
)
OAUTH_BEARER = pattern(
    rb"[ny],(?:a=(?P<user>[^\x00\x01,]++))?,\x01(?:[A-Za-z]++=[^\x00\x01]*+\x01)*?"
    rb"auth=Bearer (?P<token>[\x21-\x7e]++)\x01(?:[A-Za-z]++=[^\x00\x01]*+\x01)*+\x01",
    re.IGNORECASE,
)
XOAUTH2 = pattern(
    rb"user=(?P<user>[^\x00\x01]++)\x01auth=Bearer (?P<token>[\x21-\x7e]++)\x01\x01",
    re.IGNORECASE,
)
BEARER_ERROR = b'{"status":"invalid_token"}'


@frozen(kw_only=True)
class Keeper:
    """What a server brings to an exchange: its secrets, and what must be fresh.

    `secret` gives the password or token of a name, None for a name that is not
    known. `nonce` is fresh for every exchange; `salt` belongs to the names.
    `challenge` is that of CRAM-MD5, a msg-id.
    """

    secret: Callable[[str], str | None] = field(repr=False)
    nonce: str = field(repr=False)
    salt: bytes = b"puremail"
    iterations: int = scram.LEAST_ITERATIONS
    challenge: bytes = b"<1@localhost>"
    binding: Bound | None = None


@frozen
class First:
    """An exchange whose first message from the client is due."""

    mechanism: str


@frozen
class LoginPassword:
    """LOGIN whose password is due."""

    user: str


@frozen
class BearerDenied:
    """A refused token whose refusal the client must still acknowledge."""


@frozen
class ScramProof:
    """SCRAM whose client-final-message is due."""

    digest: Digest
    user: str
    authzid: str
    header: bytes
    nonce: bytes
    said: bytes


@frozen
class Verified:
    """SCRAM whose client has shown its proof, and has ours to acknowledge."""

    user: str
    authzid: str


Listening: TypeAlias = First | LoginPassword | BearerDenied | ScramProof | Verified


@frozen
class Challenge:
    """What the server says next, in clear of its base64."""

    exchange: Listening
    octets: bytes = field(repr=False)


@frozen
class Granted:
    """`user` is who it says, and acts as `authzid` if that is not empty."""

    user: str
    authzid: str = ""


@frozen
class Denied:
    """The client has not shown who it is."""


Step: TypeAlias = Challenge | Granted | Denied

MECHANISMS = (
    *("PLAIN", "LOGIN", "CRAM-MD5", "EXTERNAL", "ANONYMOUS", "OAUTHBEARER", "XOAUTH2"),
    *("SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS"),
)


def begin(mechanism: str) -> First | None:
    """Return the exchange of `mechanism`, a name in any case; None if not known."""
    name = mechanism.upper()
    return First(name) if name in MECHANISMS else None


def prompt(exchange: First, keeper: Keeper) -> Challenge:
    """Return what asks for the first message, where none came with AUTH."""
    match exchange.mechanism:
        case "LOGIN":
            return Challenge(exchange, b"Username:")
        case "CRAM-MD5":
            return Challenge(exchange, keeper.challenge)
        case _:
            return Challenge(exchange, b"")


def hear(exchange: Listening, keeper: Keeper, response: bytes) -> Step:
    """Return what follows `response`: a challenge, or whether it is believed."""
    match exchange:
        case First(mechanism=mechanism):
            return _first(mechanism, keeper, response)
        case LoginPassword(user=user):
            return _compared(keeper, user, response)
        case BearerDenied():
            return Denied()
        case ScramProof():
            return _scram_final(exchange, keeper, response)
        case Verified(user=user, authzid=authzid):
            return Granted(user, authzid) if not response else Denied()


def _first(mechanism: str, keeper: Keeper, response: bytes) -> Step:
    match mechanism:
        case "PLAIN":
            return _plain(keeper, response)
        case "LOGIN":
            user = _text(response)
            asked = Challenge(LoginPassword(user or ""), b"Password:")
            return Denied() if user is None else asked
        case "CRAM-MD5":
            return _cram(keeper, response)
        case "OAUTHBEARER":
            return _bearer(keeper, OAUTH_BEARER.fullmatch(response))
        case "XOAUTH2":
            return _bearer(keeper, XOAUTH2.fullmatch(response))
        case "EXTERNAL":
            return _outside(keeper, response)
        case "ANONYMOUS":
            trace = _text(response)
            return Denied() if trace is None else Granted("anonymous", trace)
        case _:
            return _scram_first(mechanism, keeper, response)


def _text(octets: bytes) -> str | None:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return None


def _compared(keeper: Keeper, user: str, given: bytes, authzid: str = "") -> Step:
    """Return whether `given` is the secret of `user`, in time that tells nothing."""
    secret = keeper.secret(user)
    same = hmac.compare_digest((secret or "").encode(), given)
    return Granted(user, authzid) if same and secret is not None else Denied()


def _plain(keeper: Keeper, response: bytes) -> Step:
    """Read message = [authzid] NUL authcid NUL passwd. RFC 4616 section 2."""
    parts = response.split(b"\0")
    if len(parts) != 3:
        return Denied()
    authzid, user = _text(parts[0]), _text(parts[1])
    if authzid is None or not user:
        return Denied()
    return _compared(keeper, user, parts[2], authzid)


def _cram(keeper: Keeper, response: bytes) -> Step:
    """Read user-name SP digest, the name with any spaces it has. RFC 2195 section 2."""
    octets, _, digest = response.rpartition(b" ")
    user = _text(octets)
    secret = None if user is None else keeper.secret(user)
    if not user or any(char < " " or char == "\x7f" for char in user) or secret is None:
        return Denied()
    expected = cram_message(CramMd5(user, secret), keeper.challenge)
    same = hmac.compare_digest(expected.rpartition(b" ")[2], digest.lower())
    return Granted(user) if same else Denied()


def _bearer(keeper: Keeper, found: "re.Match[bytes] | None") -> Step:
    denied = Challenge(BearerDenied(), BEARER_ERROR)
    if found is None:
        return denied
    user = _text(found["user"] or b"")
    if user is None:
        return denied
    step = _compared(keeper, unescaped(user), found["token"])
    return step if isinstance(step, Granted) else denied


def _outside(keeper: Keeper, response: bytes) -> Step:
    """Grant EXTERNAL to a name that the keeper knows; what proved it lies outside."""
    user = _text(response)
    known = user is not None and keeper.secret(user) is not None
    return Granted(user, user) if known and user is not None else Denied()


def unescaped(name: str) -> str:
    """Return what a saslname stands for. RFC 5801 section 4."""
    return name.replace("=2C", ",").replace("=3D", "=")


def _scram_first(mechanism: str, keeper: Keeper, response: bytes) -> Step:
    """Answer client-first-message. RFC 5802 section 5."""
    found = CLIENT_FIRST.fullmatch(response)
    if found is None:
        return Denied()
    user, authzid = _text(found["user"]), _text(found["authzid"] or b"")
    if user is None or authzid is None or not _binding_fits(mechanism, keeper, found):
        return Denied()
    nonce = found["nonce"] + keeper.nonce.encode()
    salt = binascii.b2a_base64(keeper.salt, newline=False)
    octets = b"r=%b,s=%b,i=%d" % (nonce, salt, keeper.iterations)
    digest = Digest.SHA_256 if "SHA-256" in mechanism else Digest.SHA_1
    said = found["bare"] + b"," + octets
    proof = ScramProof(
        digest, unescaped(user), unescaped(authzid), found["header"], nonce, said
    )
    return Challenge(proof, octets)


def _binding_fits(mechanism: str, keeper: Keeper, found: "re.Match[bytes]") -> bool:
    """Return whether the flag fits the name of the mechanism. RFC 5802 section 6.

    "y" says that the client found no -PLUS in the offer. If we do offer it,
    somebody in between took it out.
    """
    if mechanism.endswith("-PLUS"):
        bound = keeper.binding
        return bound is not None and found["flag"] == b"p=" + bound.kind.encode()
    return bool(found["flag"] == b"n" or (found["flag"] == b"y" and not keeper.binding))


def _scram_final(exchange: ScramProof, keeper: Keeper, response: bytes) -> Step:
    """Judge the client's proof, and give ours. RFC 5802 section 3."""
    found = CLIENT_FINAL.fullmatch(response)
    bound = b"" if keeper.binding is None else keeper.binding.data
    expected = exchange.header + (bound if exchange.header.startswith(b"p") else b"")
    if (
        found is None
        or found["nonce"] != exchange.nonce
        or scram.unbase64(found["bound"]) != expected
    ):
        return Denied()
    digest, said = exchange.digest, exchange.said + b"," + found["bare"]
    secret = keeper.secret(exchange.user)
    # A name that is not known takes the same time, and its proof never fits.
    salted = scram.salted(digest, secret or "", keeper.salt, keeper.iterations)
    stored = scram.hashed(digest, scram.keyed(digest, salted, b"Client Key"))
    proof = scram.unbase64(found["proof"])
    if secret is None or proof is None or len(proof) != len(stored):
        return Denied()
    key = scram.either(proof, scram.keyed(digest, stored, said))
    if not hmac.compare_digest(scram.hashed(digest, key), stored):
        return Denied()
    ours = scram.keyed(digest, scram.keyed(digest, salted, b"Server Key"), said)
    verifier = b"v=" + binascii.b2a_base64(ours, newline=False)
    return Challenge(Verified(exchange.user, exchange.authzid), verifier)
