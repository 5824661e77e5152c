"""Inputs for a target: its seeds, messages of tests/vectors, and changed ones."""

import random
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz.target import Target

VECTORS = Path(__file__).parent.parent / "vectors"
DICTIONARY = Path(__file__).parent / "mail.dict"
LARGEST = 65_536


def corpus(target: Target) -> list[bytes]:
    """Return the inputs that a search begins with."""
    found = [b"", *target.seeds]
    if target.whole:
        files = sorted(path for path in VECTORS.rglob("*") if path.is_file())
        found += [
            file.read_bytes()
            for file in files
            if file.suffix != ".py" and file.stat().st_size <= LARGEST
        ]
    return found


def tokens() -> list[bytes]:
    """Return the words of the dictionary. LibFuzzer's form: `name="octets"`."""
    lines = DICTIONARY.read_text("ascii").splitlines()
    return [
        line.partition('"')[2]
        .removesuffix('"')
        .encode("ascii")
        .decode("unicode_escape")
        .encode("latin-1")
        for line in lines
        if '"' in line and not line.startswith("#")
    ]


def changed(
    octets: bytes, others: list[bytes], words: list[bytes], dice: random.Random
) -> bytes:
    """Return `octets` after one change: cut, doubled, flipped, spliced, or grown."""
    start = dice.randint(0, len(octets))
    stop = dice.randint(start, len(octets))
    head, middle, tail = octets[:start], octets[start:stop], octets[stop:]
    match dice.randrange(7):
        case 0:
            return head + tail
        case 1:
            return head + middle + middle + tail
        case 2:
            flipped = bytes(octet ^ 1 << dice.randrange(8) for octet in middle[:1])
            return head + flipped + middle[1:] + tail
        case 3:
            return head + dice.choice(others)[start:]
        case 4:
            return head + dice.choice(words) + middle + tail
        case 5:
            return head + dice.choice(words) + tail
        case _:
            return head + dice.randbytes(dice.randrange(4)) + middle + tail


def inputs(target: Target, seed: int) -> Iterator[bytes]:
    """Yield inputs without end, the same ones for the same `seed`."""
    dice = random.Random(seed)
    pool = corpus(target)
    words = tokens()
    yield from pool
    while True:
        octets = dice.choice(pool)
        for _ in range(dice.randint(1, 4)):
            octets = changed(octets, pool, words, dice)[:LARGEST]
        yield octets
