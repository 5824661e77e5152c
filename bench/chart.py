"""The two pictures of docs/performance.md, as SVG: growth, and ratios."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import chain
from math import log10

from attrs import frozen

from bench.bounds import GROWTH, Curves
from bench.table import OURS, Row

WIDTH, HEIGHT, LEFT, TOP = 860, 520, 70, 40
# The plane of the curves, and where its key stands.
ACROSS, DOWN, KEY = 560, HEIGHT - TOP - 60, 650
# Told apart by those who see red and green alike.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#333333")
STYLE = "font-family:system-ui,sans-serif;font-size:12px"


def _svg(title: str, height: int, shapes: Iterator[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        f' role="img" aria-label="{escape(title)}" style="{STYLE}">\n'
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>\n'
        f'<text x="{LEFT}" y="22" style="font-size:15px">{escape(title)}</text>\n'
        + "\n".join(shapes)
        + "\n</svg>\n"
    )


@frozen
class Plane:
    """Where a size in octets and a time in seconds stand, both logarithmic.

    `sizes` and `times` are the ends of the axes, as powers of ten.
    """

    sizes: tuple[float, float]
    times: tuple[float, float]

    def x(self, octets: float) -> float:
        """Return how far to the right a size stands."""
        low, high = self.sizes
        return LEFT + (log10(octets) - low) / (high - low) * ACROSS

    def y(self, seconds: float) -> float:
        """Return how far down a time stands."""
        low, high = self.times
        return TOP + DOWN - (log10(seconds) - low) / (high - low) * DOWN


def growth(curves: Curves) -> str:
    """Return the time over the size of each hostile shape, on log-log axes."""
    points = [point for curve in curves.values() for point in curve]
    sizes = [log10(size) for size, _ in points]
    times = [log10(seconds) for _, seconds in points]
    plane = Plane((min(sizes), max(sizes)), (min(times), max(times)))
    shapes = chain(_grid(plane), _linear(plane), _curves(plane, curves))
    return _svg("Time over size of input, both logarithmic", HEIGHT, shapes)


def _grid(plane: Plane) -> Iterator[str]:
    """Yield a line and its label for each power of ten, kB to MB and µs to s."""
    for power in range(3, 9):
        if plane.sizes[0] <= power <= plane.sizes[1]:
            at = plane.x(10**power)
            yield _line(at, TOP, at, TOP + DOWN, "#dddddd")
            yield _text(at - 18, TOP + DOWN + 20, f"{10**power / 1e6:g} MB")
    for power in range(-5, 3):
        if plane.times[0] <= power <= plane.times[1]:
            at = plane.y(10.0**power)
            yield _line(LEFT, at, LEFT + ACROSS, at, "#dddddd")
            yield _text(8, at + 4, f"{10.0 ** (power + 3):g} ms")


def _linear(plane: Plane) -> Iterator[str]:
    """Yield what linear growth looks like, from the corner of the plane."""
    (low, high), (least, _) = plane.sizes, plane.times
    end = plane.y(10 ** (least + high - low))
    corners = [(LEFT, plane.y(10**least)), (LEFT + ACROSS, end)]
    yield _path(corners, "#999999", "6 4")


def _curves(plane: Plane, curves: Curves) -> Iterator[str]:
    """Yield each curve, and its line in the key."""
    for index, (name, curve) in enumerate(curves.items()):
        colour = COLOURS[index % len(COLOURS)]
        dash = "" if index < len(COLOURS) else "3 3"
        points = [(plane.x(size), plane.y(seconds)) for size, seconds in curve]
        yield _path(points, colour, dash)
        level = TOP + 12 + 20 * index
        yield _path([(KEY, level), (KEY + 30, level)], colour, dash)
        yield _text(KEY + 38, level + 4, name)
    yield _text(KEY + 38, TOP + 12 + 20 * len(curves) + 4, "dashed grey: linear")


def ratios(rows: list[Row]) -> str:
    """Return how many times as fast as each peer the project is, row by row."""
    bars = [
        (row.name.partition(" (")[0], peer, ratio)
        for row in rows
        if row.group != GROWTH
        for peer in row.samples
        if peer != OURS and (ratio := row.ratio(peer)) is not None and ratio > 0
    ]
    height = TOP + 40 + 17 * len(bars)
    least, most = -1.5, 3.0

    def x(ratio: float) -> float:
        at = min(max(log10(ratio), least), most)
        return 430 + (at - least) / (most - least) * 370

    def shapes() -> Iterator[str]:
        for power in (-1, 0, 1, 2, 3):
            colour = "#333333" if power == 0 else "#dddddd"
            yield _line(x(10**power), TOP, x(10**power), height - 34, colour)
            yield _text(x(10**power) - 8, height - 16, f"{10.0**power:g}x")
        for index, (name, peer, ratio) in enumerate(bars):
            level = TOP + 10 + 17 * index
            colour = COLOURS[0] if ratio >= 1 else COLOURS[1]
            start, stop = sorted((x(1), x(ratio)))
            yield _text(8, level + 4, f"{name}: {peer}"[:66])
            yield (
                f'<rect x="{start:.1f}" y="{level - 5}" width="{stop - start:.1f}"'
                f' height="10" fill="{colour}"/>'
            )
            yield _text(stop + 4, level + 4, f"{ratio:.3g}")

    title = "How many times as fast as each peer (blue: puremail ahead)"
    return _svg(title, height, shapes())


def _line(left: float, top: float, right: float, bottom: float, colour: str) -> str:
    return (
        f'<line x1="{left:.1f}" y1="{top:.1f}" x2="{right:.1f}" y2="{bottom:.1f}"'
        f' stroke="{colour}"/>'
    )


def _path(points: Sequence[tuple[float, float]], colour: str, dash: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"'
        f' stroke-dasharray="{dash}"/>'
    )


def _text(left: float, level: float, text: str) -> str:
    return f'<text x="{left:.1f}" y="{level:.1f}">{escape(text)}</text>'
