"""The server's side: whom it lets in, whatever it is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sasl import server
from core.sasl.exchange import Mechanism
from core.sasl.password import Anonymous
from core.sasl.server import Denied, Granted, Keeper, Listening
from tests.core.sasl.hold import held, keeper_of
from tests.strategies.sasl import BINDING, Secretive, mechanisms, secretive


@given(secretive())
def test_another_secret_is_denied(mechanism: Secretive) -> None:
    _, verdict = held(mechanism, keeper_of(mechanism, secret="another secret"))
    assert verdict == Denied()


@given(mechanisms())
def test_another_name_is_denied(mechanism: Mechanism) -> None:
    keeper = Keeper(secret=lambda _: None, nonce="n", binding=BINDING)
    _, verdict = held(mechanism, keeper)
    assert verdict == (
        Granted("anonymous", mechanism.trace)
        if isinstance(mechanism, Anonymous)
        else Denied()
    )


@given(
    st.sampled_from(server.MECHANISMS),
    st.lists(st.binary(max_size=40) | st.just(b"n,,n=a,r=b"), max_size=4),
)
def test_any_response_has_a_verdict(mechanism: str, said: list[bytes]) -> None:
    keeper = Keeper(secret={"a": "b"}.get, nonce="n")
    exchange: Listening = server.begin(mechanism) or pytest.fail("not known")
    for response in said:
        match server.hear(exchange, keeper, response):
            case server.Challenge(exchange=exchange):
                pass
            case Granted() | Denied():
                return
