"""The digests of a message are the same however it was cut."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from shell.delivery.store import Digest

OCTETS = st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"a", b"Subject: x"])).map(
    b"".join
)


@given(OCTETS, st.lists(st.integers(0, 7)))
def test_cuts_do_not_show(octets: bytes, sizes: list[int]) -> None:
    digest = Digest()
    rest = octets
    for size in sizes:
        digest.update(rest[:size])
        rest = rest[size:]
    digest.update(rest)
    end = octets.find(b"\r\n\r\n")
    head = octets if end < 0 else octets[: end + 4]
    assert digest.size == len(octets)
    assert digest.whole == sha256(octets).hexdigest()
    assert digest.head == sha256(head).hexdigest()
