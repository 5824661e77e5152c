"""SCRAM: both sides prove that they know the password. RFC 5802, RFC 7677."""

import binascii
import hashlib
import hmac
import re
from enum import Enum
from typing import TypeAlias

from attrs import Attribute, field

from core.pattern import pattern
from core.sasl.bearer import escaped
from core.sasl.prep import prepare
from core.sasl.step import Distrust, Doubt, no_nul
from core.value import frozen

# Below, a server that took the place of ours could soon guess the password (RFC
# 7677 section 4); above, one could keep us busy for minutes.
LEAST_ITERATIONS = 4_096
MOST_ITERATIONS = 2_000_000

# printable = %x21-2B / %x2D-7E                                 RFC 5802 section 7
NONCE_TEXT = pattern(r"[\x21-\x2b\x2d-\x7e]++")
BASE64 = rb"[A-Za-z0-9+/]++={0,2}"
EXTENSIONS = rb"(?:,[A-Za-z]=[^\x00,]++)*+"
# server-first-message = [reserved-mext ","] nonce "," salt "," iteration-count
#                        ["," extensions]                       RFC 5802 section 7
SERVER_FIRST = pattern(
    rb"r=(?P<nonce>[\x21-\x2b\x2d-\x7e]++),s=(?P<salt>" + BASE64 + rb"),"
    rb"i=(?P<count>[1-9][0-9]{0,9})" + EXTENSIONS
)
# server-final-message = (server-error / verifier) ["," extensions]
SERVER_FINAL = pattern(
    rb"(?:v=(?P<verifier>" + BASE64 + rb")|e=(?P<error>[^\x00,]++))" + EXTENSIONS
)


class Digest(Enum):
    """A hash function that has a SCRAM mechanism. The value is its name in hashlib."""

    SHA_1 = "sha1"
    SHA_256 = "sha256"


class Unbound(Enum):
    """Why no channel is bound. The value is the gs2-cbind-flag."""

    UNABLE = "n"
    UNOFFERED = "y"


@frozen
class Bound:
    """A channel that the exchange is tied to, of the -PLUS mechanisms. RFC 5929."""

    kind: str = field()
    data: bytes = field(repr=False)

    @kind.validator
    def _named(self, _: "Attribute[str]", value: str) -> None:
        if not re.fullmatch(r"[A-Za-z0-9.\-]++", value):
            raise ValueError("kind must be a cb-name (RFC 5802 section 7)")


Binding: TypeAlias = Unbound | Bound


def _prepared(_: object, attribute: "Attribute[str]", value: str) -> None:
    if not prepare(value):
        raise ValueError(
            f"{attribute.name} must be text that SASLprep allows (RFC 4013)"
        )


def _nonce(_: object, attribute: "Attribute[str]", value: str) -> None:
    if not NONCE_TEXT.fullmatch(value):
        raise ValueError(f"{attribute.name} must be printable and hold no comma")


@frozen(kw_only=True)
class Scram:
    """A name and its password, neither of which will show. RFC 5802 section 3.

    `nonce` is fresh and unguessable for every exchange. Raises ValueError for a
    name or password that SASLprep prohibits, and for a nonce that is none.
    """

    digest: Digest
    user: str = field(validator=[no_nul, _prepared])
    password: str = field(validator=[no_nul, _prepared], repr=False)
    nonce: str = field(validator=_nonce, repr=False)
    authzid: str = field(default="", validator=no_nul)
    binding: Binding = Unbound.UNABLE


@frozen
class ScramFirst:
    """SCRAM after client-first-message; server-first-message is due."""

    mechanism: Scram


@frozen
class ScramFinal:
    """SCRAM after client-final-message; the server's own proof is due."""

    signature: bytes = field(repr=False)


@frozen
class ScramProved:
    """SCRAM after the server proved itself; its verdict is due."""


@frozen
class ScramRefused:
    """SCRAM that the server gave up, for the reason it gave. RFC 5802 section 7."""

    error: bytes


ScramStep: TypeAlias = ScramFinal | ScramProved | ScramRefused


def scram_name(mechanism: Scram) -> str:
    """Return the mechanism's name. RFC 5802 section 4, RFC 7677 section 3."""
    match mechanism.digest:
        case Digest.SHA_1:
            name = "SCRAM-SHA-1"
        case Digest.SHA_256:
            name = "SCRAM-SHA-256"
    return f"{name}-PLUS" if isinstance(mechanism.binding, Bound) else name


def gs2_header(binding: Binding, authzid: str) -> bytes:
    """Return the gs2-header, with its last comma. RFC 5802 section 7."""
    match binding:
        case Bound(kind=kind):
            flag = f"p={kind}"
        case Unbound():
            flag = binding.value
    return f"{flag},{'a=' + escaped(authzid) if authzid else ''},".encode()


def channel_input(binding: Binding, authzid: str) -> bytes:
    """Return the cbind-input. RFC 5802 section 7."""
    header = gs2_header(binding, authzid)
    match binding:
        case Bound(data=data):
            return header + data
        case Unbound():
            return header


def first_bare(mechanism: Scram) -> bytes:
    """Return client-first-message-bare."""
    user = prepare(mechanism.user) or ""
    return f"n={escaped(user)},r={mechanism.nonce}".encode()


def first_message(mechanism: Scram) -> bytes:
    """Return client-first-message."""
    return gs2_header(mechanism.binding, mechanism.authzid) + first_bare(mechanism)


def salted(digest: Digest, password: str, salt: bytes, count: int) -> bytes:
    """Return SaltedPassword, which is what `count` iterations make costly."""
    octets = (prepare(password) or "").encode()
    return hashlib.pbkdf2_hmac(digest.value, octets, salt, count)


def keyed(digest: Digest, key: bytes, octets: bytes) -> bytes:
    """Return HMAC(key, octets)."""
    return hmac.digest(key, octets, digest.value)


def hashed(digest: Digest, octets: bytes) -> bytes:
    """Return H(octets)."""
    return hashlib.new(digest.value, octets).digest()


def either(one: bytes, other: bytes) -> bytes:
    """Return the exclusive or of two strings of the same length."""
    joined = int.from_bytes(one) ^ int.from_bytes(other)
    return joined.to_bytes(len(one))


def answer_first(
    mechanism: Scram, challenge: bytes
) -> tuple[ScramStep, bytes] | Distrust:
    """Return client-final-message, or the doubt that forbids it. RFC 5802 section 3."""
    if challenge.startswith(b"m="):
        return Distrust(Doubt.EXTENSION)
    if challenge.startswith(b"e="):
        return ScramRefused(challenge[2:]), b""
    found = SERVER_FIRST.fullmatch(challenge)
    salt = unbase64(found["salt"]) if found else None
    if found is None or salt is None:
        return Distrust(Doubt.MALFORMED)
    ours = mechanism.nonce.encode()
    if not found["nonce"].startswith(ours) or found["nonce"] == ours:
        return Distrust(Doubt.NONCE)
    count = int(found["count"])
    if not LEAST_ITERATIONS <= count <= MOST_ITERATIONS:
        return Distrust(Doubt.ITERATIONS)
    bound = channel_input(mechanism.binding, mechanism.authzid)
    bare = b"c=" + binascii.b2a_base64(bound, newline=False) + b",r=" + found["nonce"]
    said = b",".join((first_bare(mechanism), challenge, bare))
    digest = mechanism.digest
    secret = salted(digest, mechanism.password, salt, count)
    client_key = keyed(digest, secret, b"Client Key")
    signature = keyed(digest, hashed(digest, client_key), said)
    proof = binascii.b2a_base64(either(client_key, signature), newline=False)
    expected = keyed(digest, keyed(digest, secret, b"Server Key"), said)
    return ScramFinal(expected), bare + b",p=" + proof


def answer_final(
    step: ScramFinal, challenge: bytes
) -> tuple[ScramStep, bytes] | Distrust:
    """Return the empty answer to a server that proved itself, or the doubt."""
    found = SERVER_FINAL.fullmatch(challenge)
    if found is None:
        return Distrust(Doubt.MALFORMED)
    if found["error"] is not None:
        return ScramRefused(found["error"]), b""
    verifier = unbase64(found["verifier"])
    if verifier is None or not hmac.compare_digest(verifier, step.signature):
        return Distrust(Doubt.SIGNATURE)
    return ScramProved(), b""


def unbase64(octets: bytes) -> bytes | None:
    """Return what `octets` encode, or None if they are not exactly base64."""
    if len(octets) % 4:
        return None
    try:
        return binascii.a2b_base64(octets, strict_mode=True)
    except binascii.Error:
        return None
