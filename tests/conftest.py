"""Hypothesis profiles for every test, and signals as a terminal would have them."""

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest
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

# Tests that start processes and servers, or run until time tells: `make test` has
# them, `make check` does not.
TESTS = Path(__file__).parent
SLOW_FOLDERS = tuple(
    TESTS / folder
    for folder in (
        "examples",
        "fuzz",
        "servers",
        "shell/delivery",
        "shell/recv",
        "shell/sandbox",
        "shell/send",
        "simulation",
    )
)
SLOW_NAMES = ("time_stays_low", "linear", "in_bounded_", "test_examples_run")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(TESTS) and (
            any(map(item.path.is_relative_to, SLOW_FOLDERS))
            or any(name in item.name for name in SLOW_NAMES)
        ):
            item.add_marker(pytest.mark.slow)
