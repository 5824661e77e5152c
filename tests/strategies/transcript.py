"""How to draw transcripts."""

from hypothesis import strategies as st

from core.transcript import (
    PROTOCOLS,
    Began,
    Ended,
    Heard,
    Kept,
    Poured,
    Pouring,
    Secured,
    TranscriptRecord,
    Wrote,
)

# What JSON Lines keep: microseconds.
TIMES = st.integers(0, 10**12).map(lambda time: time / 10**6)
OCTETS = st.binary(max_size=30)
TEXTS = st.text(max_size=12)
NUMBERS = st.lists(st.integers(1, 10**19), max_size=3).map(tuple)


def records() -> st.SearchStrategy[TranscriptRecord]:
    """Return records of every kind."""
    return st.one_of(
        st.builds(
            Began,
            time=TIMES,
            protocol=st.sampled_from(PROTOCOLS),
            server=TEXTS,
            trusted=st.booleans(),
        ),
        st.builds(Wrote, TIMES, OCTETS),
        st.builds(Pouring, TIMES, TEXTS),
        st.builds(Poured, TIMES, TEXTS, st.integers(0, 10**12), TEXTS),
        st.builds(Heard, TIMES, OCTETS),
        st.builds(Secured, TIMES, TEXTS),
        st.builds(Kept, TIMES, NUMBERS, NUMBERS),
        st.builds(Ended, TIMES, TEXTS),
    )
