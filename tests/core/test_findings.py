"""Defects of pieces as those of the whole: moved to their place, and counted."""

from hypothesis import given
from hypothesis import strategies as st

from core.defect import Defect, DefectKind
from core.findings import capped, moved
from core.limits import Limits
from core.span import Span

DEFECTS = st.lists(
    st.builds(
        lambda kind, start, size: Defect(kind, Span(start, start + size)),
        st.sampled_from(DefectKind),
        st.integers(0, 99),
        st.integers(0, 9),
    ),
    max_size=6,
)


@given(DEFECTS, st.integers(0, 999))
def test_moved_defects_are_the_same_elsewhere(defects: list[Defect], by: int) -> None:
    found = list(moved(defects, by))
    assert [each.kind for each in found] == [each.kind for each in defects]
    assert [(each.span.start - by, each.span.stop - by) for each in found] == [
        (each.span.start, each.span.stop) for each in defects
    ]


@given(DEFECTS, st.integers(1, 6))
def test_as_many_as_allowed_are_kept_and_one_says_there_are_more(
    defects: list[Defect], most: int
) -> None:
    found = capped(defects, Limits(defects=most))
    assert found[:most] == tuple(defects[:most])
    more = [Defect(DefectKind.LIMIT_DEFECTS, each.span) for each in defects[most:]]
    assert found[most:] == tuple(more[:1])
