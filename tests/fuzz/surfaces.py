"""Laws of what a person or a file system gets to see of foreign octets."""

import re
from pathlib import Path

from core.visible import read_octets, visible, visible_line
from shell.config.file import read_config
from shell.exits import ShellError
from shell.html.render import html_text
from tests.fuzz.target import Target

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
TARGETS = (
    Target(html, (b"<p>a <a href='http://b'>c</a><table><tr><td>d</table>", b"<")),
    Target(config_file, (CONFIG, b"[defaults]\nkeep = true\ntimeout = 1")),
    Target(
        terminal_filter,
        ("\x1b]0;x\x07\u202e\u2066\x9b\u2028\r\n\t".encode(), b"\xc4\xe3\xba\xc3\xff"),
    ),
)
