"""The rows of parsing: small mails, newsletters, attachments, and what was given."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bench import corpus, gmime
from bench.corpus import Corpus
from bench.peer import RAISED
from bench.process import Ask, answered, asked, command_of, lacking
from bench.rounds import alternate
from bench.table import OURS, Goal, Row

GMIME = "GMime"
FAST = "fast-mail-parser"
MAIL_PARSER = "mail-parser"
# The libraries of Python, as bench.readers knows them.
READERS = {
    OURS: OURS,
    "stdlib": "stdlib",
    "compat32": "compat32",
    FAST: "fast_mail_parser",
    MAIL_PARSER: "mail_parser",
    "flanker": "flanker",
}
# Those that are installed beside Python, and their modules.
MODULES = {FAST: "fast_mail_parser", MAIL_PARSER: "mailparser", "flanker": "flanker"}
# How many times as fast as each peer the project is to be.
GOALS = {
    ("small mails", "full"): (("stdlib", 40), ("compat32", 5), (GMIME, 1.0)),
    ("small mails", "index"): (("stdlib", 40), (FAST, 0.9), (GMIME, 2)),
    ("newsletters", "full"): (("stdlib", 16), (FAST, 0.75)),
    ("newsletters", "index"): (),
    ("attachments", "full"): (("stdlib", 45), (FAST, 1.0), (GMIME, 2.5)),
    ("attachments", "index"): (("stdlib", 350), (FAST, 0.9)),
}
GIVEN_GOALS = {
    "full": (("stdlib", 30), (GMIME, 1.0)),
    "index": (("stdlib", 40),),
}


def rows(paths: list[Path], *, quick: bool) -> Iterator[Row]:
    """Yield the rows of all corpora, with what each peer took in milliseconds."""
    rounds = 3 if quick else 5
    for make in (corpus.smalls, corpus.newsletters, corpus.attachments):
        yield from of_corpus(make(quick=quick), rounds, made=True)
    for path in paths:
        yield from of_corpus(corpus.given(path), rounds, made=False)


def of_corpus(mails: Corpus, rounds: int, *, made: bool) -> Iterator[Row]:
    """Yield the rows of one corpus, `made` here or given: full, and index."""
    commands, missing = peers(mails)
    with asked(commands) as asks:
        differing = differences(asks, made=made)
        for kind in ("full", "index"):
            jobs = {
                name: partial(milliseconds, ask, kind)
                for name, ask in asks.items()
                if name != MAIL_PARSER or kind == "full"
            }
            goals = GOALS[mails.name, kind] if made else GIVEN_GOALS[kind]
            yield Row(
                group="Parsing, CPU time",
                name=f"{mails.name}, {kind} ({mails.count:,} mails,"
                f" {mails.octets / 1e6:.1f} MB{differing})",
                unit="ms",
                samples=alternate(jobs, rounds),
                missing=missing,
                goals=tuple(Goal(peer, reach) for peer, reach in goals),
            )


def milliseconds(ask: Ask, kind: str) -> float:
    """Return what a peer takes, which answers in seconds."""
    return 1e3 * answered(ask, kind)


def peers(mails: Corpus) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the command of each peer there is, and why the others are missing."""
    missing = lacking(MODULES)
    commands = {
        name: command_of("bench.peer", reader, mails.folder)
        for name, reader in READERS.items()
        if name not in missing
    }
    program = gmime.compiled()
    if program is None:
        missing[GMIME] = "libgmime-3.0-dev, pkg-config or a C compiler is missing"
    else:
        commands[GMIME] = [str(program), str(mails.folder)]
    return commands, missing


def differences(asks: dict[str, Ask], *, made: bool) -> str:
    """Return in how many mails the peers found something else than the project.

    Raises RuntimeError where stdlib and fast-mail-parser agree with each other and
    not with it on mails that were `made`: then nothing is worth timing.
    """
    said: dict[str, list[list[str]]] = {}
    for name, ask in asks.items():
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
