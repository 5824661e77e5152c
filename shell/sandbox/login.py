"""Whom the sandbox lets in."""

from collections.abc import Callable
from typing import TypeAlias

from core.sasl.server import Keeper
from shell import clock

# Gives the keeper for what a client has just said, in clear of its base64.
Door: TypeAlias = Callable[[bytes], Keeper]

MECHANISMS = ("SCRAM-SHA-256", "PLAIN", "LOGIN")
# Where everyone is let in, nothing can be proved to a mechanism that asks for it.
OPEN_MECHANISMS = ("PLAIN", "LOGIN")


def closed_door(user: str, secret: str) -> Door:
    """Return the door that lets in `user` alone, by `secret`."""
    nonce = clock.fresh_nonce().decode("ascii")
    keeper = Keeper(secret=lambda name: secret if name == user else None, nonce=nonce)
    return lambda _: keeper


def open_door() -> Door:
    """Return the door that lets everyone in by whatever password they give.

    A person who types a dialogue by hand has no account here to be refused.
    """

    def keeper(said: bytes) -> Keeper:
        # PLAIN has the password behind its last NUL, LOGIN and PASS have nothing else.
        secret = said.rpartition(b"\0")[2].decode("utf-8", "replace")
        return Keeper(secret=lambda _: secret, nonce="")

    return keeper
