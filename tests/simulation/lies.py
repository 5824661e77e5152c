"""What a server may say instead of what it means: a grammar of lies."""

from collections.abc import Callable
from random import Random

Lie = Callable[[Random, bytes], bytes]


def replaced(random: Random, reply: bytes) -> bytes:
    """Another well-formed reply."""
    code = random.choice(
        (200, 220, 221, 235, 250, 251, 252, 334, 354, 421, 450, 550, 554)
    )
    return b"%d so it is\r\n" % code


def malformed(random: Random, reply: bytes) -> bytes:
    """What is no reply at all."""
    return random.choice(
        (
            b"\r\n",
            b"2500 ok\r\n",
            b"25 ok\r\n",
            b"150 ok\r\n",
            b"650 ok\r\n",
            b"+OK\r\n",
            b"HTTP/1.1 400 Bad Request\r\n",
            b"250_ok\r\n",
            b"\x16\x03\x01\x02\x00\x01\r\n",
            reply.replace(b"\r\n", b"\n"),
            reply.replace(b"\r\n", b"\r"),
            b"ok " + reply,
            reply[:2] + reply[3:],
        )
    )


def contradictory(random: Random, reply: bytes) -> bytes:
    """Lines that differ in their code."""
    return random.choice(
        (b"250-ok\r\n550 no\r\n", b"550-no\r\n250 ok\r\n", b"354-x\r\n" + reply)
    )


def impossible(random: Random, reply: bytes) -> bytes:
    """A code whose second digit no reply has."""
    return b"%d%d%d ok\r\n" % (random.randrange(2, 6), random.randrange(6, 10), 0)


def endless(random: Random, reply: bytes) -> bytes:
    """A line or a reply that does not end where it must."""
    return random.choice(
        (b"250 " + b"x" * 5000, b"250-x\r\n" * 600, b"250-" + b"y" * 4000)
    )


def doubled(random: Random, reply: bytes) -> bytes:
    """The same again."""
    return reply + reply


def early(random: Random, reply: bytes) -> bytes:
    """The replies to what was not asked yet."""
    return reply + b"250 ok\r\n250 ok\r\n354 go\r\n250 ok\r\n"


def silent(random: Random, reply: bytes) -> bytes:
    """Nothing."""
    return b""


def cut(random: Random, reply: bytes) -> bytes:
    """Part of it."""
    return reply[: random.randrange(len(reply))]


def flipped(random: Random, reply: bytes) -> bytes:
    """One octet of it is another."""
    at = random.randrange(len(reply))
    return reply[:at] + bytes([random.randrange(256)]) + reply[at + 1 :]


def odd(random: Random, reply: bytes) -> bytes:
    """A reply that is strange, and means the same."""
    code = reply[:3]
    return random.choice(
        (
            code + b"\r\n",
            code + b" \x00\xff\xfe \xc4\xe3\r\n",
            code + b"-one\r\n" + code + b" two\r\n",
            code + b"-\r\n" + code + b"\r\n",
            code + b" 9.9.9 odd\r\n",
        )
    )


LIES: tuple[Lie, ...] = (
    replaced,
    malformed,
    contradictory,
    impossible,
    endless,
    doubled,
    early,
    silent,
    cut,
    flipped,
    odd,
)

# Those that cannot pass for an honest refusal.
SEEN: tuple[Lie, ...] = (
    malformed,
    contradictory,
    endless,
    doubled,
    early,
    silent,
    cut,
    odd,
)


def sometimes(lie: Lie, chance: float) -> Lie:
    """Return a lie that is told with `chance`, else the truth."""

    def told(random: Random, reply: bytes) -> bytes:
        return lie(random, reply) if random.random() < chance else reply

    return told


def any_of(random: Random, reply: bytes) -> bytes:
    """Any of the lies."""
    return random.choice(LIES)(random, reply)
