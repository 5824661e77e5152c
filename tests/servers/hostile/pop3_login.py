"""POP3 servers whose TLS, greeting or login is wrong. Promises 1 to 13 and 27."""

from tests.servers.hostile.act import Act, Drip, Drop, Endless, Reset, Stall
from tests.servers.hostile.got import Got
from tests.servers.hostile.pop3 import CAPABILITIES, LETTERS, Pop3
from tests.servers.hostile.smtp_tls import WRONG

LOGIN = ("USER", "PASS", "APOP", "AUTH", "STAT", "LIST", "RETR", "DELE")
PAST = ("STAT", "LIST", "RETR", "DELE")
GO = b"+OK go ahead\r\n"
STRIPPED = CAPABILITIES + b".\r\n"
GSSAPI = b"+OK\r\nTOP\r\nUIDL\r\nSASL GSSAPI\r\n.\r\n"
USER_ONLY = b"+OK\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nUSER\r\n.\r\n"


def refused(name: str, server: Pop3, code: int, says: str = "") -> Got:
    """Return a run that never comes to the login."""
    return Got(name=name, server=server, code=code, says=says, unsaid=LOGIN, logins=0)


def failed(name: str, server: Pop3, code: int, says: str = "") -> Got:
    """Return a run that never gets past the login."""
    return Got(name=name, server=server, code=code, says=says, unsaid=PAST)


def at(stage: str, *acts: Act) -> Pop3:
    """Return a server with one fault."""
    return Pop3(acts={stage: acts})


def stls(*acts: Act) -> Pop3:
    """Return a server whose STLS is wrong."""
    return Pop3(tls="starttls", acts={"STLS": acts})


def with_user(*acts: Act) -> Pop3:
    """Return a server that knows USER and PASS alone, with a fault at PASS."""
    return Pop3(secured=USER_ONLY, acts={"PASS": acts})


def everywhere(name: str, act: Act, code: int) -> tuple[Got, ...]:
    """Return a run for each stage at which the server does `act`."""
    return tuple(
        failed(f"{name}-at-{stage.lower()}", at(stage, act), code)
        for stage in ("GREETING", "CAPA", "AUTH")
    )


def honest(
    name: str, server: Pop3, *, options: tuple[str, ...] = (), in_clear: bool = False
) -> Got:
    """Return a run that stores all there is, and deletes it."""
    return Got(
        name=name,
        server=server,
        code=0,
        stored=LETTERS,
        deleted=True,
        options=options,
        in_clear=in_clear,
    )


ROWS = (
    honest("honest", Pop3()),
    honest("honest-stls", Pop3(tls="starttls")),
    honest("honest-user-pass", Pop3(secured=USER_ONLY)),
    honest("insecure", Pop3(certificate="expired"), options=("--insecure",)),
    *(
        refused(f"{tls}-{name}", Pop3(tls=tls, certificate=name), 69, says)
        for tls in ("implicit", "starttls")
        for name, says in WRONG
    ),
    refused("implicit-port-in-clear", Pop3(certificate="none"), 69, "TLS"),
    refused("handshake-silent", Pop3(certificate="silent"), 75),
    refused("handshake-dropped", Pop3(certificate="drop"), 75),
    refused("handshake-garbage", Pop3(certificate="garbage"), 69),
    refused("handshake-endless", Pop3(certificate="endless"), 75),
    refused("stls-stripped", Pop3(tls="starttls", clear=STRIPPED), 69, "STLS"),
    refused("stls-refused", stls(b"-ERR not today\r\n"), 69, "not today"),
    refused("stls-silent", stls(Stall()), 75),
    refused("stls-dropped", stls(Drop()), 75),
    refused("stls-handshake-stalled", stls(Stall(GO)), 75),
    refused("stls-dropped-after-go", stls(Drop(GO)), 75),
    refused("stls-injected-response", stls(GO + b"+OK evil\r\n"), 76),
    refused("stls-injected-octet", stls(GO + b"+"), 76),
    refused("stls-garbage", stls(b"220 go\r\n"), 76),
    failed(
        "login-offered-before-tls-alone",
        Pop3(tls="starttls", secured=GSSAPI, acts={"USER": (b"-ERR no\r\n",)}),
        77,
    ),
    *everywhere("dropped", Drop(), 75),
    *everywhere("reset", Reset(), 75),
    *everywhere("silent", Stall(), 75),
    *everywhere("garbage", b"what do you want?\r\n", 76),
    *everywhere("lower-case", b"+ok ready\r\n", 76),
    *everywhere("status-runs-on", b"+OKAY ready\r\n", 76),
    *everywhere("endless-line", Endless(b"+OK ", b"x" * 1000), 76),
    failed("greeting-drips", at("GREETING", Drip(b"+OK x")), 75),
    failed("greeting-of-smtp", at("GREETING", b"220 mail.test\r\n"), 76),
    failed("greeting-nul", at("GREETING", b"\x00+OK ready\r\n"), 76),
    failed("greeting-twice", at("GREETING", b"+OK\r\n+OK\r\n"), 76),
    failed("greeting-refused", at("GREETING", Drop(b"-ERR too many\r\n")), 75),
    failed("capa-endless", at("CAPA", Endless(b"+OK\r\n", b"XYZ\r\n")), 76),
    failed("capa-without-end", at("CAPA", Stall(b"+OK\r\nUSER\r\n")), 75),
    failed("auth-refused", at("AUTH", b"-ERR [AUTH] no\r\n"), 77),
    failed("auth-in-use", at("AUTH", b"-ERR [IN-USE] locked\r\n"), 75),
    failed("auth-login-delay", at("AUTH", b"-ERR [LOGIN-DELAY] wait\r\n"), 75),
    failed("auth-sys-temp", at("AUTH", b"-ERR [SYS/TEMP] later\r\n"), 75),
    failed("auth-sys-perm", at("AUTH", b"-ERR [SYS/PERM] never\r\n"), 69),
    failed("pass-refused", with_user(b"-ERR wrong\r\n"), 77),
    failed("pass-in-use", with_user(b"-ERR [IN-USE] locked\r\n"), 75),
    failed("pass-login-delay", with_user(b"-ERR [LOGIN-DELAY] wait\r\n"), 75),
    failed("pass-dropped", with_user(Drop()), 75),
    failed("user-refused", Pop3(secured=USER_ONLY, acts={"USER": (b"-ERR\r\n",)}), 77),
    failed(
        "auth-challenged-for-ever",
        Pop3(acts={"AUTH": (b"+ QUJD\r\n",), "+": (b"+ QUJD\r\n",)}),
        76,
    ),
    failed("auth-challenge-endless", at("AUTH", Endless(b"+ ", b"QUJD")), 76),
    failed("auth-extra-response", at("AUTH", b"+OK\r\n+OK 3 100\r\n"), 76),
    failed(
        "text-acts-on-terminals",
        at("AUTH", b"-ERR \x1b]0;owned\x07\xc2\x9b2J\xe2\x80\xae\x00\r\n"),
        77,
        "\\x1b",
    ),
    failed(
        "text-in-gb18030",
        at("AUTH", b"-ERR " + "授权码错误".encode("gb18030") + b"\r\n"),
        77,
        "授权码错误",
    ),
    honest(
        "clear-on-loopback-when-asked",
        Pop3(tls="clear", clear=STRIPPED),
        in_clear=True,
    ),
)
