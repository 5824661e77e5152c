"""How a simulated SMTP session is set: what is offered, and what is sent."""

from random import Random

from core.header.address import AddrSpec
from core.sasl.exchange import Mechanism
from core.sasl.password import CramMd5, Login, Plain
from core.sasl.scram import Digest, Scram
from core.smtp.envelope import Body, Envelope, OnReject, Submission
from core.smtp.extension import Keyword, Offer
from core.smtp.opening import (
    Opening,
    Upgrade,
)
from core.smtp.path import ForwardPath, ReversePath
from core.smtp.talk import Protocol
from tests.simulation.smtp_server import SECRET, USER


def setting(random: Random) -> tuple[Opening, tuple[Offer, Offer], bool]:
    """Return how a session opens, what is offered before and under TLS, and trust."""
    keywords = [Keyword("AUTH", ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256"))]
    for name in ("PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES"):
        keywords += [Keyword(name)] if random.random() < 0.7 else []
    keywords += [Keyword("CHUNKING"), Keyword("BINARYMIME")]
    if random.random() < 0.5:
        keywords.append(Keyword("SIZE", ("100000",)))
    random.shuffle(keywords)
    secure = Offer("server.example", tuple(keywords))
    clear = Offer("server.example", (Keyword("STARTTLS"), Keyword("PIPELINING")))
    trusted = random.random() < 0.4
    lmtp = random.random() < 0.2
    password = SECRET if random.random() < 0.85 else "wrong"
    opening = Opening(
        domain="[127.0.0.1]",
        upgrade=Upgrade.NONE if trusted else Upgrade.STARTTLS,
        mechanisms=(mechanism(random, password),) if random.random() < 0.8 else (),
        protocol=Protocol.LMTP if lmtp else Protocol.SMTP,
    )
    return opening, (secure if trusted else clear, secure), trusted


def mechanism(random: Random, password: str) -> Mechanism:
    match random.randrange(8):
        case 0:
            return Scram(digest=Digest.SHA_256, user=USER, password=password, nonce="C")
        case 1 | 2:
            return Login(USER, password)
        case 3:
            return CramMd5(USER, password)
        case _:
            return Plain(user=USER, password=password)


def mails(random: Random) -> tuple[dict[str, bytes], tuple[Submission, ...]]:
    """Return sources by name, each unlike the others, and their submissions."""
    sources: dict[str, bytes] = {}
    submissions = []
    for number in range(random.randrange(4)):
        name = f"mail-{number}"
        lines = [f"X-Number: {number}".encode(), b""]
        lines += random.choices(
            [b".", b"..", b"", b".x", b"QUIT", b"\xe4\xbd\xa0", b"MAIL FROM:<evil@x>"],
            k=random.randrange(8),
        )
        binary = random.random() < 0.1
        data = b"\r\n".join(lines) + (b"\n\0." if binary else b"\r\n")
        sources[name] = data
        paths = tuple(
            ForwardPath(AddrSpec(f"to{one}", "example.org"))
            for one in range(random.choice((1, 1, 1, 2, 3, 5)))
        )
        reverse = ReversePath(random.choice((None, AddrSpec("ann", "example.com"))))
        submissions.append(
            Submission(
                envelope=Envelope(reverse, paths),
                source=name,
                size=len(data) if binary or random.random() < 0.7 else None,
                body=Body.BINARY if binary else Body.SEVEN_BIT,
                on_reject=random.choice(list(OnReject)),
            )
        )
    return sources, tuple(submissions)
