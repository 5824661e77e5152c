"""Servers whose TLS is wrong, or that would do without. Promises 1 to 5."""

from tests.servers.hostile.act import Act, Drop, Stall
from tests.servers.hostile.sent import Sent, taken
from tests.servers.hostile.smtp import OFFER, SECURED, Smtp

MAIL = ("AUTH", "MAIL", "RCPT", "DATA")
STRIPPED = OFFER.replace(b"250-SIZE", b"250 SIZE")
CLEAR_AUTH = OFFER + b"250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n"
ONLY_CLEAR_AUTH = OFFER + b"250 AUTH PLAIN LOGIN\r\n"
GO = b"220 2.0.0 go ahead\r\n"


def refused(name: str, server: Smtp, code: int, says: str = "") -> Sent:
    """Return a run that never comes to the login."""
    return Sent(name=name, server=server, code=code, says=says, unsaid=MAIL, logins=0)


def certificate(name: str, tls: str, says: str) -> Sent:
    """Return a run with a server that shows itself as `name` says."""
    return refused(f"{tls}-{name}", Smtp(tls=tls, certificate=name), 69, says)


def starttls(*acts: Act) -> Smtp:
    """Return a server whose STARTTLS is wrong."""
    return Smtp(tls="starttls", acts={"STARTTLS": acts})


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


ROWS = (
    taken("honest", Smtp()),
    taken("honest-tls-1.2", Smtp(certificate="tls-1.2")),
    taken("honest-starttls", Smtp(tls="starttls")),
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
    taken(
        "insecure-is-loud",
        Smtp(certificate="expired"),
        options=("--insecure",),
        says="not checked",
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
    taken("auth-offered-in-clear-too", Smtp(tls="starttls", clear=CLEAR_AUTH)),
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
    refused(
        "starttls-garbage-for-a-handshake",
        Smtp(tls="starttls", certificate="garbage"),
        69,
    ),
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
    taken(
        "clear-on-loopback-when-asked",
        Smtp(tls="clear", clear=SECURED),
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
