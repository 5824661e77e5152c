"""Ceilings that no parser can be given: none at all, or a tree too deep to hold."""

import attrs
import pytest

from core.limits import DEPTH_CEILING, Limits


@pytest.mark.parametrize("name", [each.name for each in attrs.fields(Limits)])
@pytest.mark.parametrize("ceiling", [0, -1])
def test_every_limit_is_at_least_1(name: str, ceiling: int) -> None:
    with pytest.raises(ValueError, match=rf"Limits\.{name} must be"):
        Limits(**{name: ceiling})
    assert getattr(Limits(**{name: 1}), name) == 1


def test_a_tree_is_no_deeper_than_it_can_be_compared() -> None:
    assert Limits(depth=DEPTH_CEILING).depth == DEPTH_CEILING
    with pytest.raises(ValueError, match=r"Limits\.depth must be"):
        Limits(depth=DEPTH_CEILING + 1)
