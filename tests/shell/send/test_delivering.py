"""An interruption at a moment that no signal from outside can be timed for."""

import os

import pytest

from shell.exits import ExitCode
from shell.options.send import SendOptions
from shell.run.failure import RunError
from shell.send import job
from shell.send.session import Session
from shell.signals import Interrupted
from tests.shell.running import Home
from tests.shell.send.smtp_script import Script, scripted


def stopped(
    home: Home, monkeypatch: pytest.MonkeyPatch, *, committed: bool
) -> tuple[ExitCode, Script]:
    """Return how a run ends that is interrupted outside its dialogue."""

    def submit(_: Session, __: object, ___: object, sources: object) -> None:
        if committed:
            commit = getattr(sources, "committing")  # noqa: B009
            commit("message")
        raise Interrupted(2)

    monkeypatch.setattr(Session, "submit", submit)
    for name, value in home.environment.items():
        monkeypatch.setitem(os.environ, name, value)
    monkeypatch.chdir(home.path)
    with scripted() as script:
        options = SendOptions(
            recipients=["you@example.org"],
            from_="me@example.org",
            server=script.url,
            subject="x",
            text="x",
        )
        with pytest.raises(RunError) as caught:
            job.run(options)
    return caught.value.error.exit, script


def test_before_the_last_octet(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _ = stopped(home, monkeypatch, committed=False)
    assert code is ExitCode.INTERRUPTED


def test_behind_the_last_octet(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    code, _ = stopped(home, monkeypatch, committed=True)
    assert code is ExitCode.UNCERTAIN
