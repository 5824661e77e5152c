"""How time grows as each hostile shape is doubled, in a process of its own.

    python -m bench.growing DOUBLINGS ROUNDS

Prints JSON: for each shape the octets and the seconds of CPU, median of the rounds,
at each size. Everything a message can be asked is asked.
"""

import gc
import json
import sys
import time
from math import log
from statistics import median

from bench.hostile import SHAPES


def seconds(octets: bytes) -> float:
    """Return how long it takes to parse `octets` and to ask for everything."""
    from core.message import parse_message

    gc.collect()
    began = time.process_time()
    message = parse_message(octets)
    _ = message.texts, message.to, message.cc, message.subject, message.defects
    for part in message.parts:
        _ = part.file_name, part.content, part.text
    return time.process_time() - began


def curve(shape: str, doublings: int, rounds: int) -> list[tuple[int, float]]:
    """Return the sizes in octets and the seconds for a shape."""
    make, count = SHAPES[shape]
    inputs = [make(count << step) for step in range(doublings + 1)]
    samples: list[list[float]] = [[] for _ in inputs]
    for _ in range(rounds):
        for octets, found in zip(inputs, samples, strict=True):
            found.append(seconds(octets))
    return [
        (len(octets), median(found))
        for octets, found in zip(inputs, samples, strict=True)
    ]


def factor(points: list[tuple[int, float]]) -> float:
    """Return the time that the last doubling of the input takes, as a multiple."""
    (small, before), (large, after) = points[-2:]
    return float((after / before) ** (log(2) / log(large / small)))


def main() -> None:
    doublings, rounds = int(sys.argv[1]), int(sys.argv[2])
    print(json.dumps({shape: curve(shape, doublings, rounds) for shape in SHAPES}))


if __name__ == "__main__":
    main()
