"""A listing while it is read: which of its unique-ids may stand twice."""

from hashlib import sha256

from core.pop3.entries import Sieve
from core.pop3.listing import (
    parse_unique_ids,
)


def test_every_repeated_unique_id_is_found() -> None:
    once = b"".join(b"%d once-%d\r\n" % (n, n) for n in range(1, 1001))
    again = b"".join(b"%d again-%d\r\n" % (n, n % 500) for n in range(1001, 2001))
    ids = parse_unique_ids((once, again)).value
    assert [n for n in range(1, 2001) if ids.of(n) is None] == list(range(1001, 2001))


def test_a_sieve_holds_back_all_that_repeats_and_little_else() -> None:
    ids = [sha256(b"%d" % n).hexdigest().encode() for n in range(3000)]
    sieve = Sieve(64 * len(ids))
    for unique_id in ids:
        sieve.meet(unique_id)
    assert len(sieve.suspects) < 30
    for unique_id in ids:
        sieve.meet(unique_id)
    assert sieve.suspects == set(ids)


def alike(name: bytes) -> bool:
    """Return whether a sieve of two lines takes `name` for one that came before."""
    sieve = Sieve(16)
    sieve.meet(b"aaaa")
    sieve.meet(name)
    return name in sieve.suspects


def test_what_only_seems_to_repeat_keeps_its_unique_id() -> None:
    """Two that have one checksum, as far as it counts, are not the same."""
    other = next(
        name for name in map(b"%d".__mod__, range(1000, 10_000)) if alike(name)
    )
    lines = b"1 aaaa\r\n", b"2 %b\r\n" % other
    parsed = parse_unique_ids(lines)
    assert parsed.defects == ()
    assert [parsed.value.of(n) for n in (1, 2)] == [b"aaaa", other]
