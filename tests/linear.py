"""Work that is linear: told by the processor time that a large input takes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

# Seconds. Linear work on what the tests give takes a fraction, quadratic work minutes.
CEILING = 10.0


@contextmanager
def in_linear_time() -> Iterator[None]:
    """Fail where what is done inside takes more than that."""
    before = time.process_time()
    yield
    assert time.process_time() - before < CEILING
