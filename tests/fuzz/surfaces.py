"""Laws of what a person or a file system gets to see of foreign octets."""

import re
from pathlib import Path

from core.defect import Parsed
from core.filename import LONGEST, numbered, safe_filename
from core.message import parse_message
from core.outline import outline
from core.present import present
from core.replay import replay
from core.transcript import (
    Began,
    Ended,
    Heard,
    Wrote,
    parse_transcript,
    serialize_transcript,
)
from core.visible import read_octets, visible, visible_line
from shell.config.file import read_config
from shell.exits import ShellError
from shell.html.render import html_text
from tests.fuzz.messages import SEEDS
from tests.fuzz.target import Target, in_range

# Promise 30: what must never reach a terminal.
ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029"
    "\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def terminal_filter(octets: bytes) -> None:
    for text in (
        read_octets(octets),
        octets.decode("latin-1"),
        octets.decode("utf-8", "surrogateescape"),
        octets[: len(octets) & ~1].decode("utf-16-le", "surrogatepass"),
    ):
        shown = visible(text)
        assert ACTING.search(shown) is None
        assert visible(shown) == shown
        line = visible_line(text)
        assert ACTING.search(line) is None
        assert len(line.splitlines()) <= 1
        assert "\t" not in line


# Promise 34: names that Windows reads as a device, whatever their suffix.
DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³]) *(\..*)?", re.IGNORECASE)


def file_name(octets: bytes) -> None:
    name = safe_filename(read_octets(octets))
    assert safe_filename(name) == name
    for saved in (name, numbered(name, 2)):
        assert 0 < len(saved.encode()) <= LONGEST
        assert ACTING.search(saved) is None
        assert not set("/\\\n\t") & set(saved)
        assert saved[0] not in ".-"
        assert DEVICE.fullmatch(saved) is None
        assert Path("/folder", saved).parent == Path("/folder")


def transcript(octets: bytes) -> None:
    parsed = parse_transcript(octets)
    assert in_range(parsed.defects, len(octets))
    again = parse_transcript(serialize_transcript(parsed.value))
    assert again == Parsed(parsed.value)
    replayed = replay(parsed.value)
    assert len(replayed.events) <= len(parsed.value)


def shown_message(octets: bytes) -> None:
    message = parse_message(octets)
    shown = [
        *(f"{line.label} {line.text}" for line in present(message, html_text)),
        *outline(message),
    ]
    for line in shown:
        assert ACTING.search(line) is None
        assert "\n" not in line


def html(octets: bytes) -> None:
    text = html_text(read_octets(octets))
    assert ACTING.search(text) is None


def config_file(octets: bytes) -> None:
    for private in (False, True):
        assert "\n" not in objection(octets, private=private)


def objection(octets: bytes, *, private: bool) -> str:
    try:
        read_config(octets, Path("/config.toml"), private=private)
    except ShellError as error:
        return str(error)
    return ""


CONFIG = b"""default = "work"
[accounts.work]
email = "me@example.org"
smtp = "smtps://mail.example.org"
pop3 = "pop3s://mail.example.org"
password.command = ["pass", "show"]
"""
TRANSCRIPT = serialize_transcript(
    (
        Began(time=0.0, protocol="smtp", server="mail.example.org", trusted=True),
        Heard(0.1, b"220 mail.example.org\r\n"),
        Wrote(0.2, b"EHLO client.example.org\r\n"),
        Heard(0.3, b"250-mail.example.org\r\n250 PIPELINING\r\n"),
        Wrote(0.4, b"QUIT\r\n"),
        Ended(0.5, "timeout"),
    )
)
TARGETS = (
    Target(file_name, (b"../a.zip", b"CON.txt", b"\xe2\x80\xaegpj.exe", b"a" * 300)),
    Target(transcript, (TRANSCRIPT,)),
    Target(shown_message, SEEDS, whole=True),
    Target(html, (b"<p>a <a href='http://b'>c</a><table><tr><td>d</table>", b"<")),
    Target(config_file, (CONFIG, b"[defaults]\nkeep = true\ntimeout = 1")),
    Target(
        terminal_filter,
        ("\x1b]0;x\x07\u202e\u2066\x9b\u2028\r\n\t".encode(), b"\xc4\xe3\xba\xc3\xff"),
    ),
)
