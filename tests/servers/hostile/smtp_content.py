"""Servers that lie about mail data, or fall silent then. Promises 14 to 18."""

from tests.servers.hostile.act import Act, Drip, Drop, Endless, Pause, Reset, Stall
from tests.servers.hostile.sent import Sent, taken
from tests.servers.hostile.smtp import Smtp

# Octets of mail data after which a server speaks up.
MIDDLE = 200_000


def dot(name: str, act: Act, code: int, journal: str, *, kept: bool = True) -> Sent:
    """Return a run whose message comes to its dot, which `act` answers."""
    return Sent(
        name=f"dot-{name}",
        server=Smtp(acts={"CONTENT": (act,)}),
        code=code,
        messages=1,
        journal=journal,
        kept=kept,
    )


def middle(name: str, act: Act, code: int, says: str = "") -> Sent:
    """Return a run in whose mail data the server does `act`."""
    return Sent(
        name=f"middle-{name}",
        server=Smtp(acts={"MIDWAY": (act,)}, midway=MIDDLE),
        code=code,
        says=says,
        options=("-m", "body.txt"),
        text="",
        journal="uncertain" if code == 79 else None,
    )


def quits(name: str, act: Act) -> Sent:
    """Return a run whose message is taken, and whose QUIT fails."""
    return taken(f"quit-{name}", Smtp(acts={"QUIT": (act,)}))


TAKEN_BEFORE = b"354 go ahead\r\n250 2.0.0 taken\r\n"
REFUSED_BEFORE = b"354 go ahead\r\n554 5.6.0 no\r\n"

ROWS = (
    dot("250", b"250 ok\r\n", 0, "taken", kept=False),
    dot("250-many-lines", b"250-a\r\n250-b\r\n250 c\r\n", 0, "taken", kept=False),
    dot("550", b"550 5.7.1 spam\r\n", 65, "refused"),
    dot("552", b"552 5.3.4 too large\r\n", 65, "refused"),
    dot("451", b"451 4.3.0 later\r\n", 75, "refused"),
    dot("421", Drop(b"421 4.3.2 closing\r\n"), 75, "refused"),
    dot("silent", Stall(), 79, "uncertain"),
    dot("dropped", Drop(), 79, "uncertain"),
    dot("reset", Reset(), 79, "uncertain"),
    dot("half-a-reply", Drop(b"250 2.0"), 79, "uncertain"),
    dot("half-a-refusal", Drop(b"550-no\r\n550"), 79, "uncertain"),
    dot("drips", Drip(b"250-x\r\n"), 79, "uncertain"),
    dot("354", b"354 go on\r\n", 79, "uncertain"),
    dot("garbage", b"thanks!\r\n", 79, "uncertain"),
    dot("codes-differ", b"250-ok\r\n550 no\r\n", 79, "uncertain"),
    dot("code-290", b"290 ok\r\n", 79, "uncertain"),
    dot("endless-line", Endless(b"250 ", b"x" * 1000), 79, "uncertain"),
    dot("endless-lines", Endless(b"", b"250-x\r\n"), 79, "uncertain"),
    dot("twice", b"250 ok\r\n550 no\r\n", 0, "taken", kept=False),
    middle("552", Pause(b"552 5.3.4 too large\r\n", b""), 65, "552"),
    middle("554-and-dropped", Drop(b"554 5.6.0 no\r\n"), 65, "554"),
    middle("421", Drop(b"421 4.3.2 closing\r\n"), 75, "421"),
    middle("dropped", Drop(), 75),
    middle("reset", Reset(), 75),
    # A server that reads on to the dot has all of the message.
    middle("silent", Stall(), 79),
    middle("250", Pause(b"250 2.0.0 taken\r\n", b""), 76),
    Sent(
        name="250-before-the-dot",
        server=Smtp(acts={"DATA": (TAKEN_BEFORE,)}),
        code=76,
    ),
    Sent(
        name="554-before-the-dot",
        server=Smtp(acts={"DATA": (REFUSED_BEFORE,)}),
        code=76,
        says="554",
    ),
    quits("refused", b"500 5.5.1 no\r\n"),
    quits("dropped", Drop()),
    quits("reset", Reset()),
    quits("silent", Stall()),
    quits("garbage", b"bye bye\r\n"),
    quits("421", Drop(b"421 4.3.2 bye\r\n")),
    quits("endless", Endless(b"", b"221-bye\r\n")),
)
