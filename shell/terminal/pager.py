"""Long output, a window at a time."""

import signal
from collections.abc import Mapping, Sequence

from shell.program import split_command, without_secrets
from shell.terminal.screen import Line, Screen, put, render

# What less does without being told: show colours, leave if all fits, keep the screen.
LESS = "FRX"


def page(screen: Screen, lines: Sequence[Line], environment: Mapping[str, str]) -> None:
    """Show `lines`, through $PAGER where they are more than a window of a terminal.

    $PAGER is split as a shell would and run without one; less, then more, where it is
    not set. "cat", an empty PAGER, or one that cannot run writes the lines themselves.
    """
    if not screen.terminal or len(lines) < screen.height:
        put(screen, *lines)
        return
    text = "".join(f"{render(screen, line)}\n" for line in lines)
    if not any(_run(words, text, environment) for words in _pagers(environment)):
        put(screen, *lines)


def _pagers(environment: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    named = environment.get("PAGER")
    if named is None:
        return ("less",), ("more",)
    try:
        words = split_command(named)
    except ValueError:
        return ()
    return () if words in {(), ("cat",)} else (words,)


def _run(words: tuple[str, ...], text: str, environment: Mapping[str, str]) -> bool:
    """Return whether the pager could be run; it may end before it has read all."""
    import subprocess

    try:
        pager = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            env={"LESS": LESS} | without_secrets(environment),
        )
    except (OSError, ValueError):
        return False
    # ^C belongs to the pager while it runs.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        pager.communicate(text.encode("utf-8", "backslashreplace"))
    except OSError:
        pager.wait()
    finally:
        signal.signal(signal.SIGINT, before)
    return True
