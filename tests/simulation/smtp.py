"""One SMTP or LMTP session from its seed: client, server, and what each believes."""

from random import Random

from attrs import frozen

from core.smtp.dialogue import Dialogue, Event
from core.smtp.envelope import Submission
from core.smtp.opening import (
    Opening,
)
from core.smtp.service import Service
from core.wire.turn import (
    Channel,
    Goodbye,
    Violated,
)
from tests.simulation.lies import Lie
from tests.simulation.network import Network, Side
from tests.simulation.smtp_client import Client, Outcome, errands
from tests.simulation.smtp_server import Delivered, Server
from tests.simulation.smtp_setting import mails, setting

TURNS = 60_000
IDLE = 400


@frozen
class Run:
    """All that was true when a session was over."""

    opening: Opening
    outcome: Outcome
    submissions: tuple[Submission, ...]
    sources: dict[str, bytes]
    delivered: tuple[Delivered, ...]
    ends: tuple[Violated | Goodbye, ...]
    events: tuple[Event, ...]
    sent: tuple[bytes, ...]
    heard: tuple[bytes, ...]
    network: Network


def run(
    seed: int,
    *,
    lost_at: int | None = None,
    lie: Lie | None = None,
    refusals: float | None = None,
) -> Run:
    """Return what became of the session of `seed`."""
    random = Random(seed)
    chance = random.choice((0.0, 0.0, 0.1, 0.3)) if refusals is None else refusals
    opening, offers, trusted = setting(random)
    sources, submissions = mails(random)
    network = Network(random, lost_at, secure=trusted)
    service = Service(offer=offers[0], protocol=opening.protocol)
    server = Server(random, service, chance, lie, offers[1])
    channel = Channel.TRUSTED if trusted else Channel.CLEAR
    dialogue = Dialogue(channel=channel)
    client = Client(random, dialogue, errands(opening, submissions), sources)
    client.begin()
    hold(client, server, network)
    assert client.outcome is not None
    return Run(
        opening,
        client.outcome,
        submissions,
        sources,
        tuple(server.delivered),
        tuple(client.ends),
        tuple(client.events),
        tuple(client.sent),
        tuple(server.heard),
        network,
    )


def hold(client: Client, server: Server, network: Network) -> None:
    """Let both sides take turns until the client's errands are done."""
    idle = 0
    for _ in range(TURNS):
        if network.random.random() < 0.5:
            moved = server.turn(network)
        else:
            moved = client.turn(network, server)
        if client.outcome is not None:
            # What is still on its way arrives, and the server makes of it what it does.
            while network.waiting[Side.SERVER] and not network.over(Side.SERVER):
                server.turn(network)
            server.turn(network)
            return
        idle = 0 if moved else idle + 1
        if idle > IDLE:
            # Silence has its deadline.
            network.close()
            client.give_up()
    raise AssertionError("the session does not end")
