"""Envelopes and submissions that cannot be: to nobody, twice to one, of no size."""

from collections.abc import Callable

import pytest

from core.header.address import AddrSpec
from core.smtp.envelope import Envelope, Notices, Notify, Submission
from core.smtp.path import ForwardPath, ReversePath

NOBODY = ReversePath(None)
ANN, BOB = (ForwardPath(AddrSpec(name, "example.org")) for name in ("ann", "bob"))
TO_ANN = Envelope(NOBODY, (ANN,))


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("forward_paths", lambda: Envelope(NOBODY, ())),
        ("forward_paths", lambda: Envelope(NOBODY, (ANN, BOB, ANN))),
        ("notify", lambda: Notices(notify=(Notify.NEVER, Notify.DELAY))),
        ("notify", lambda: Notices(notify=(Notify.DELAY, Notify.DELAY))),
        ("envelope_id", lambda: Notices(envelope_id="a\r\nb")),
        ("envelope_id", lambda: Notices(envelope_id="é")),
        ("envelope_id", lambda: Notices(envelope_id="a" * 101)),
        ("size", lambda: Submission(envelope=TO_ANN, source="a", size=-1)),
    ],
)
def test_what_cannot_be_sent(field: str, make: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=field):
        make()


def test_what_just_can() -> None:
    assert Envelope(NOBODY, (ANN, BOB)).forward_paths == (ANN, BOB)
    assert Notices(notify=(Notify.NEVER,), envelope_id="a" * 100).notify
    assert Submission(envelope=TO_ANN, source="a", size=0).size == 0
