"""Times that know their zone, identifiers that differ, deadlines that hold."""

import re

from shell.clock import (
    deadline,
    epoch,
    fresh_identifier,
    fresh_msg_id_left,
    fresh_nonce,
    fresh_seed,
    monotonic,
    now,
)


def test_now_knows_its_offset() -> None:
    assert now().utcoffset() is not None
    assert abs(now().timestamp() - epoch()) < 5


def test_identifiers_are_many_and_plain() -> None:
    drawn = {fresh_identifier() for _ in range(1_000)}
    assert len(drawn) == 1_000
    assert all(re.fullmatch("[0-9a-f]{26}", each) for each in drawn)
    assert {letter for each in drawn for letter in each[-1]} > set("0f")


def test_the_left_side_of_a_msg_id_is_a_dot_atom() -> None:
    assert re.fullmatch(r"[0-9]{14}\.[0-9a-f]{26}", fresh_msg_id_left())


def test_a_nonce_holds_no_comma() -> None:
    assert re.fullmatch(rb"[!-+\--~]{20,}", fresh_nonce())


def test_seeds_differ() -> None:
    assert fresh_seed() != fresh_seed()


def test_a_step_ends_although_the_peer_drips() -> None:
    step = deadline(30, size=5_000)
    assert 29 < step.left() <= 30
    assert 64 < step.end - monotonic() <= 65
    assert deadline(0).left() == 0
