"""Laws of what reads SASL's messages, a server's or a client's: core.sasl."""

from core.sasl import exchange, server
from core.sasl.bearer import OAuthBearer, XOAuth2
from core.sasl.password import CramMd5, Login, Plain
from core.sasl.scram import Digest, Scram
from core.sasl.step import Distrust
from tests.fuzz.target import Target, lines

# Nobody guesses it, so whoever is believed without it is believed wrongly.
SECRET = "fW9zQmE3kP5xVtR2yLdN8cHj"
NONCE = "r0NdCl1ent"


def sasl_challenge(octets: bytes) -> None:
    """No server is believed that does not show that it knows the secret."""
    scram: tuple[exchange.Mechanism, ...] = tuple(
        Scram(digest=digest, user="ann", password=SECRET, nonce=NONCE)
        for digest in Digest
    )
    others: tuple[exchange.Mechanism, ...] = (
        Plain(user="ann", password=SECRET),
        Login("ann", SECRET),
        CramMd5("ann", SECRET),
        OAuthBearer(user="ann", token=SECRET),
        XOAuth2(user="ann", token=SECRET),
    )
    for mechanism in (*scram, *others):
        state, _ = exchange.start(mechanism)
        for line in lines(octets + b"\r\n"):
            match exchange.respond(state, line):
                case Distrust():
                    break
                case state, _:
                    exchange.explanation(state)
        if mechanism in scram:
            assert exchange.believed(state) is not None


def sasl_response(octets: bytes) -> None:
    """No client is believed that does not show that it knows the secret."""
    keeper = server.Keeper(secret=lambda user: SECRET, nonce="s3rver")
    for name in server.MECHANISMS:
        listening: server.Listening | None = server.begin(name)
        assert listening is not None
        for line in lines(octets + b"\r\n"):
            match server.hear(listening, keeper, line):
                case server.Challenge(exchange=listening):
                    pass
                case server.Denied():
                    break
                case server.Granted():
                    assert name in {"EXTERNAL", "ANONYMOUS"} or SECRET.encode() in line
                    break


SEEDS = (
    b"r=r0NdCl1entxyz,s=cHVyZW1haWw=,i=4096\r\nv=YWJj",
    b"n,,n=ann,r=r0NdCl1ent\r\nc=biws,r=r0NdCl1ents3rver,p=YWJj",
    b"\x00ann\x00secret",
    b"n,a=ann,\x01auth=Bearer x\x01\x01",
    b"user=ann\x01auth=Bearer x\x01\x01",
    b"<1@localhost>\r\nann 0123456789abcdef0123456789abcdef",
)
TARGETS = (Target(sasl_challenge, SEEDS), Target(sasl_response, SEEDS))
