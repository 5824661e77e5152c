"""docs/performance.md: the last table, how it was measured, and the pictures."""

from collections.abc import Iterator

from bench import chart, corpus, sending, starting
from bench.bounds import GROWTH, Curves
from bench.places import ROOT
from bench.table import OURS, Row, grouped, number, verdicts

DOCS = ROOT / "docs"
# What is measured beside the peers and is none.
YARDSTICKS = frozenset({sending.BARE, *starting.BARE})
HOW = """\
# Performance

Written by `python -m bench --write`; `make bench` measures anew and prints the table.

{said}.

## How it is measured

- The corpora are made, the same each time: 2,000 small mails, 50 newsletters in
  quoted-printable, 20 mails with attachments of 1 to 25 MB, and shapes that cost some
  parsers the square of their size. `python -m bench PATH` adds a folder or an mbox.
- *Full* is parse, read the decoded text of every field, the addresses and the date,
  and decode every body. *Index* is parse, and list the parts with media type and file
  name. fast-mail-parser and mail-parser decode always; mail-parser has no index.
- First all libraries say what they found, leaf by leaf. Where two peers agree against
  puremail on a mail that is made, nothing is timed; in how many mails each differs
  stands in the row's name.
- Each library has a process of its own, and all are asked once a round, in turn. The
  figures are medians, ± half of what lies between the fastest and the slowest round,
  as a part of the median. Parsing and composing count CPU time, what goes over a line
  counts the clock.
- "beside" is how many times as fast as the peer puremail is: below 1 the peer is ahead.
- Sending goes to Postfix's smtp-sink, receiving comes from Dovecot; a proxy in another
  process delays each direction by 10 ms for the far server. *Octets made beforehand*
  go out by a bare socket that counts lines: what the sink takes, whoever sends.
- Growth is the time that the last of five doublings takes, everything asked that a
  message can be asked. Past `Limits` (10,000 parts, fields or members) what is left
  over is one piece, so that those curves grow flat. Two is linear.
- A mail's memory is how far the process grows at its highest, over the mail's octets.
"""


def write(rows: list[Row], curves: Curves, said: str) -> None:
    """Write the page and its two pictures."""
    pictures = DOCS / "pictures"
    pictures.mkdir(exist_ok=True)
    (pictures / "ratios.svg").write_text(chart.ratios(rows), "utf-8")
    if curves:
        (pictures / "growth.svg").write_text(chart.growth(curves), "utf-8")
    text = "\n".join(page(rows, said))
    (DOCS / "performance.md").write_text(text + "\n", "utf-8")


def page(rows: list[Row], said: str) -> Iterator[str]:
    """Yield the lines of the page."""
    yield HOW.format(said=said)
    yield "![Ratios](pictures/ratios.svg)"
    for group, those in grouped(rows):
        yield f"\n## {group}\n"
        if group == GROWTH:
            yield "![Growth](pictures/growth.svg)\n"
        yield "| | | | | beside |\n|---|---|--:|--:|--:|"
        for row in those:
            yield from table_lines(row)
    yield "\n## Where a peer is ahead\n"
    yield from ahead(rows) or ("Nowhere.",)
    yield "\n## What is short of its goal\n"
    yield (
        "Goals are for a machine with nothing else to do, and *must* is half the speed"
        " of *reach*. A bare `python -c pass` in the rows of start-up tells how busy"
        " this one was: 10 ms where it is idle.\n"
    )
    yield from short(rows)
    yield "\n## What `send` of a small mail imports\n"
    yield "| package | ms | modules |\n|---|--:|--:|"
    file = corpus.smalls(quick=True).first()
    for name, spent, modules in starting.budget(file):
        yield f"| {name} | {spent:.1f} | {modules} |"


def table_lines(row: Row) -> Iterator[str]:
    """Yield the lines of a row: the project's own first, then the peers by speed."""
    first = f"{row.name}, {row.unit}"
    for peer in sorted(row.samples, key=lambda each: (each != OURS, row.median(each))):
        ratio = row.ratio(peer)
        beside = "" if peer == OURS or ratio is None else f"{ratio:.2f}x"
        figures = f"{number(row.median(peer))} | ±{row.spread(peer) * 50:.0f}%"
        yield f"| {first} | {peer} | {figures} | {beside} |"
        first = ""
    for peer, why in row.missing.items():
        yield f"| {first} | {peer} | - | {why} | |"
        first = ""


def ahead(rows: list[Row]) -> list[str]:
    """Return a line for each peer that was faster."""
    return [
        f"- {row.name}: {peer}, {1 / ratio:.2f} times as fast"
        for row in rows
        for peer in row.samples
        if peer != OURS
        and peer not in YARDSTICKS
        and (ratio := row.ratio(peer)) is not None
        and ratio < 1
    ]


def short(rows: list[Row]) -> Iterator[str]:
    """Yield a line for each goal that is not reached."""
    for row in rows:
        for verdict in verdicts(row):
            if not verdict.endswith("reach"):
                yield f"- {row.name}: {verdict}"
