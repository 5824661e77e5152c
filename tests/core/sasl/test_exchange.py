"""The client's side of every mechanism: with a server, and by the RFCs' examples."""

from base64 import b64encode
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sasl import exchange as sasl
from core.sasl.bearer import BearerRefused, OAuthBearer, XOAuth2
from core.sasl.exchange import Mechanism
from core.sasl.password import Anonymous, CramMd5, External, Login, Plain
from core.sasl.scram import Bound, Digest, Scram, ScramProved, ScramRefused
from core.sasl.server import Granted
from core.sasl.step import Distrust, Doubt, Sent
from tests.core.sasl.hold import held, keeper_of, user_of
from tests.core.sasl.test_scram import FIRST_1, SHA_1
from tests.strategies.sasl import mechanisms


@given(mechanisms(), st.booleans())
def test_both_sides_agree(mechanism: Mechanism, initial: bool) -> None:
    exchange, verdict = held(mechanism, keeper_of(mechanism), initial=initial)
    assert not isinstance(exchange, Distrust)
    assert isinstance(verdict, Granted)
    assert verdict.user == user_of(mechanism)
    assert sasl.believed(exchange) is None
    assert sasl.explanation(exchange) == b""


@given(mechanisms(), st.lists(st.binary(max_size=40), max_size=4))
def test_any_challenge_has_an_answer(mechanism: Mechanism, said: list[bytes]) -> None:
    exchange, _ = sasl.start(mechanism)
    for challenge in said:
        match sasl.respond(exchange, challenge):
            case Distrust():
                return
            case (exchange, _):
                pass


@pytest.mark.parametrize(
    "mechanism",
    [
        Plain(user="u", password="hunter2"),
        Login("u", "hunter2"),
        CramMd5("u", "hunter2"),
        Scram(digest=Digest.SHA_256, user="u", password="hunter2", nonce="n"),
        OAuthBearer(user="u", token="hunter2"),
        XOAuth2("u", "hunter2"),
    ],
    ids=sasl.name,
)
def test_no_secret_is_shown(mechanism: Mechanism) -> None:
    exchange, _ = sasl.start(mechanism)
    assert "hunter2" not in repr(mechanism)
    assert "hunter2" not in repr(exchange)


SHA_256 = Scram(
    digest=Digest.SHA_256, user="user", password="pencil", nonce="rOprNGfwEbeRWgbNEkqO"
)
FIRST_256 = (
    b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
    b"s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
)


@pytest.mark.parametrize(
    ("mechanism", "said"),
    [
        pytest.param(
            Plain(user="tim", password="tanstaaftanstaaf"),
            [b"\0tim\0tanstaaftanstaaf"],
            id="RFC 4616 4: without authzid",
        ),
        pytest.param(
            Plain(user="Kurt", password="xipj3plmq", authzid="Ursel"),
            [b"Ursel\0Kurt\0xipj3plmq"],
            id="RFC 4616 4: with authzid",
        ),
        pytest.param(
            Login("12345@qq.com", "code"),
            [None, b"Username:", b"12345@qq.com", b"Password:", b"code"],
            id="LOGIN",
        ),
        pytest.param(
            CramMd5("tim", "tanstaaftanstaaf"),
            [
                None,
                b"<1896.697170952@postoffice.reston.mci.net>",
                b"tim b913a602c7eda7a495b4e6e7334d3890",
            ],
            id="RFC 2195 2",
        ),
        pytest.param(
            SHA_1,
            [
                b"n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
                FIRST_1,
                (
                    b"c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
                    b"p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="
                ),
                b"v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
                b"",
            ],
            id="RFC 5802 5",
        ),
        pytest.param(
            SHA_256,
            [
                b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
                FIRST_256,
                (
                    b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                    b"p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
                ),
                b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
                b"",
            ],
            id="RFC 7677 3",
        ),
        pytest.param(
            OAuthBearer(
                user="user@example.com",
                token="vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==",
                host="server.example.com",
                port=587,
            ),
            [
                (
                    b"n,a=user@example.com,\x01host=server.example.com\x01port=587\x01"
                    b"auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01"
                ),
                b'{"status":"invalid_token"}',
                b"\x01",
            ],
            id="RFC 7628 4.3: a failed exchange",
        ),
        pytest.param(
            XOAuth2("u@example.com", "ya29.x"),
            [
                b"user=u@example.com\x01auth=Bearer ya29.x\x01\x01",
                b'{"status":"401"}',
                b"",
            ],
            id="XOAUTH2: the error round",
        ),
        pytest.param(External(), [b""], id="RFC 4422 A: without authzid"),
        pytest.param(Anonymous("sirhc"), [b"sirhc"], id="RFC 4505 3"),
    ],
)
def test_examples(mechanism: Mechanism, said: list[bytes | None]) -> None:
    exchange, octets = sasl.start(mechanism)
    assert octets == said[0]
    for challenge, answer in zip(said[1::2], said[2::2], strict=True):
        step = sasl.respond(exchange, challenge or b"")
        assert not isinstance(step, Distrust)
        exchange, octets = step
        assert octets == answer
    assert isinstance(exchange, Sent | ScramProved | BearerRefused)


def test_xoauth2_in_base64() -> None:
    token = "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"
    _, octets = sasl.start(XOAuth2("someuser@example.com", token))
    assert b64encode(octets or b"") == (
        b"dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRj"
        b"Mk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ=="
    )


def test_what_is_said_after_the_end_is_distrusted() -> None:
    for done in (Sent(), ScramProved(), BearerRefused(b""), ScramRefused(b"")):
        assert sasl.respond(done, b"") == Distrust(Doubt.UNDUE)


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("user", lambda: Plain(user="", password="hunter2")),
        ("password", lambda: Plain(user="u", password="hunter2\0")),
        ("password", lambda: Login("u", "hunter2\ud800")),
        ("user", lambda: CramMd5("u\r\n", "hunter2")),
        ("token", lambda: XOAuth2("u", "hunter2 x")),
        ("token", lambda: OAuthBearer(user="u", token="")),
        ("user", lambda: XOAuth2("u\x01", "hunter2")),
        (
            "password",
            lambda: Scram(
                digest=Digest.SHA_1, user="u", password="hunter2\x07", nonce="n"
            ),
        ),
        (
            "nonce",
            lambda: Scram(
                digest=Digest.SHA_1, user="u", password="hunter2", nonce="a,b"
            ),
        ),
        ("kind", lambda: Bound("tls unique", b"")),
    ],
)
def test_what_cannot_be_said_is_refused_without_its_secret(
    field: str, make: Callable[[], object]
) -> None:
    with pytest.raises(ValueError, match=field) as caught:
        make()
    assert "hunter2" not in str(caught.value)
