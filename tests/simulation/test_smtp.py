"""What must hold in every session, whatever the server says and when it is lost."""

import base64
import os
from random import Random

import pytest

from core.smtp.envelope import OnReject
from core.smtp.fate import Refused, Taken, Uncertain
from core.smtp.talk import Protocol, is_granted
from core.wire.turn import Violated
from tests.simulation.lies import LIES, SEEN, Lie, any_of, odd, sometimes
from tests.simulation.network import Side
from tests.simulation.smtp import Run, run
from tests.simulation.smtp_server import SECRET, USER

SEEDS = int(os.environ.get("SIMULATION_SEEDS", "400"))


def check_secrets(held: Run) -> None:
    """No credential and no mail in clear. Promise 5."""
    clear = held.network.clear_text(Side.CLIENT)
    for secret in (SECRET, "wrong", USER):
        for octets in (
            secret.encode(),
            base64.b64encode(secret.encode()),
            base64.b64encode(f"\0{USER}\0{secret}".encode()),
        ):
            assert octets not in clear
    assert b"AUTH" not in clear
    assert b"MAIL" not in clear


def check_fates(held: Run) -> None:
    """Agreement, exactly once or said to be uncertain, and data as they were."""
    if not held.outcome.fates:
        assert not held.delivered
        return
    assert len(held.outcome.fates) == len(held.submissions)
    for submission, fate in zip(held.submissions, held.outcome.fates, strict=True):
        data = held.sources[submission.source]
        copies = [one for one in held.delivered if one.data == data]
        reached = sorted(path for one in copies for path in one.recipients)
        assert len(reached) == len(set(reached))
        wanted = [path.octets for path in submission.envelope.forward_paths]
        assert set(reached) <= set(wanted)
        reverse = submission.envelope.reverse_path.octets
        assert {one.reverse_path for one in copies} <= {reverse}
        match fate:
            case Taken(recipients=recipients):
                granted = sorted(
                    p.octets for p, answer in recipients if is_granted(answer)
                )
                assert reached == granted
                smtp = held.opening.protocol is Protocol.SMTP
                if submission.on_reject is OnReject.ABORT and smtp:
                    assert reached == sorted(wanted)
            case Refused():
                assert not reached
            case Uncertain():
                pass
    known = set(held.sources.values())
    assert {one.data for one in held.delivered} <= known


def check_lines(held: Run) -> None:
    """No octet of one command inside another: what is heard is what was sent."""
    assert held.heard == held.sent[: len(held.heard)]


@pytest.mark.parametrize("block", range(4))
def test_honest_servers(block: int) -> None:
    taken = 0
    for seed in range(block * SEEDS, (block + 1) * SEEDS):
        held = run(seed)
        check_secrets(held)
        check_fates(held)
        check_lines(held)
        assert not any(isinstance(end, Violated) for end in held.ends), seed
        taken += sum(isinstance(fate, Taken) for fate in held.outcome.fates)
    assert taken > SEEDS / 10


@pytest.mark.parametrize(
    "seed",
    [
        pytest.param(2, id="two messages under STARTTLS"),
        pytest.param(5, id="LMTP"),
        pytest.param(13, id="SCRAM and a refusal"),
        pytest.param(30, id="three messages"),
    ],
)
def test_the_line_is_lost_at_every_octet(seed: int) -> None:
    whole = run(seed)
    fates = set()
    for octets in range(whole.network.carried + 1):
        held = run(seed, lost_at=octets)
        check_secrets(held)
        check_fates(held)
        check_lines(held)
        fates |= {type(fate) for fate in held.outcome.fates}
    assert fates == {Taken, Refused, Uncertain}


def test_the_line_is_lost_anywhere() -> None:
    fates = set()
    for seed in range(SEEDS):
        held = run(seed, lost_at=Random(seed).randrange(2000))
        check_secrets(held)
        check_fates(held)
        check_lines(held)
        fates |= {type(fate) for fate in held.outcome.fates}
    assert fates == {Taken, Refused, Uncertain}


def test_a_run_is_its_seed() -> None:
    for seed in range(20):
        one, other = run(seed), run(seed)
        assert one.events == other.events
        assert one.delivered == other.delivered
        assert one.network.written == other.network.written


def check_under_lies(held: Run) -> None:
    """What holds whatever the server says."""
    check_secrets(held)
    for submission in held.submissions:
        data = held.sources[submission.source]
        copies = [one for one in held.delivered if one.data == data]
        reached = [path for one in copies for path in one.recipients]
        wanted = {path.octets for path in submission.envelope.forward_paths}
        assert len(reached) == len(set(reached))
        assert set(reached) <= wanted
    assert {one.data for one in held.delivered} <= set(held.sources.values())
    if held.outcome.fates:
        assert len(held.outcome.fates) == len(held.submissions)


@pytest.mark.parametrize("lie", [*LIES, any_of], ids=lambda lie: lie.__name__)
@pytest.mark.parametrize("chance", [0.05, 0.4])
def test_lies(lie: Lie, chance: float) -> None:
    for seed in range(SEEDS // 8):
        check_under_lies(run(seed, lie=sometimes(lie, chance)))


@pytest.mark.parametrize("lie", SEEN, ids=lambda lie: lie.__name__)
def test_a_lie_that_is_seen_never_makes_a_wrong_fate(lie: Lie) -> None:
    """A server that means well and says it badly: what it stored is never Refused."""
    for seed in range(SEEDS // 8):
        held = run(seed, lie=sometimes(lie, 0.1), refusals=0.0)
        for submission, fate in zip(held.submissions, held.outcome.fates, strict=False):
            stored = [one.data for one in held.delivered]
            count = stored.count(held.sources[submission.source])
            assert not (isinstance(fate, Refused) and count), seed


def test_what_is_odd_is_borne() -> None:
    """A code without text, text of any octets, and more lines are no fault."""
    for seed in range(SEEDS // 4):
        held = run(seed, lie=sometimes(odd, 0.5))
        assert not any(isinstance(end, Violated) for end in held.ends)
