"""Defects of a piece brought together into those of a whole."""

from collections.abc import Iterable, Iterator
from itertools import islice

from core.defect import Defect, DefectKind
from core.limits import Limits
from core.span import Span


def moved(defects: Iterable[Defect], start: int) -> Iterator[Defect]:
    """Yield the defects of octets that stand at offset `start` of a larger input."""
    for defect in defects:
        span = Span(start + defect.span.start, start + defect.span.stop)
        yield Defect(defect.kind, span)


def capped(defects: Iterable[Defect], limits: Limits) -> tuple[Defect, ...]:
    """Return the first `limits.defects`, and LIMIT_DEFECTS where the rest begins."""
    waiting = iter(defects)
    kept = tuple(islice(waiting, limits.defects))
    more = next(waiting, None)
    if more is None:
        return kept
    return (*kept, Defect(DefectKind.LIMIT_DEFECTS, more.span))
