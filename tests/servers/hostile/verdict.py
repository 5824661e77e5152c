"""What no run may do, whatever the server did: read from its words and its octets."""

import base64
import re

from tests.servers.hostile.line import Record
from tests.shell.running import Done

SECRET = "open sesame 17"
USER = "me@example.org"

# Promise 30: what no octet from outside may put on a terminal.
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffd]"
)

# What may go out in clear on the way to TLS, and how a handshake begins.
BEFORE_TLS = frozenset({b"EHLO", b"HELO", b"STARTTLS", b"CAPA", b"STLS", b"QUIT", b""})
HANDSHAKE = b"\x16\x03"


def spoken_well(done: Done) -> None:
    """Assert that a run's words are lines for a person, and hold no secret."""
    said = done.out.decode("utf-8", "replace") + done.err
    assert "Traceback" not in said
    assert ACTING.search(done.err) is None
    if done.code:
        assert done.err.endswith("\n"), "a failed run says why"
    for form in secrets():
        assert form not in said


def secrets() -> list[str]:
    """Return the password in the forms in which it travels."""
    plain = base64.b64encode(f"\0{USER}\0{SECRET}".encode()).decode("ascii")
    return [SECRET, base64.b64encode(SECRET.encode()).decode("ascii"), plain]


def nothing_in_clear(record: Record) -> None:
    """Assert that nothing but what leads to TLS was sent without it."""
    clear = b"".join(record.clear)
    assert all(form.encode() not in clear for form in secrets())
    # From a handshake on, what comes is no command.
    commands = clear.partition(HANDSHAKE)[0].split(b"\r\n")
    assert BEFORE_TLS.issuperset(line.split(b" ")[0].upper() for line in commands)
