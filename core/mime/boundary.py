"""Choosing a boundary that the parts do not hold. RFC 2046 section 5.1.1.

It stands apart from `delimiter` so that reading mail loads no digest, and loads the
digest itself when one is made: most mail that is sent is of one part.
"""

from collections.abc import Iterable


def choose_boundary(seed: bytes, bodies: Iterable[bytes] = ()) -> bytes:
    """Return a boundary made from `seed` that stands in none of `bodies`.

    It has "=_", which neither base64 nor quoted-printable can hold (RFC 2045 section
    6.7), so that only bodies in other encodings need be given.
    """
    import hashlib

    held = tuple(bodies)
    attempt = 0
    while True:
        digest = hashlib.sha256(b"%d:" % attempt + seed).hexdigest()
        boundary = b"=_" + digest[:32].encode()
        if not any(boundary in body for body in held):
            return boundary
        attempt += 1
