"""What is measured is right: corpora that stay the same, libraries that agree."""

import hashlib
import itertools
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from bench import chart, growing, mails, peer, readers
from bench.hostile import SHAPES
from bench.table import OURS, Goal, Row, as_json, lines, verdicts
from core.message import parse_message

KINDS = {
    "small": lambda: mails.smalls(12),
    "newsletter": lambda: mails.newsletters(2),
    "attachment": lambda: mails.attachments((20_000, 100_000)),
}
ROW = Row(
    group="Parsing",
    name="small mails",
    unit="ms",
    samples={OURS: (1.0, 2.0, 3.0), "slow": (20.0, 10.0, 30.0), "quick": (1.0,) * 3},
    missing={"other": "not installed"},
    goals=(Goal("slow", 10), Goal("quick", 2), Goal("other", 2)),
    ceiling=2.5,
)


@pytest.mark.parametrize("kind", KINDS)
def test_mails_are_the_same_each_time_and_well_formed(kind: str) -> None:
    made = list(KINDS[kind]())
    assert made == list(KINDS[kind]())
    assert len({hashlib.sha256(octets).digest() for octets in made}) == len(made)
    assert all(parse_message(octets).defects == () for octets in made)


def test_small_mails_are_of_every_kind() -> None:
    trees = [parse_message(octets) for octets in mails.smalls(60)]
    encodings = {part.encoding for tree in trees for part in tree.parts}
    assert encodings == {"7bit", "quoted-printable", "base64"}
    assert {tree.html is None for tree in trees} == {True, False}
    assert any(not (tree.subject or "").isascii() for tree in trees)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("library", [readers.stdlib, readers.compat32])
def test_libraries_find_the_same(
    kind: str, library: Callable[[], readers.Reader]
) -> None:
    ours, theirs = readers.puremail(), library()
    for octets in KINDS[kind]():
        assert peer.found(ours, octets) == peer.found(theirs, octets)


@pytest.mark.parametrize("shape", SHAPES)
def test_hostile_shapes_double(shape: str) -> None:
    make, count = SHAPES[shape]
    small, large = len(make(count)), len(make(2 * count))
    assert 1.8 < large / small <= 2.2
    assert parse_message(make(count)).octets == make(count)


def test_factor_is_that_of_one_doubling() -> None:
    assert growing.factor([(1, 9.0), (1_000, 1.0), (2_000, 2.0)]) == pytest.approx(2)
    assert growing.factor([(1_000, 1.0), (4_000, 16.0)]) == pytest.approx(4)


def test_table_says_what_was_met() -> None:
    assert ROW.ratio("slow") == 10
    assert [each.rpartition(": ")[2] for each in verdicts(ROW)] == [
        "reach",
        "MISS",
        "reach",
    ]
    text = "\n".join(lines([ROW]))
    assert "10.00x" in text
    assert "not installed" in text
    assert as_json([ROW])[0]["medians"] == {OURS: 2.0, "slow": 20.0, "quick": 1.0}


def test_pictures_are_svg() -> None:
    curves = {
        shape: [(1_000 * 2**step, 0.001 * 2**step) for step in range(4)]
        for shape in itertools.islice(SHAPES, 9)
    }
    for picture in (chart.growth(curves), chart.ratios([ROW])):
        assert ET.fromstring(picture).tag == "{http://www.w3.org/2000/svg}svg"
