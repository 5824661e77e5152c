from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sasl import exchange as sasl
from core.sasl import server
from core.sasl.bearer import BearerRefused, OAuthBearer, XOAuth2
from core.sasl.exchange import Exchange, Mechanism
from core.sasl.password import Anonymous, CramMd5, External, Login, Plain
from core.sasl.prep import prepare
from core.sasl.scram import Bound, Digest, Scram, ScramProved, ScramRefused, Unbound
from core.sasl.server import Denied, Granted, Keeper, Listening
from core.sasl.step import Distrust, Doubt, Sent
from tests.strategies.sasl import BINDING, mechanisms

TURNS = 6


def secret_of(mechanism: Mechanism) -> tuple[str, str | None]:
    match mechanism:
        case Plain() | Login() | CramMd5():
            return mechanism.user, mechanism.password
        case Scram():
            return prepare(mechanism.user) or "", mechanism.password
        case OAuthBearer() | XOAuth2():
            return mechanism.user, mechanism.token
        case External():
            return mechanism.authzid, ""
        case Anonymous():
            return "anonymous", None


def held(
    mechanism: Mechanism, keeper: Keeper, *, initial: bool = True
) -> tuple[Exchange | Distrust, Granted | Denied, list[bytes]]:
    """Return both ends of the exchange after it was held, and what was said."""
    exchange, octets = sasl.start(mechanism)
    step: Listening = server.begin(sasl.name(mechanism)) or pytest.fail("not known")
    assert isinstance(step, server.First)
    said: list[bytes] = []
    challenge: server.Step
    if octets is None or not initial:
        challenge = server.prompt(step, keeper)
    else:
        said.append(octets)
        challenge = server.hear(step, keeper, octets)
        octets = None
    for _ in range(TURNS):
        if not isinstance(challenge, server.Challenge):
            return exchange, challenge, said
        said.append(challenge.octets)
        if octets is not None:
            answer, octets = octets, None
        else:
            match sasl.respond(exchange, challenge.octets):
                case Distrust() as doubt:
                    return doubt, Denied(), said
                case (exchange, answer):
                    pass
        said.append(answer)
        challenge = server.hear(challenge.exchange, keeper, answer)
    return pytest.fail("the exchange does not end")


def keeper_of(mechanism: Mechanism, **changes: str) -> Keeper:
    user, secret = secret_of(mechanism)
    secrets = {user: changes.get("secret", secret)}
    bound = mechanism.binding if isinstance(mechanism, Scram) else None
    return Keeper(
        secret=secrets.get,
        nonce="fromtheserver",
        binding=bound if isinstance(bound, Bound) else None,
    )


@given(mechanisms(), st.booleans())
def test_both_sides_agree(mechanism: Mechanism, initial: bool) -> None:
    exchange, verdict, _ = held(mechanism, keeper_of(mechanism), initial=initial)
    assert not isinstance(exchange, Distrust)
    assert isinstance(verdict, Granted)
    assert sasl.believed(exchange) is None
    assert sasl.explanation(exchange) == b""


@given(mechanisms())
def test_another_secret_is_denied(mechanism: Mechanism) -> None:
    match mechanism:
        case External() | Anonymous():
            return
        case _:
            pass
    _, verdict, _ = held(mechanism, keeper_of(mechanism, secret="another secret"))
    assert verdict == Denied()


@given(mechanisms())
def test_another_name_is_denied(mechanism: Mechanism) -> None:
    keeper = Keeper(secret=lambda _: None, nonce="n", binding=BINDING)
    _, verdict, _ = held(mechanism, keeper)
    assert verdict == (
        Granted("anonymous", mechanism.trace)
        if isinstance(mechanism, Anonymous)
        else Denied()
    )


@given(mechanisms(), st.lists(st.binary(max_size=40), max_size=4))
def test_any_challenge_has_an_answer(mechanism: Mechanism, said: list[bytes]) -> None:
    exchange, _ = sasl.start(mechanism)
    for challenge in said:
        match sasl.respond(exchange, challenge):
            case Distrust():
                return
            case (exchange, _):
                pass


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


@given(mechanisms())
def test_no_secret_is_shown(mechanism: Mechanism) -> None:
    _, secret = secret_of(mechanism)
    exchange, _ = sasl.start(mechanism)
    if secret and len(secret) > 6 and secret not in secret_of(mechanism)[0]:
        assert secret not in repr(mechanism)
        assert secret not in repr(exchange)


SHA_1 = Scram(
    digest=Digest.SHA_1,
    user="user",
    password="pencil",
    nonce="fyko+d2lbbFgONRv9qkxdawL",
)
SHA_256 = Scram(
    digest=Digest.SHA_256, user="user", password="pencil", nonce="rOprNGfwEbeRWgbNEkqO"
)
FIRST_1 = b"r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096"
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


def test_what_is_said_after_the_end_is_distrusted() -> None:
    for done in (Sent(), ScramProved(), BearerRefused(b""), ScramRefused(b"")):
        assert sasl.respond(done, b"") == Distrust(Doubt.UNDUE)


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
    field: str, make: "type[object]"
) -> None:
    with pytest.raises(ValueError, match=field) as caught:
        make()
    assert "hunter2" not in str(caught.value)
