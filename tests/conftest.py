"""Hypothesis profiles for every test, and signals as a terminal would have them."""

import os
import signal
from contextlib import suppress

from hypothesis import HealthCheck, settings

settings.register_profile(
    "quick",
    derandomize=True,
    max_examples=60,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# `make check`: the same search, cut short.
settings.register_profile(
    "check",
    settings.get_profile("quick"),
    max_examples=12,
)
settings.register_profile(
    "deep",
    max_examples=5_000,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

# Whoever starts the tests in the background may have these ignored, and so would
# every command under test.
with suppress(ValueError):  # Only the main thread may, and only it starts commands.
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)
