"""How fast an archive becomes a table: one core, two, and as it grows."""

import os
import random
import statistics
import tempfile
import time
from base64 import encodebytes
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from quopri import encodestring
from typing import TYPE_CHECKING

from attrs import frozen
from rich.table import Table

from core.mbox import serialize_mbox_entry
from examples.archive import engine
from examples.archive.shards import messages, shards

if TYPE_CHECKING:
    from distributed import Client
    from rich.console import Console

SEED = 20261123
DATE = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SIZES = (32, 64, 128)
"""Sizes of the archives, in millions of octets."""
SHARD = 4_000_000
ROUNDS = 3
WORDS = (
    *("the", "of", "and", "to", "in", "mail", "is", "octets", "line", "for", "that"),
    *("reply", "header", "it", "with", "message", "as", "was", "on", "folder", "be"),
    *("Grüße", "naïve", "server", "by", "list", "are", "this", "archive", "from"),
)


@frozen
class Way:
    """A way to run shards, and how much processor time it has taken, in seconds."""

    name: str
    run: engine.Run
    taken: Callable[[], float]


@frozen
class Taken:
    """Seconds by the clock and of processors that one archive took."""

    clock: float
    processors: float


def measure(console: "Console") -> None:
    """Build the archives, run them in turns, and print medians and ratios."""
    with (
        tempfile.TemporaryDirectory(prefix="archive-bench-") as folder,
        engine.local_workers(1) as one,
        engine.local_workers(2) as two,
    ):
        boxes = [_written(Path(folder), size) for size in SIZES]
        ways = (
            Way("this process", engine.run_here, time.process_time),
            _way("one worker", one),
            _way("two workers", two),
        )
        for way in ways:
            _taken(boxes[0], way)
        table = Table("archive", "messages", "by", "s", "processor s", "messages/s")
        for heading in ("MB/s", "ratio"):
            table.add_column(heading, justify="right")
        for box in boxes:
            _add_rows(table, box, ways)
    console.print(table)
    console.print(
        f"Medians of {ROUNDS}, from lowest to highest; the ratio is to this process. "
        f"Load at the end {os.getloadavg()[0]:.1f}."
    )


def _way(name: str, client: "Client") -> Way:
    """Return the way over the workers of `client`, whose time counts too."""

    def taken() -> float:
        workers: dict[str, float] = client.run(time.process_time)
        return time.process_time() + sum(workers.values())

    return Way(name, engine.run_on(client), taken)


def _add_rows(table: Table, box: Path, ways: tuple[Way, ...]) -> None:
    """Measure one archive each way, in alternation."""
    size = box.stat().st_size / 1e6
    count = sum(1 for shard in shards([box]) for _ in messages(shard))
    rounds = [[_taken(box, way) for way in ways] for _ in range(ROUNDS)]
    alone = 0.0
    for way, taken in zip(ways, zip(*rounds, strict=True), strict=True):
        clocks = sorted(each.clock for each in taken)
        median = statistics.median(clocks)
        alone = alone or median
        table.add_row(
            f"{size:.0f} MB",
            f"{count:,}",
            way.name,
            f"{median:.2f} ({clocks[0]:.2f}-{clocks[-1]:.2f})",
            f"{statistics.median(each.processors for each in taken):.2f}",
            f"{count / median:,.0f}",
            f"{size / median:.0f}",
            f"{alone / median:.2f}",
        )


def _taken(box: Path, way: Way) -> Taken:
    """Return what one archive takes, from its mail to its table."""
    with tempfile.TemporaryDirectory(dir=box.parent) as folder:
        before, begun = way.taken(), time.perf_counter()
        table = Path(folder, "mail.parquet")
        engine.archive_to_parquet([box], table, way.run, octets=SHARD)
        clock = time.perf_counter() - begun
        return Taken(clock, way.taken() - before)


def _written(folder: Path, size: int) -> Path:
    """Write an mbox of `size` million octets, the same in every run."""
    box = folder / f"{size}.mbox"
    drawn = random.Random(SEED)
    number = 0
    with box.open("wb") as file:
        while file.tell() < size * 1_000_000:
            number += 1
            octets = _message(drawn, number)
            file.write(serialize_mbox_entry(octets, "list@example.org", DATE))
    return box


def _message(drawn: random.Random, number: int) -> bytes:
    """Return a message: seven in ten plain, two newsletters, one with a file."""
    kinds: tuple[Callable[[random.Random], str], ...] = (_newsletter, _with_file)
    body = drawn.choices((_plain, *kinds), (7, 2, 1))[0](drawn)
    subject = (
        "=?utf-8?q?Gr=C3=BC=C3=9Fe?= "
        + _prose(drawn, 5).encode("ascii", "ignore").decode()
    )
    fields = (
        *(f"Received: from a{hop}.example by b.example; {DATE:%c}" for hop in range(4)),
        f"Date: {DATE:%a, %d %b %Y} {number // 60 % 24:02}:{number % 60:02}:00 +0100",
        f"From: Ann Sender <ann{number % 97}@example.org>",
        f"To: b{number % 89}@example.net, Carl <c{number % 83}@example.com>",
        f"Subject: {subject}",
        f"Message-ID: <{number}.{drawn.getrandbits(64):x}@example.org>",
        f"References: <{max(number - 7, 1)}@example.org>",
        "MIME-Version: 1.0",
        body,
    )
    return "\n".join(fields).encode()


def _prose(drawn: random.Random, words: int) -> str:
    lines = [drawn.choices(WORDS, k=min(12, words)) for _ in range(0, words, 12)]
    return "\n".join(" ".join(line) for line in lines)


def _plain(drawn: random.Random) -> str:
    text = _prose(drawn, drawn.randint(40, 600))
    return (
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        f"{text}\n"
    )


def _newsletter(drawn: random.Random) -> str:
    text = _prose(drawn, 800)
    page = text.replace("\n", '</p>\n<p style="margin: 0 auto; color: #333">')
    html = encodestring(page.encode()).decode()
    quoted = "Content-Transfer-Encoding: quoted-printable\n\n"
    return (
        'Content-Type: multipart/alternative; boundary="=_b"\n\n'
        f"--=_b\nContent-Type: text/plain; charset=utf-8\n{quoted}"
        f"{encodestring(text.encode()).decode()}\n"
        f"--=_b\nContent-Type: text/html; charset=utf-8\n{quoted}{html}\n--=_b--\n"
    )


def _with_file(drawn: random.Random) -> str:
    content = encodebytes(drawn.randbytes(drawn.randint(10_000, 200_000))).decode()
    return (
        'Content-Type: multipart/mixed; boundary="=_m"\n\n--=_m\n'
        f"{_plain(drawn)}\n--=_m\n"
        "Content-Type: application/pdf\n"
        'Content-Disposition: attachment; filename="report.pdf"\n'
        f"Content-Transfer-Encoding: base64\n\n{content}\n--=_m--\n"
    )
