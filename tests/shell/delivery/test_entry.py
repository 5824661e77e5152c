"""How much of a message is taken before it is given up."""

import pytest

from shell.delivery.entry import SLACK, ceiling


@pytest.mark.parametrize(
    ("listed", "most", "room", "limit"),
    [
        (10, None, None, SLACK),
        (SLACK, None, None, 2 * SLACK),
        (10, 500, None, 500),
        (10, None, 400, 400),
        (10, 500, 400, 400),
        (None, None, None, None),
        (None, 7, None, 7),
    ],
)
def test_the_limit_of_a_message(
    listed: int | None, most: int | None, room: int | None, limit: int | None
) -> None:
    assert ceiling(listed, most, room) == limit
