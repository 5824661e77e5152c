"""What must hold in every run, whatever the server says and when the line is lost."""

import base64

import pytest

from core.pop3.command import Apop, Auth, Command, User
from core.pop3.fetching import (
    Deleted,
    Fate,
    Kept,
    Marked,
    Uncertain,
    Undeleted,
    Unfetched,
    Unkept,
    Unmarked,
)
from core.pop3.opening import Opened
from core.pop3.response import Response
from core.pop3.survey import Listed
from core.replay import replay
from core.transcript import parse_transcript, serialize_transcript
from core.wire.turn import Missing
from tests.simulation.network import Side
from tests.simulation.pop3 import Run, log_in_early, simulate
from tests.simulation.pop3_server import SECRET, USER, Ledger, Lie

SEEDS = range(60)


def check(run: Run) -> None:
    """Hold a run against the promises."""
    ledger = run.ledger
    clear = run.network.clear_text(Side.CLIENT)
    if b"STLS" in clear:
        for word in (SECRET, USER):
            assert word.encode() not in clear
            assert base64.b64encode(word.encode()).rstrip(b"=") not in clear
        assert b"AUTH" not in clear
    for number, octets in ledger.disk.items():
        assert octets == ledger.messages[number - 1], number
    assert set(ledger.marked_by) <= set(ledger.disk)
    for fate in run.fates:
        check_fate(fate, run.ledger)


def check_fate(fate: Fate, ledger: Ledger) -> None:
    """Hold what the client thinks of a message against what is true."""
    there = fate.number not in ledger.deleted
    on_disk = fate.number in ledger.disk
    match fate:
        case Unfetched() | Unkept():
            assert there
            assert not on_disk
        case Kept() | Unmarked() | Undeleted(cause=Missing()):
            assert there
            assert on_disk
        case Undeleted() | Uncertain():
            assert on_disk
        case Deleted():
            assert not there
            assert on_disk
        case Marked():
            pytest.fail("QUIT leaves no message marked")


def told(run: Run) -> tuple[object, ...]:
    """Return all that a run came to, to be compared."""
    return (run.opening, run.fates, run.quit, run.ledger, run.network.written)


def test_an_honest_server_gives_everything() -> None:
    for seed in SEEDS:
        run = simulate(seed)
        check(run)
        assert isinstance(run.opening, Opened), seed
        assert isinstance(run.listing, Listed)
        assert run.listing.defects == ()
        assert run.ledger.faults == []
        assert len(run.fates) == len(run.ledger.messages)
        assert isinstance(run.quit, Response)
        assert {type(fate) for fate in run.fates} <= {Kept, Deleted, Unkept}
        assert set(run.ledger.deleted) == {
            fate.number for fate in run.fates if isinstance(fate, Deleted)
        }


def test_the_line_is_lost_at_every_octet() -> None:
    seen: set[type[Fate]] = set()
    for seed in SEEDS:
        whole = simulate(seed)
        if len(whole.ledger.deleted) < 3:
            continue
        for lost_at in range(whole.network.carried + 1):
            run = simulate(seed, lost_at=lost_at)
            check(run)
            seen |= {type(fate) for fate in run.fates}
        if seed > 12:
            break
    assert seen >= {Unfetched, Unkept, Undeleted, Uncertain, Deleted}


@pytest.mark.parametrize("lie", Lie)
def test_a_lie(lie: Lie) -> None:
    told_it = 0
    for seed in SEEDS:
        run = simulate(seed, frozenset({lie}))
        check(run)
        told_it += told(run) != told(simulate(seed))
    assert told_it, "the lie was never told"


def test_lies_and_losses_together() -> None:
    for seed in range(400):
        lies = frozenset(lie for at, lie in enumerate(Lie) if seed * 7919 >> at & 1)
        once = [lie for lie in lies if lie in {Lie.EXTRA_GRANT, Lie.DROPPED}]
        check(simulate(seed, lies - set(once[1:]), 20 + seed * 37 % 4000))


def test_a_run_is_reproduced_from_its_number() -> None:
    for seed in range(60):
        lies = frozenset(Lie)
        assert told(simulate(seed, lies, 900)) == told(simulate(seed, lies, 900))


def test_a_run_is_replayed_from_its_transcript() -> None:
    for seed in SEEDS:
        run = simulate(seed, frozenset(Lie) if seed % 2 else frozenset(), 50 * seed)
        octets = serialize_transcript(tuple(run.records))
        assert SECRET.encode() not in octets
        played = replay(parse_transcript(octets).value)
        assert played.astray is None
        found = [
            tuple(event for event in events if event is not Missing.UNSENT)
            for events in played.events
        ]
        assert found == run.events


def test_no_login_before_tls() -> None:
    for seed in SEEDS:
        run = simulate(seed, frozenset({Lie.REFUSED, Lie.INJECTED}), stls=True)
        check(run)
        assert b"STLS" in run.network.clear_text(Side.CLIENT) or not isinstance(
            run.opening, Opened
        )


@pytest.mark.parametrize(
    "login",
    [
        User(USER),
        Apop(USER, "0" * 32),
        Auth("PLAIN"),
        Auth("PLAIN", base64.b64encode(SECRET.encode())),
    ],
    ids=["user", "apop", "auth", "initial"],
)
def test_no_errand_logs_in_before_tls(login: Command) -> None:
    for seed in SEEDS:
        with pytest.raises(ValueError, match="in clear text"):
            log_in_early(seed, login)
