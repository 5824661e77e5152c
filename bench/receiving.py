"""The rows of receiving: Dovecot's maildrop, on loopback and 20 ms away."""

from collections.abc import Iterator, Mapping

from bench import corpus
from bench.commands import Program, alternating
from bench.fetchers import fetchers, mpop
from bench.maildrop import Maildrop, delayed, filled, lacks_server
from bench.process import command_of
from bench.table import OURS, Goal, Row

GROUP = "Receiving from Dovecot into a Maildir in memory, by the clock"
NEAR_GOALS = (Goal("poplib", 3), Goal("mpop", 1))
FAR_GOALS = (Goal("poplib", 60), Goal("mpop", 2))
# Seconds that each direction takes to the far server.
DELAY = 0.010
# poplib waits for every answer, so that it is asked for fewer from afar.
POPLIB_FAR = 50


def rows(*, quick: bool) -> Iterator[Row]:
    """Yield the row on loopback, whole commands among it, and that of a far server."""
    if lacks_server():
        why = "Dovecot is not installed"
        yield Row(group=GROUP, name="all", unit="ms", samples={}, missing={OURS: why})
        return
    rounds = 2 if quick else 5
    with filled(corpus.smalls(quick=quick).mails()) as drop:
        counts = {OURS: drop.count, "poplib": drop.count}
        yield measured(
            f"loopback, {drop.count:,} mails, each",
            drop,
            counts,
            fetchers(drop),
            rounds=rounds,
            goals=NEAR_GOALS,
        )
        with delayed(drop, DELAY) as far:
            counts = {OURS: far.count, "poplib": min(far.count, POPLIB_FAR)}
            yield measured(
                f"20 ms of round trip, {far.count:,} mails, each",
                far,
                counts,
                {"mpop": mpop(far)},
                rounds=rounds,
                goals=FAR_GOALS,
            )


def measured(
    name: str,
    drop: Maildrop,
    counts: Mapping[str, int],
    programs: Mapping[str, Program],
    *,
    rounds: int,
    goals: tuple[Goal, ...],
) -> Row:
    """Return what each message takes; `counts` says how many a library fetches."""
    who = drop.user, drop.password
    clients = {
        library: command_of(
            "bench.getters", library, drop.port, *who, drop.maildir(library), count
        )
        for library, count in counts.items()
    }
    samples, reasons = alternating(programs, rounds, clients)
    return Row(
        group=GROUP,
        name=name,
        unit="ms",
        samples=samples,
        missing=reasons,
        goals=goals,
    )
