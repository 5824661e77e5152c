"""What was measured: rows, each with its peers, and how a table of them looks."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from statistics import median
from types import MappingProxyType

from attrs import field, frozen

OURS = "puremail"


@frozen
class Goal:
    """How many times as fast as `peer` the project is to be."""

    peer: str
    reach: float

    @property
    def must(self) -> float:
        """The least that will do: half the speed."""
        return self.reach / 2


@frozen(kw_only=True)
class Row:
    """One thing measured beside its peers.

    `samples` has what each took, in `unit`, once a round. `missing` has the peers
    that could not be asked, and why. A `ceiling` is for rows without peers: what
    the project may take at most.
    """

    group: str
    name: str
    unit: str
    samples: Mapping[str, tuple[float, ...]]
    missing: Mapping[str, str] = field(factory=lambda: MappingProxyType({}))
    goals: tuple[Goal, ...] = ()
    ceiling: float | None = None

    def median(self, peer: str) -> float:
        """Return the median of what `peer` took."""
        return median(self.samples[peer])

    def spread(self, peer: str) -> float:
        """Return how far the samples lie apart, as a part of their median."""
        samples = self.samples[peer]
        return (max(samples) - min(samples)) / (median(samples) or 1.0)

    def ratio(self, peer: str) -> float | None:
        """Return how many times as fast as `peer` the project is, if it took any."""
        ours = self.samples.get(OURS)
        if peer not in self.samples or not ours or not median(ours):
            return None
        return self.median(peer) / median(ours)


def verdicts(row: Row) -> Iterator[str]:
    """Yield what became of each goal of `row`, in a few words."""
    for goal in row.goals:
        ratio = row.ratio(goal.peer)
        if ratio is None:
            continue
        met = (
            "reach" if ratio >= goal.reach else "must" if ratio >= goal.must else "MISS"
        )
        yield f"{goal.peer} {ratio:.3g}x of {goal.reach:g} (must {goal.must:g}): {met}"
    if row.ceiling is not None and OURS in row.samples:
        # Twice the time is the must; memory and growth have none but the goal.
        most = 2 * row.ceiling if row.unit == "ms" else row.ceiling
        took = row.median(OURS)
        met = "reach" if took <= row.ceiling else "must" if took <= most else "MISS"
        yield f"at most {row.ceiling:g} {row.unit} (must {most:g}): {met}"


def number(value: float) -> str:
    """Return `value` with three figures, and no exponent."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def grouped(rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Yield each group with its rows, which stand side by side."""
    for group, those in groupby(rows, key=lambda row: row.group):
        yield group, list(those)


def lines(rows: list[Row]) -> Iterator[str]:
    """Yield the lines of a table for a terminal."""
    for group, those in grouped(rows):
        yield f"\n{group}"
        for row in those:
            yield from row_lines(row)


def row_lines(row: Row) -> Iterator[str]:
    """Yield the lines of a row: the fastest first, then who is missing, the goals."""
    yield f"  {row.name}, {row.unit}"
    for peer in sorted(row.samples, key=row.median):
        ratio = row.ratio(peer)
        beside = "" if peer == OURS or ratio is None else f"{ratio:8.2f}x"
        yield (
            f"    {peer:<22}{number(row.median(peer)):>9}"
            f"  ±{row.spread(peer) * 50:3.0f}%{beside}"
        )
    for peer, why in row.missing.items():
        yield f"    {peer:<22}        -  {why}"
    for verdict in verdicts(row):
        yield f"      {verdict}"


def as_json(rows: list[Row]) -> list[dict[str, object]]:
    """Return the rows as values that JSON can hold."""
    return [
        {
            "group": row.group,
            "name": row.name,
            "unit": row.unit,
            "samples": {peer: list(each) for peer, each in row.samples.items()},
            "medians": {peer: row.median(peer) for peer in row.samples},
            "ratios": {peer: row.ratio(peer) for peer in row.samples if peer != OURS},
            "missing": dict(row.missing),
            "goals": [[each.peer, each.must, each.reach] for each in row.goals],
            "ceiling": row.ceiling,
        }
        for row in rows
    ]
