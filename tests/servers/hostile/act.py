"""What a server does where an answer is due."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from attrs import frozen


@frozen
class Drop:
    """Say `octets`, then close the connection."""

    octets: bytes = b""


@frozen
class Reset:
    """Break the connection off by a reset."""


@frozen
class Stall:
    """Say `octets`, then nothing more; what comes is still taken in."""

    octets: bytes = b""


@frozen
class Drip:
    """Say `octets` one by one, `pause` seconds apart, and begin anew for ever."""

    octets: bytes
    pause: float = 0.05


@frozen
class Endless:
    """Say `begin`, and then `piece` for ever, `pause` seconds later."""

    begin: bytes
    piece: bytes
    pause: float = 0.0


@frozen
class Pause:
    """Say `octets`, and `later` after `seconds`; nothing is read in between."""

    octets: bytes
    later: bytes
    seconds: float = 0.3


Act: TypeAlias = bytes | Drop | Reset | Stall | Drip | Endless | Pause
A = TypeVar("A")


def due(acts: list[A]) -> A:
    """Return the first of `acts` and take it off; the last stays for ever."""
    return acts.pop(0) if len(acts) > 1 else acts[0]


# A client in a handshake passes over this message. RFC 5246 section 7.4.1.1.
HELLO_REQUEST = b"\x00" * 4

# What a server does where a handshake is due, by name.
NO_HANDSHAKE: Mapping[str, Act] = MappingProxyType(
    {
        "silent": Stall(),
        "drop": Drop(),
        # Behind the client's own octets, or it is an injection in clear.
        "garbage": Pause(b"", b"\x15\x03\x01\x00\x02\x02\x28" * 3),
        "endless": Endless(b"", b"\x16\x03\x03\x00\x04" + HELLO_REQUEST, pause=0.3),
    }
)
