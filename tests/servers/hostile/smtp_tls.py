"""Servers whose TLS is wrong, or that would do without. Promises 1 to 5."""

from tests.servers.hostile.act import Drop, Endless, Reset, Stall
from tests.servers.hostile.row import Sent
from tests.servers.hostile.smtp import OFFER, SECURED, Smtp

MAIL = ("AUTH", "MAIL", "RCPT", "DATA")
STRIPPED = OFFER.replace(b"250-SIZE", b"250 SIZE")
CLEAR_AUTH = OFFER + b"250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n"
ONLY_CLEAR_AUTH = OFFER + b"250 AUTH PLAIN LOGIN\r\n"
GO = b"220 2.0.0 go ahead\r\n"


def certificate(name: str, tls: str, says: str, code: int = 69) -> Sent:
    server = Smtp(tls=tls, certificate=name)
    return Sent(
        name=f"{tls}-{name}", server=server, code=code, says=says, unsaid=MAIL, logins=0
    )


WRONG = (
    ("self-signed", "not trusted: self-signed"),
    ("expired", "expired"),
    ("future", "not yet valid"),
    ("wrong-host", "not trusted"),
    ("other-ca", "not trusted"),
    ("cn-only", "not trusted"),
    ("empty-san", "not trusted"),
    ("tls-1.0", "no TLS newer than 1.1"),
    ("tls-1.1", "no TLS newer than 1.1"),
)


def starttls(*acts: bytes | Drop | Reset | Stall | Endless) -> Smtp:
    return Smtp(tls="starttls", acts={"STARTTLS": acts})


def garbage() -> Smtp:
    return Smtp(tls="starttls", certificate="garbage")


def refused(name: str, server: Smtp, code: int, says: str = "") -> Sent:
    return Sent(name=name, server=server, code=code, says=says, unsaid=MAIL, logins=0)


ROWS = (
    Sent(name="honest", server=Smtp(), code=0, messages=1, journal="taken", kept=False),
    Sent(
        name="honest-tls-1.2",
        server=Smtp(certificate="tls-1.2"),
        code=0,
        messages=1,
        journal="taken",
        kept=False,
    ),
    Sent(
        name="honest-starttls",
        server=Smtp(tls="starttls"),
        code=0,
        messages=1,
        journal="taken",
        kept=False,
    ),
    *(certificate(name, "implicit", says) for name, says in WRONG),
    *(certificate(name, "starttls", says) for name, says in WRONG),
    Sent(
        name="cn-only-by-name",
        server=Smtp(certificate="cn-only"),
        host="localhost",
        code=69,
        says="not trusted",
        unsaid=MAIL,
        connections=2,
    ),
    Sent(
        name="authority-not-trusted",
        server=Smtp(),
        trusting=False,
        code=69,
        says="not trusted",
        unsaid=MAIL,
    ),
    Sent(
        name="insecure-is-loud",
        server=Smtp(certificate="expired"),
        options=("--insecure",),
        code=0,
        says="not checked",
        messages=1,
        journal="taken",
        kept=False,
    ),
    Sent(
        name="insecure-is-no-clear-text",
        server=Smtp(tls="starttls", clear=STRIPPED),
        options=("--insecure",),
        code=69,
        unsaid=MAIL,
        lines=2,
    ),
    Sent(
        name="plaintext-is-no-trust",
        server=Smtp(certificate="expired"),
        options=("--plaintext",),
        code=69,
        unsaid=MAIL,
        lines=2,
    ),
    refused(
        "implicit-port-in-clear", Smtp(tls="implicit", certificate="none"), 69, "TLS"
    ),
    refused("starttls-stripped", Smtp(tls="starttls", clear=STRIPPED), 69, "STARTTLS"),
    refused(
        "starttls-stripped-auth-in-clear",
        Smtp(tls="starttls", clear=ONLY_CLEAR_AUTH),
        69,
        "STARTTLS",
    ),
    Sent(
        name="auth-offered-in-clear-too",
        server=Smtp(tls="starttls", clear=CLEAR_AUTH),
        code=0,
        messages=1,
        journal="taken",
        kept=False,
    ),
    refused(
        "auth-only-before-tls",
        Smtp(tls="starttls", clear=CLEAR_AUTH, secured=STRIPPED),
        69,
    ),
    refused("starttls-refused-454", starttls(b"454 4.7.0 not now\r\n"), 75, "454"),
    refused("starttls-refused-502", starttls(b"502 5.5.1 no\r\n"), 69, "502"),
    refused("starttls-421", starttls(Drop(b"421 4.3.2 bye\r\n")), 75),
    refused("starttls-silent", starttls(Stall()), 75),
    refused("starttls-dropped", starttls(Drop()), 75),
    refused("starttls-handshake-stalled", starttls(Stall(GO)), 75),
    refused("starttls-dropped-after-go", starttls(Drop(GO)), 75),
    refused(
        "starttls-injected-reply",
        starttls(GO + b"250-evil\r\n250 AUTH PLAIN\r\n"),
        76,
        "clear",
    ),
    refused("starttls-injected-octet", starttls(GO + b"2"), 76),
    refused(
        "starttls-multi-line-with-another",
        starttls(b"220-go\r\n220 ahead\r\n220 again\r\n"),
        76,
    ),
    refused("starttls-garbage-for-a-handshake", garbage(), 69),
    refused("starttls-354", starttls(b"354 go ahead\r\n"), 76),
    # Another 2yz is a yes too; the handshake shows what it is worth.
    refused("starttls-250", starttls(Stall(b"250 ok\r\n")), 75),
    refused(
        "offer-changes-under-tls",
        Smtp(tls="starttls", secured=OFFER + b"250 DSN\r\n"),
        69,
    ),
    refused("handshake-silent", Smtp(certificate="silent"), 75, "in time"),
    refused("handshake-dropped", Smtp(certificate="drop"), 75),
    refused("handshake-garbage", Smtp(certificate="garbage"), 69),
    refused("handshake-endless", Smtp(certificate="endless"), 75),
    Sent(
        name="clear-on-loopback-when-asked",
        server=Smtp(tls="clear", clear=SECURED),
        code=0,
        messages=1,
        journal="taken",
        kept=False,
        in_clear=True,
    ),
    Sent(
        name="login-in-clear-not-offered",
        server=Smtp(tls="clear"),
        code=69,
        unsaid=MAIL,
        in_clear=True,
    ),
)
