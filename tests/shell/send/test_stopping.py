"""A run that is stopped: before the last octet, behind it, while it prints."""

import signal

import pytest

from tests.shell.running import SEND, Home
from tests.shell.send.runs import MAIL, TO
from tests.shell.send.smtp_script import SILENT, scripted


@pytest.mark.parametrize(
    ("step", "number", "code"),
    [
        ("EHLO", signal.SIGINT, 130),
        ("MAIL", signal.SIGTERM, 143),
        ("DATA", signal.SIGHUP, 129),
        ("DATA", signal.SIGINT, 130),
    ],
)
def test_stopped_before_the_end(
    home: Home, step: str, number: signal.Signals, code: int
) -> None:
    with scripted({step: SILENT}) as script:
        process = home.start(SEND, "--server", script.url, *MAIL)
        script.until(step)
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    assert process.returncode == code
    assert b"nothing was sent" in err
    assert b"is kept in" in err
    assert script.messages == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_79_stopped_behind_the_last_octet(home: Home, number: signal.Signals) -> None:
    with scripted({"content": SILENT}) as script:
        process = home.start(SEND, "--server", script.url, *MAIL)
        assert script.arrived.wait(20)
        process.send_signal(number)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 79
    assert b"unknown" in err


def test_141_a_closed_output_pipe_is_silent(sandbox: Home) -> None:
    (sandbox.path / "large.txt").write_text("line\n" * 400_000, encoding="ascii")
    process = sandbox.start(SEND, "-n", "-s", "x", "-m", "large.txt", TO)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    with process.stderr as stderr:
        told = stderr.read()
    assert process.wait(20) == 141
    assert b"Traceback" not in told
    assert b"BrokenPipe" not in told
