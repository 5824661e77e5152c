"""SCRAM: whom the client believes, and whom the server. RFC 5802, RFC 7677."""

import pytest

from core.sasl import exchange as sasl
from core.sasl.scram import Bound, Digest, Scram, ScramRefused, Unbound
from core.sasl.server import Denied, Granted, Keeper
from core.sasl.step import Distrust, Doubt
from tests.core.sasl.hold import held
from tests.strategies.sasl import BINDING

SHA_1 = Scram(
    digest=Digest.SHA_1,
    user="user",
    password="pencil",
    nonce="fyko+d2lbbFgONRv9qkxdawL",
)


FIRST_1 = b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"


@pytest.mark.parametrize(
    ("challenge", "doubt"),
    [
        (b"", Doubt.MALFORMED),
        (b"r=fyko+d2lbbFgONRv9qkxdawL3,s=!!,i=4096", Doubt.MALFORMED),
        (b"r=fyko+d2lbbFgONRv9qkxdawL3,s=QSXC=,i=4096", Doubt.MALFORMED),
        (b"r=another,s=QSXCR+Q6sek8bf92,i=4096", Doubt.NONCE),
        (b"r=fyko+d2lbbFgONRv9qkxdawL,s=QSXCR+Q6sek8bf92,i=4096", Doubt.NONCE),
        (FIRST_1.replace(b"4096", b"4095"), Doubt.ITERATIONS),
        (FIRST_1.replace(b"4096", b"2000001"), Doubt.ITERATIONS),
        (b"m=new," + FIRST_1, Doubt.EXTENSION),
    ],
)
def test_a_first_message_that_is_distrusted(challenge: bytes, doubt: Doubt) -> None:
    exchange, _ = sasl.start(SHA_1)
    assert sasl.respond(exchange, challenge) == Distrust(doubt)


@pytest.mark.parametrize(
    ("challenge", "doubt"),
    [
        (b"v=AAAA", Doubt.SIGNATURE),
        (b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Doubt.SIGNATURE),
        (b"v=AAA=A", Doubt.MALFORMED),
        (b"", Doubt.MALFORMED),
    ],
)
def test_a_server_that_is_another(challenge: bytes, doubt: Doubt) -> None:
    exchange, _ = sasl.start(SHA_1)
    step = sasl.respond(exchange, FIRST_1)
    assert not isinstance(step, Distrust)
    assert sasl.respond(step[0], challenge) == Distrust(doubt)


def test_success_without_proof_is_not_believed() -> None:
    exchange, _ = sasl.start(SHA_1)
    assert sasl.believed(exchange) == Distrust(Doubt.UNPROVED)
    step = sasl.respond(exchange, FIRST_1)
    assert not isinstance(step, Distrust)
    assert sasl.believed(step[0]) == Distrust(Doubt.UNPROVED)


def test_a_server_that_gives_up_says_why() -> None:
    exchange, _ = sasl.start(SHA_1)
    assert sasl.respond(exchange, b"e=unknown-user") == (
        ScramRefused(b"unknown-user"),
        b"",
    )
    step = sasl.respond(exchange, FIRST_1)
    assert not isinstance(step, Distrust)
    assert sasl.respond(step[0], b"e=other-error") == (
        ScramRefused(b"other-error"),
        b"",
    )
    assert sasl.explanation(ScramRefused(b"other-error")) == b"other-error"


def test_a_removed_plus_is_noticed() -> None:
    """RFC 5802 section 6: "y" to a server that does bind means a third one is there."""
    mechanism = Scram(
        digest=Digest.SHA_1,
        user="u",
        password="p",
        nonce="n",
        binding=Unbound.UNOFFERED,
    )
    assert held(mechanism, Keeper(secret={"u": "p"}.get, nonce="s"))[1] == Granted("u")
    bound = Keeper(secret={"u": "p"}.get, nonce="s", binding=BINDING)
    assert held(mechanism, bound)[1] == Denied()


def test_another_channel_is_denied() -> None:
    mechanism = Scram(
        digest=Digest.SHA_256,
        user="u",
        password="p",
        nonce="n",
        binding=Bound("tls-exporter", b"one"),
    )
    assert sasl.name(mechanism) == "SCRAM-SHA-256-PLUS"
    keeper = Keeper(
        secret={"u": "p"}.get, nonce="s", binding=Bound("tls-exporter", b"two")
    )
    assert held(mechanism, keeper)[1] == Denied()
