"""Messages made to harm: they are told of, take little, and nothing is loaded."""

import re

import pytest

from core.message import parse_message
from core.visible import ACTING_TEXT
from tests.shell.recv.ambiguous import AMBIGUOUS, Ambiguous
from tests.shell.recv.bombs import BOMBS
from tests.shell.recv.messages import NEWSLETTER
from tests.shell.recv.screens import plain
from tests.shell.running import RECV, Home, installed

# Octets of address space.
LIMIT = 512 << 20

# Seconds for a bomb, on a machine that does other things too.
PATIENCE = 60.0

# Codecs of Python that are no charsets, or do more than decode.
CODECS = (
    "unicode_escape",
    "raw_unicode_escape",
    "punycode",
    "idna",
    "undefined",
    "mbcs",
    "rot13",
    "zlib_codec",
    "bz2",
    "hex",
    "uu",
    "base64_codec",
    "quopri",
)


@pytest.mark.parametrize("message", AMBIGUOUS, ids=lambda each: each.name)
def test_an_ambiguity_is_told(message: Ambiguous) -> None:
    found = [defect.kind for defect in parse_message(message.octets).defects]
    assert message.kind in found


def test_a_message_with_one_reading_has_no_defects() -> None:
    assert parse_message(NEWSLETTER).defects == ()


@pytest.mark.slow
@pytest.mark.skipif(not installed("prlimit"), reason="prlimit is not installed")
@pytest.mark.parametrize(
    ("verb", "name"),
    [
        *(("show", name) for name in BOMBS),
        *(("parts", name) for name in BOMBS if not name.startswith("html")),
    ],
)
def test_bombs(home: Home, verb: str, name: str) -> None:
    """Shown in half a gigabyte; quadratic work would take minutes at this size."""
    (home.path / "bomb.eml").write_bytes(BOMBS[name])
    bounded = ("prlimit", f"--as={LIMIT}", RECV)
    done = home.run(*bounded, verb, "./bomb.eml", timeout=PATIENCE)
    assert done.code == 0, done.err[-500:]
    assert "Traceback" not in done.err
    assert ACTING_TEXT.search(plain(done.out.decode())) is None


@pytest.mark.parametrize("codec", CODECS)
def test_a_codec_is_no_charset(codec: str) -> None:
    body = b"\\x41\\u0042 xn--mnchen-3ya \\N{BEL} 789c"
    octets = (
        b"Subject: =?%b?q?=5Cx41?=\r\nContent-Type: text/plain; charset=%b\r\n\r\n%b"
        % (codec.encode(), codec.encode(), body)
    )
    message = parse_message(octets)
    assert message.text is not None
    assert message.text.strip() == body.decode()
    assert message.subject is not None
    assert "A" not in message.subject


LOADS = b"""From: a@b.example
Content-Type: text/html

<link rel=stylesheet href=http://127.0.0.1:9/a><script src=http://127.0.0.1:9/b>
</script><iframe src=file:///etc/passwd></iframe><object data=http://127.0.0.1:9/c>
</object><img src=http://127.0.0.1:9/d><video src=http://127.0.0.1:9/e></video>
<meta http-equiv=refresh content="0;url=http://127.0.0.1:9/f"><base href=http://x/>
<svg><image href="http://127.0.0.1:9/g"/></svg><style>@import "http://x/";</style>
<body background=http://127.0.0.1:9/h><!DOCTYPE x SYSTEM "file:///etc/passwd">text
"""
ASKED = re.compile(r"(?:connect|sendto|sendmsg)\(|open(?:at)?\([^)]*etc/passwd")


@pytest.mark.slow
@pytest.mark.skipif(not installed("strace"), reason="strace is not installed")
@pytest.mark.parametrize("options", [("show",), ("show", "--html"), ("parts",)])
def test_nothing_is_loaded(home: Home, options: tuple[str, ...]) -> None:
    """No view of HTML connects to anything, or opens what the HTML names."""
    (home.path / "loads.eml").write_bytes(LOADS)
    log = home.path / "calls"
    watched = ("strace", "-f", "-o", str(log), "-e", "trace=network,open,openat")
    done = home.run(*watched, RECV, *options, "./loads.eml")
    assert done.code == 0, done.err
    calls = log.read_text("utf-8", "replace")
    assert "loads.eml" in calls
    assert ASKED.search(calls) is None


def test_a_look_alike_is_warned_of(home: Home) -> None:
    """The name claims one address, the mail comes from another."""
    given = 'From: "service@paypal.com" <x@pаypal.example>\r\n\r\nx\r\n'.encode()
    done = home.recv("show", "-", stdin=given)
    shown = done.out.decode()
    assert done.code == 0
    assert "From:    service@paypal.com <x@pаypal.example>\n" in shown
    assert 'Warning: The sender\'s name says "service@paypal.com", but' in shown
    assert 'The domain label "pаypal" mixes Cyrillic and Latin letters.' in shown
