"""How a login and a message are named in files, where any name could be hostile.

A message is known by its key, a hash of login and unique-id. The state holds it
and the names of delivered files carry it, so that a state which is lost can be
made again from what was delivered.
"""

from hashlib import sha256

from core.pattern import pattern

PLAIN = pattern(r"[A-Za-z0-9@._+-]")


def login_tag(login: str) -> str:
    """Return eight hexadecimal digits that stand for the POP3 login."""
    return _hashed(login)[:8]


def login_name(login: str) -> str:
    """Return a file name for the login, by which a person knows it."""
    plain = "".join(c if PLAIN.fullmatch(c) else "_" for c in login).lstrip(".-")
    return f"{plain[:80]}-{login_tag(login)}"


def message_key(login: str, unique_id: str) -> str:
    """Return what stands for one message of one login: 24 hexadecimal digits."""
    return _hashed(login, "unique-id", unique_id)[:24]


def digest_key(login: str, digest: str) -> str:
    """Return what stands for a message without a unique-id, by its SHA-256."""
    return _hashed(login, "sha256", digest)[:24]


def _hashed(*words: str) -> str:
    octets = "\0".join(words).encode("utf-8", "surrogateescape")
    return sha256(octets).hexdigest()
