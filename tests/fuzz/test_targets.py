"""Every target runs on a few hundred inputs, the same ones each time."""

import itertools

import pytest

from tests.fuzz.inputs import inputs, tokens
from tests.fuzz.target import Target, cut
from tests.fuzz.targets import TARGETS

COUNT = 300


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda target: target.name)
def test_nothing_is_found(target: Target) -> None:
    for octets in itertools.islice(inputs(target, seed=1), COUNT):
        target.check(octets)


def test_inputs_differ_and_come_again() -> None:
    target = Target(lambda octets: None, (b"abc",))
    some = list(itertools.islice(inputs(target, seed=1), 200))
    assert some == list(itertools.islice(inputs(target, seed=1), 200))
    assert len(set(some)) > 100


def test_what_breaks_a_law_is_found() -> None:
    def law(octets: bytes) -> None:
        assert b"\r\n.\r\n" not in octets

    found = []
    for octets in itertools.islice(inputs(Target(law, (b"abc",)), seed=1), 2000):
        try:
            law(octets)
        except AssertionError:
            found.append(octets)
    assert found != []


def test_the_dictionary_is_read() -> None:
    words = tokens()
    assert b"\r\n" in words
    assert b'"a b"@c' in words
    assert all(words)


def test_pieces_make_the_whole() -> None:
    for count in range(10):
        octets = bytes([count]) + bytes(range(1, 40))
        whole, pieces = cut(octets)
        assert b"".join(pieces) == whole
        assert octets.endswith(whole)
