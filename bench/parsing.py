"""The rows of parsing: small mails, newsletters, attachments, and what was given."""

import importlib.util
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from bench import corpus, gmime
from bench.corpus import Corpus
from bench.peer import RAISED
from bench.rounds import (
    BENCH_PYTHON,
    Ask,
    alternate,
    answered,
    asked,
    python_peer,
)
from bench.table import OURS, Goal, Row

GMIME = "GMime"
FAST = "fast-mail-parser"
MAIL_PARSER = "mail-parser"
NAMES = {
    OURS: "puremail",
    "stdlib": "stdlib",
    "compat32": "compat32",
    FAST: "fast_mail_parser",
    MAIL_PARSER: "mail_parser",
    "flanker": "flanker",
}
# performance.md's own figures: what to reach, and half of it as a must.
GOALS = {
    ("small mails", "full"): (("stdlib", 40), ("compat32", 5), (GMIME, 1.0)),
    ("small mails", "index"): (("stdlib", 40), (FAST, 0.9), (GMIME, 2)),
    ("newsletters", "full"): (("stdlib", 16), (FAST, 0.75)),
    ("attachments", "full"): (("stdlib", 45), (FAST, 1.0), (GMIME, 2.5)),
    ("attachments", "index"): (("stdlib", 350), (FAST, 0.9)),
}
REAL_GOALS = {
    "full": (("stdlib", 30), (GMIME, 1.0)),
    "index": (("stdlib", 40),),
}


def rows(paths: list[Path], *, quick: bool) -> Iterator[Row]:
    """Yield the rows of all corpora, with what each peer took in milliseconds."""
    makers = (corpus.smalls, corpus.newsletters, corpus.attachments)
    for make in makers:
        yield from of_corpus(make(quick=quick), rounds=3 if quick else 5, made=True)
    for path in paths:
        yield from of_corpus(corpus.given(path), rounds=3 if quick else 5, made=False)


def of_corpus(mails: Corpus, *, rounds: int, made: bool) -> Iterator[Row]:
    """Yield the rows of one corpus, `made` here or given: full, and index."""
    with ExitStack() as stack:
        peers: dict[str, Ask] = {}
        missing: dict[str, str] = {}
        for name, command in commands(mails, missing).items():
            peers[name] = stack.enter_context(asked(command))
        differing = differences(peers, made=made)
        for kind in ("full", "index"):
            jobs = {
                name: partial(_milliseconds, ask, kind)
                for name, ask in peers.items()
                if name != MAIL_PARSER or kind == "full"
            }
            goals = GOALS.get((mails.name, kind), REAL_GOALS[kind])
            if mails.name == "newsletters" and kind == "index":
                goals = ()
            yield Row(
                group="Parsing, CPU time",
                name=f"{mails.name}, {kind} ({mails.count:,} mails,"
                f" {mails.octets / 1e6:.1f} MB{differing})",
                unit="ms",
                samples=alternate(jobs, rounds),
                missing=missing,
                goals=tuple(Goal(peer, reach / 2, reach) for peer, reach in goals),
            )


def _milliseconds(ask: Ask, kind: str) -> float:
    return 1e3 * answered(ask, kind)


def commands(mails: Corpus, missing: dict[str, str]) -> dict[str, list[str]]:
    """Return the command of each peer there is; the others are put in `missing`."""
    found: dict[str, list[str]] = {}
    for name, reader in NAMES.items():
        if _has(reader):
            found[name] = python_peer(reader, mails.folder)
        else:
            missing[name] = "not installed: make bench sets up build/venv-bench"
    program = gmime.compiled()
    if program is None:
        missing[GMIME] = "libgmime-3.0-dev, pkg-config or a C compiler is missing"
    else:
        found[GMIME] = [str(program), str(mails.folder)]
    return found


def _has(reader: str) -> bool:
    if reader in {"puremail", "stdlib", "compat32"}:
        return True
    module = {"mail_parser": "mailparser"}.get(reader, reader)
    if not BENCH_PYTHON.exists():
        return importlib.util.find_spec(module) is not None
    asked_for = subprocess.run(
        [str(BENCH_PYTHON), "-c", f"import {module}"], capture_output=True, check=False
    )
    return asked_for.returncode == 0


def differences(peers: dict[str, Ask], *, made: bool) -> str:
    """Return in how many mails the peers found something else than the project.

    Raises RuntimeError where stdlib and fast-mail-parser agree with each other and
    not with it on mails that were `made`: then nothing is worth timing.
    """
    said: dict[str, list[list[str]]] = {}
    for name, ask in peers.items():
        answer = ask("say")
        if isinstance(answer, list):
            said[name] = answer
    ours = said[OURS]
    alone = [
        index
        for index, mine in enumerate(ours)
        if FAST in said and said["stdlib"][index][2] == said[FAST][index][2] != mine[2]
    ]
    if alone and made:
        raise RuntimeError(f"two peers agree against {OURS} in mails {alone[:10]}")
    others = [
        f"{name} {count}{_raising(found)}"
        for name, found in said.items()
        if name != OURS
        and (count := sum(a != b for a, b in zip(found, ours, strict=True)))
    ]
    if alone:
        others.append(f"two peers from {OURS} {len(alone)}")
    return "; differing: " + ", ".join(others) if others else "; all agree"


def _raising(found: list[list[str]]) -> str:
    """Return in how many mails a library raises, in a few words."""
    count = sum(RAISED in each for each in found)
    return f" ({count} raise)" if count else ""
