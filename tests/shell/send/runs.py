"""A small message as the options of a run, and what the run told."""

from tests.shell.running import Done, Home
from tests.shell.send.smtp_script import Script

TO = "you@example.org"
MAIL = ("-f", "me@example.org", "-s", "x", "--text", "hello", TO)


def sent(home: Home, script: Script, *options: str) -> Done:
    """Return how the small message went to the server of `script`."""
    return home.send("--server", script.url, "--timeout", "5", *options, *MAIL)


def one_line(done: Done) -> str:
    """Return the one line of an error, which no traceback is."""
    assert done.err.endswith("\n")
    (line,) = done.err.splitlines()
    assert line.startswith("send: ")
    return line
