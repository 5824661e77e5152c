"""Servers that break the rules of replies, or refuse. Promises 6 and 8 to 15."""

from tests.servers.hostile.act import (
    Act,
    Drip,
    Drop,
    Endless,
    Pause,
    Reset,
    Stall,
)
from tests.servers.hostile.sent import Sent
from tests.servers.hostile.smtp import OFFER, SECURED, Smtp

STAGES = ("GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA")
TWO = ("ann@example.net", "bob@example.net")


def at(stage: str, *acts: Act) -> Smtp:
    """Return a server with one fault."""
    return Smtp(acts={stage: acts})


def fails(name: str, server: Smtp, code: int, says: str = "") -> Sent:
    """Return a run that sends nothing, and keeps the message."""
    return Sent(name=name, server=server, code=code, says=says)


def everywhere(name: str, act: Act, code: int, says: str = "") -> tuple[Sent, ...]:
    """Return a run for each stage at which the server does `act`."""
    return tuple(
        fails(f"{name}-at-{stage.lower()}", at(stage, act), code, says)
        for stage in STAGES
    )


def refusal(stage: str, reply: bytes, code: int) -> Sent:
    """Return a run whose server gives `reply` at `stage`, named after both."""
    name = f"{stage.lower()}-{reply[:9].decode().replace(' ', '-')}"
    return fails(name, at(stage, reply + b" no\r\n"), code, reply[:3].decode())


REFUSALS = (
    ("GREETING", b"554 5.3.2", 69),
    ("GREETING", b"450 4.3.2", 75),
    ("EHLO", b"550 5.7.1", 69),
    ("EHLO", b"451 4.3.0", 75),
    ("AUTH", b"535 5.7.8", 77),
    ("AUTH", b"454 4.7.0", 75),
    ("AUTH", b"504 5.5.4", 69),
    ("AUTH", b"538 5.7.1", 69),
    ("AUTH", b"530 5.7.0", 77),
    ("MAIL", b"550 5.7.1", 69),
    ("MAIL", b"451 4.3.0", 75),
    ("MAIL", b"552 5.3.4", 65),
    ("RCPT", b"550 5.1.1", 67),
    ("RCPT", b"452 4.2.2", 75),
    ("DATA", b"554 5.6.0", 65),
    ("DATA", b"451 4.3.0", 75),
)
ENDLESS_CHALLENGE = Endless(b"334 ", b"QUJD")
SMALL = OFFER.replace(b"SIZE 50000000", b"SIZE 100") + b"250 AUTH PLAIN\r\n"
HOSTILE_TEXT = "\x1b]0;owned\x07\x1b[2J\u202e\u2028\x9b31m\x00".encode()


ROWS = (
    *(refusal(*each) for each in REFUSALS),
    *everywhere("421", Drop(b"421 4.3.2 closing\r\n"), 75, "421"),
    *everywhere("dropped", Drop(), 75),
    *everywhere("reset", Reset(), 75),
    *everywhere("silent", Stall(), 75, "in time"),
    *everywhere("garbage", b"what do you want?\r\n", 76),
    *everywhere("code-199", b"199 no such\r\n", 76),
    *everywhere("code-600", b"600 no such\r\n", 76),
    *everywhere("codes-differ", b"250-one\r\n354 two\r\n", 76),
    *everywhere("endless-line", Endless(b"250 ", b"x" * 1000), 76),
    *everywhere("endless-lines", Endless(b"", b"250-more\r\n"), 76),
    fails("greeting-drips", at("GREETING", Drip(b"220-x\r\n")), 75, "in time"),
    fails("reply-drips", at("MAIL", Drip(b"250-x\r\n")), 75, "in time"),
    fails("greeting-code-354", at("GREETING", b"354 hello\r\n"), 76),
    fails("greeting-of-pop3", at("GREETING", b"+OK ready\r\n"), 76),
    fails("greeting-of-http", at("GREETING", b"HTTP/1.1 400 Bad\r\n\r\n"), 76),
    fails("greeting-nul", at("GREETING", b"2\x0020 mail.test\r\n"), 76),
    fails("greeting-bare-lf", at("GREETING", Stall(b"220 mail.test\n")), 76),
    fails("greeting-bare-cr", at("GREETING", Stall(b"220 mail.test\r")), 75),
    fails("greeting-twice", at("GREETING", b"220 one\r\n220 two\r\n"), 76),
    fails("code-294-to-rcpt", at("RCPT", b"294 odd\r\n"), 76),
    fails("code-394-to-data", at("DATA", b"394 odd\r\n"), 76),
    fails("code-594-to-rcpt-refuses", at("RCPT", b"594 odd\r\n"), 67),
    fails("code-250-to-data", at("DATA", b"250 ok\r\n"), 76),
    fails("code-354-to-mail", at("MAIL", b"354 go ahead\r\n"), 76),
    fails("code-354-to-rcpt", at("RCPT", b"354 go ahead\r\n"), 76),
    fails("code-220-four-digits", at("MAIL", b"2500 ok\r\n"), 76),
    fails("separator-missing", at("MAIL", b"250ok\r\n"), 76),
    fails("extra-reply-to-ehlo", at("EHLO", SECURED + b"250 b\r\n"), 76),
    fails("extra-reply-to-auth", at("AUTH", b"235 ok\r\n250 extra\r\n"), 76),
    fails("extra-reply-to-rcpt", at("RCPT", b"250 ok\r\n250 ok\r\n354 go\r\n"), 76),
    fails("auth-challenged-for-ever", at("AUTH", b"334 QUJD\r\n"), 76),
    fails("auth-challenge-endless", at("AUTH", ENDLESS_CHALLENGE), 76),
    fails("auth-challenge-is-no-base64", at("AUTH", b"334 ?!\x01\r\n"), 76),
    fails("auth-354", at("AUTH", b"354 go ahead\r\n"), 76),
    fails(
        "mechanism-missing",
        Smtp(secured=OFFER + b"250 AUTH GSSAPI CRAM-MD5\r\n"),
        69,
    ),
    fails("auth-not-offered", Smtp(secured=OFFER + b"250 DSN\r\n"), 69),
    fails("too-large-for-size", Smtp(secured=SMALL), 65),
    fails("goodbye-unasked", at("AUTH", Pause(b"235 ok\r\n", b"421 bye\r\n", 0.0)), 75),
    fails(
        "text-acts-on-terminals",
        at("RCPT", b"550 " + HOSTILE_TEXT + b"\r\n"),
        67,
        "\\x1b",
    ),
    fails(
        "text-in-gb18030",
        at("AUTH", b"535 " + "授权码错误".encode("gb18030") + b"\r\n"),
        77,
        "授权码错误",
    ),
    fails("text-in-many-lines", at("MAIL", b"550-a\r\n550-b\x1b[1m\r\n550 c\r\n"), 69),
    Sent(
        name="one-of-two-refused",
        server=at("RCPT", b"250 ok\r\n", b"550 5.1.1 no\r\n"),
        recipients=TWO,
        code=67,
        says="550",
        lines=2,
    ),
    Sent(
        name="one-of-two-later",
        server=at("RCPT", b"250 ok\r\n", b"451 4.2.0 later\r\n"),
        recipients=TWO,
        code=75,
        lines=2,
    ),
    Sent(
        name="one-of-two-skipped",
        server=at("RCPT", b"250 ok\r\n", b"550 5.1.1 no\r\n"),
        recipients=TWO,
        options=("--on-reject", "skip"),
        code=1,
        messages=1,
        journal="taken",
        kept=False,
        lines=3,
    ),
    Sent(
        name="all-refused-then-354",
        server=at("RCPT", b"550 5.1.1 no\r\n"),
        recipients=TWO,
        options=("--on-reject", "skip"),
        code=67,
        lines=3,
    ),
    Sent(
        name="mail-refused-then-354",
        server=at("MAIL", b"550 5.7.1 no\r\n"),
        code=69,
    ),
    Sent(
        name="rset-refused-after-a-refusal",
        server=Smtp(acts={"RCPT": (b"250 ok\r\n", b"550 no\r\n"), "RSET": (Stall(),)}),
        recipients=TWO,
        code=67,
        lines=2,
    ),
)
