"""POP3 over a network of chance: a client that fetches, a server that may lie.

A run is a number: from it come the messages, the login, the cuts, the lost line and
the lies. What it leaves is a Ledger of what truly happened on each side.
"""

from random import Random

from attrs import define, field

from core.pop3.capability import Capability, Offer
from core.pop3.command import (
    Capa,
    Command,
    Pass,
    User,
)
from core.pop3.dialogue import Dialogue
from core.pop3.event import Answer, Event
from core.pop3.fetching import Fate, Wanted, fetch, leave
from core.pop3.opening import ApopSecret, Opened, Unopened, UserPass, open_session
from core.pop3.survey import Listed, Listing, listing
from core.pop3.talk import Talk
from core.sasl.password import Login as SaslLogin
from core.sasl.password import Plain
from core.transcript import Began, TranscriptRecord
from core.wire.turn import Channel
from tests.simulation.network import Network
from tests.simulation.pop3_client import Client
from tests.simulation.pop3_server import SECRET, USER, Ledger, Lie, Server

PLAIN = Plain(user=USER, password=SECRET)
LOGIN = SaslLogin(USER, SECRET)
USER_PASS = UserPass(User(USER), Pass(SECRET))
APOP = ApopSecret(USER, SECRET)


@define
class Run:
    """A run, what the client thinks of it, and what is true."""

    ledger: Ledger
    network: Network
    opening: Opened | Unopened
    listing: Listing | None = None
    fates: tuple[Fate, ...] = ()
    quit: Answer | None = None
    records: list[TranscriptRecord] = field(factory=list)
    events: list[tuple[Event, ...]] = field(factory=list)


def simulate(
    seed: int,
    lies: frozenset[Lie] = frozenset(),
    lost_at: int | None = None,
    *,
    stls: bool | None = None,
) -> Run:
    """Return the run of number `seed`, whose server tells none but `lies`."""
    random = Random(seed)
    network = Network(random, lost_at=lost_at)
    ledger = Ledger(tuple(message(random) for _ in range(random.randrange(9))))
    tls = random.random() < 0.5 if stls is None else stls
    ways = random.choice((PLAIN, LOGIN, USER_PASS, APOP))
    server = Server(random, network, ledger, offered(random, tls), lies)
    channel = Channel.CLEAR if tls else Channel.TRUSTED
    failing = random.random() < 0.2
    client = Client(network, server, ledger, Dialogue(channel=channel), failing)
    client.record(Began(time=0, protocol="pop3", trusted=not tls))
    run = Run(ledger, network, client.drive(open_session((ways,), stls=tls)))
    run.records, run.events = client.records, client.events
    if not isinstance(run.opening, Opened):
        return run
    run.listing = client.drive(listing())
    if not isinstance(run.listing, Listed):
        return run
    ledger.came.clear()
    wanted = tuple(
        Wanted(number, run.listing.sizes.of(number), random.random() < 0.6)
        for number in run.listing.numbers()
    )
    most = random.choice((1, 2, 127))
    fates = client.drive(fetch(wanted, most, random.choice((1, 500, 10**6))))
    run.quit, run.fates = client.drive(leave(fates))
    return run


def log_in_early(seed: int, login: Command) -> None:
    """Hold an errand that says `login` before TLS, with a server that offers it."""
    random = Random(seed)
    network, ledger = Network(random), Ledger(())
    server = Server(random, network, ledger, offered(random, tls=True), frozenset())
    clear = Dialogue(channel=Channel.CLEAR)
    client = Client(network, server, ledger, clear, failing=False)

    def talk() -> Talk[None]:
        yield ()
        yield (Capa(),)
        yield (login,)

    client.drive(talk())


def message(random: Random) -> bytes:
    """Return octets of a message: lines of all that ends or stuffs a line."""
    parts = (b".", b"..", b"\r\n.", b"\n.\n", b"\r", b"\0", b"\xff", b"+OK", b"text")
    octets = b"".join(random.choices(parts, k=random.randrange(12)))
    return b"Subject: a\r\n\r\n" + octets + b"\r\n"


def offered(random: Random, tls: bool) -> Offer:
    """Return what the server offers: some of what there is."""
    tags = [Capability("UIDL"), Capability("SASL", ("PLAIN", "LOGIN"))]
    tags += [Capability("PIPELINING")] * (random.random() < 0.7)
    tags += [Capability("STLS")] * tls
    return Offer(tuple(tags))
